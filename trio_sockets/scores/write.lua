-- Keeps records, each once: all of them, or none.
--
-- KEYS: the records, what orders them by time, the six sums of players; then for each record what
-- orders those of its player.
-- ARGV: for each record its id, its text, its time, its player, and what it adds to the six sums.
-- It returns how many are new.

local RECORDS, NEWEST, SUMS, PLAYERS = KEYS[1], KEYS[2], 2, 8
local WORDS = 10
local new = 0

-- Valkey undoes nothing, so what would fail has to fail before the first is written.
for nth, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and kind ~= (nth == 1 and 'hash' or 'zset') then
    return redis.error_reply("ERR another program's key: " .. key)
  end
end

for nth = 1, #ARGV / WORDS do
  local word = (nth - 1) * WORDS
  local id, text, time, player = ARGV[word + 1], ARGV[word + 2], ARGV[word + 3], ARGV[word + 4]
  if redis.call('HSETNX', RECORDS, id, text) == 1 then
    new = new + 1
    redis.call('ZADD', NEWEST, time, id)
    redis.call('ZADD', KEYS[PLAYERS + nth], time, id)
    for sum = 1, 6 do redis.call('ZINCRBY', KEYS[SUMS + sum], ARGV[word + 4 + sum], player) end
  end
end
return new
