-- The players of one host, over all servers: each of them for as long as his server says so.
--
-- KEYS: the host. ARGV[1]: what is asked, as JSON. It returns JSON.

local HOST, LEASE = KEYS[1], 10000 -- milliseconds

local asked = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZREMRANGEBYSCORE', HOST, '-inf', now)
if asked.op == 'probe' then return '{}' end
if asked.op == 'leave' then
  redis.call('ZREM', HOST, asked.mark)
  return '{}'
end
if asked.op == 'enter' then
  local there = redis.call('ZSCORE', HOST, asked.marks[1])
  if not there and redis.call('ZCARD', HOST) >= asked.most then return '{"admitted": false}' end
end
for _, mark in ipairs(asked.marks) do redis.call('ZADD', HOST, now + LEASE, mark) end
redis.call('PEXPIRE', HOST, LEASE)
return '{"admitted": true}'
