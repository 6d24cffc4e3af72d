-- What all servers call this start of Valkey: as subscriptions end with it, a name that somebody is
-- subscribed to is a name of this start. INFO would tell, but is a dangerous command to an ACL.
--
-- KEYS: the name that is agreed on. ARGV: what the names' channels begin with, and the name whose
-- channel the caller is subscribed to.
-- It returns a name. The caller subscribes to that, if it is another, and asks again. It writes each
-- time, so a Valkey that takes no writes refuses.

local PREFIX, mine = ARGV[1], ARGV[2]
local name = redis.call('GET', KEYS[1])

if not name or redis.call('PUBSUB', 'NUMSUB', PREFIX .. name)[2] == 0 then
  name = nil -- or the key was deleted, and others still have the name
  for _, channel in ipairs(redis.call('PUBSUB', 'CHANNELS', PREFIX .. '*')) do
    local other = channel:sub(#PREFIX + 1)
    if other ~= mine and (not name or other < name) then name = other end
  end
  name = name or mine
end
redis.call('SET', KEYS[1], name)
return name
