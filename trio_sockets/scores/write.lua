-- Keeps records, each once: all of them, or none.
--
-- KEYS: the records, what orders them by time; for each of two services the names of its players,
-- and their six sums; then for each record what orders those of its player.
-- ARGV: for each record its id, its text, its time, the number of its service (0 or 1), its player
-- by key and by name, and what it adds to the six sums.
-- It returns how many are new.

local RECORDS, NEWEST, SERVICES, OF_SERVICE, PLAYERS = KEYS[1], KEYS[2], 3, 7, 16
local WORDS = 12
local new = 0

-- Valkey undoes nothing, so what would fail has to fail before the first is written.
local may, missing = redis.acl_check_cmd, {} -- which version 7 brought
if may then
  local function need(command, ...)
    local rule = '+' .. command .. ' '
    if not may(command, ...) and not missing[rule] then
      missing[#missing + 1], missing[rule] = rule, true
    end
  end
  need('type', RECORDS)
  need('hsetnx', RECORDS, '', '')
  need('zadd', NEWEST, 0, '')
  for _, names in ipairs({SERVICES, SERVICES + OF_SERVICE}) do
    need('hset', KEYS[names], '', '')
    for sum = 1, 6 do need('zincrby', KEYS[names + sum], 0, '') end
  end
  for nth = PLAYERS + 1, #KEYS do
    need('zadd', KEYS[nth], 0, '')
    need('zrank', KEYS[nth], '')
  end
end
if #missing > 0 then
  return redis.error_reply('NOPERM missing ' .. table.concat(missing) .. '~{scores}*')
end
for nth, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  local is_hash = nth == 1 or nth == SERVICES or nth == SERVICES + OF_SERVICE
  if kind ~= 'none' and kind ~= (is_hash and 'hash' or 'zset') then
    return redis.error_reply("ERR another program's key: " .. key)
  end
end

for nth = 1, #ARGV / WORDS do
  local word = (nth - 1) * WORDS
  local id, text, time = ARGV[word + 1], ARGV[word + 2], ARGV[word + 3]
  local service, player, name = ARGV[word + 4], ARGV[word + 5], ARGV[word + 6]
  if redis.call('HSETNX', RECORDS, id, text) == 1 then
    local names = SERVICES + service * OF_SERVICE
    local games = KEYS[PLAYERS + nth]
    new = new + 1
    redis.call('ZADD', NEWEST, time, id)
    redis.call('ZADD', games, time, id)
    if redis.call('ZRANK', games, id) == 0 then redis.call('HSET', KEYS[names], player, name) end
    for sum = 1, 6 do redis.call('ZINCRBY', KEYS[names + sum], ARGV[word + 6 + sum], player) end
  end
end
return new
