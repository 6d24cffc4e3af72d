-- One room of the race, decided where all servers meet: the rules of `protocol/race/room.py`.
-- With `asked.lua` behind it, it is one script.
--
-- KEYS: the room, its players, its servers. They share a hash tag, and so a slot of a cluster.
-- ARGV[1]: what is asked, as JSON; ARGV[1].now stands for the clock in tests.
-- It returns the answer as JSON. What happened is a row of steps, numbered without a gap, and each
-- is published as well, once it is kept. Numbers of up to 18 digits are strings here, as Lua's have but 15.

local ROOM, PLAYERS, SERVERS = KEYS[1], KEYS[2], KEYS[3]
local LEASE = 6000 -- milliseconds that the players of a silent server stay
local SILENCE = 3000 -- after which nobody can be blamed: it was Valkey that could not be reached
local KEPT = 60000 -- that a room is remembered beyond its round when all its servers are silent
local MAX_PLAYERS = 500
local NUMBERS = {'seq', 'kept', 'due', 'began', 'round', 'tries', 'countdown', 'limit', 'playing', 'joins'}

local asked = cjson.decode(ARGV[1])
local now = asked.now
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local room, steps, pushes = nil, {}, {}

-- What is kept ------------------------------------------------------------------------------------

local function table_of(key)
  local flat, fields = redis.call('HGETALL', key), {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end

local function load_room()
  local fields = table_of(ROOM)
  if not fields.epoch then return nil end
  for _, name in ipairs(NUMBERS) do fields[name] = tonumber(fields[name]) end
  fields.running = fields.running == '1'
  if fields.run ~= asked.run then -- Valkey was restarted, and remembered as much as this
    fields.run, fields.kept = asked.run, fields.seq
  end
  return fields
end

local function drop_room()
  redis.call('DEL', ROOM, PLAYERS, SERVERS)
  room = nil
end

local function save_room()
  if redis.call('HLEN', PLAYERS) == 0 then return drop_room() end
  local flat = {}
  for name, value in pairs(room) do
    if name == 'running' then value = value and '1' or '0' end
    flat[#flat + 1], flat[#flat + 2] = name, value
  end
  redis.call('HSET', ROOM, unpack(flat))
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, KEPT + room.limit) end
end

local function make_room()
  local rules = asked.rules
  room = {
    name = asked.room, epoch = asked.fresh, seq = 0, run = asked.run, kept = 0,
    running = false, due = now + rules.countdown, began = 0, round = 0, secret = '',
    ended = '', playing = 0, joins = 0, low = rules.low, high = rules.high,
    tries = rules.tries, countdown = rules.countdown, limit = rules.limit,
  }
end

local function player(key)
  local kept = redis.call('HGET', PLAYERS, key)
  return kept and cjson.decode(kept)
end

local function keep(key, one) redis.call('HSET', PLAYERS, key, cjson.encode(one)) end

local function players_in_order()
  local all = {}
  for key, kept in pairs(table_of(PLAYERS)) do
    local one = cjson.decode(kept)
    one.key = key
    all[#all + 1] = one
  end
  table.sort(all, function(a, b) return a.order < b.order end)
  return all
end

-- What is told ------------------------------------------------------------------------------------

local function push(line, but) pushes[#pushes + 1] = {line, but} end

local function end_step() -- what has been pushed since the last one is one step
  if #pushes == 0 then return end
  room.seq = room.seq + 1
  local step = {
    server = asked.server, epoch = room.epoch, seq = room.seq, round = room.round,
    running = room.running, wait = room.due - now, pushes = pushes,
  }
  steps[#steps + 1] = step
  pushes = {}
end

local function publish()
  for _, step in ipairs(steps) do redis.call('PUBLISH', asked.channel, cjson.encode(step)) end
end

local function seconds_left() return math.max(0, math.ceil((room.due - now) / 1000)) end

local function outlook()
  if room.running then return 'WAIT ' .. room.round end
  return 'NEXT ' .. seconds_left()
end

-- The rules ---------------------------------------------------------------------------------------

local function below(a, b) -- of numbers written in decimal
  local minus = a:sub(1, 1) == '-'
  if minus ~= (b:sub(1, 1) == '-') then return minus end
  if minus then a, b = b:sub(2), a:sub(2) end
  if #a ~= #b then return #a < #b end
  return a < b
end

local function tries_left(one) -- nil if he does not play in this round
  if not room.running or one.from > room.round then return nil end
  return one.at == room.round and one.left or room.tries
end

local function end_round(score)
  room.running, room.due, room.ended, room.secret = false, now + room.countdown, room.secret, ''
  push('END ' .. room.ended)
  if score then push(score) end
  push('NEXT ' .. seconds_left())
end

local function end_if_all_are_out()
  if room.running and room.playing == 0 then end_round() end
end

local function begin_round()
  room.round, room.running, room.secret = room.round + 1, true, asked.secret
  room.began, room.due, room.playing = now, now + room.limit, redis.call('HLEN', PLAYERS)
  push('ROUND ' .. room.round .. ' ' .. room.low .. ' ' .. room.high .. ' ' .. room.tries)
end

local function remove(key, one)
  if (tries_left(one) or 0) > 0 then room.playing = room.playing - 1 end
  redis.call('HDEL', PLAYERS, key)
  push('LEAVE ' .. one.name)
  end_if_all_are_out()
end

local function add(key, name, seat, total)
  room.joins = room.joins + 1
  keep(key, {
    name = name, server = asked.server, seat = seat, total = total, order = room.joins,
    from = room.round + 1, at = 0, left = 0, guess = 0, decision = '',
  })
  push('JOIN ' .. name, key)
  if total > 0 then push('PLAYER ' .. name .. ' ' .. total, key) end
end

local function win(one, key)
  local used = room.tries - one.left
  local left = math.max(0, room.limit - (now - room.began))
  local points = math.floor(100 * (room.tries - used + 1) / room.tries)
    + math.floor(100 * left / room.limit)
  one.total = one.total + points
  push('WIN ' .. one.name .. ' ' .. used, key)
  end_round('SCORE ' .. one.name .. ' ' .. points .. ' ' .. one.total)
  return 'WIN ' .. used
end

local function decide(one, key)
  local left = tries_left(one)
  if not left or (asked.round and asked.round ~= room.round) then return 'ERR no-round' end
  if left == 0 then return 'ERR no-tries' end
  if below(asked.number, room.low) or below(room.high, asked.number) then
    return 'ERR out-of-range'
  end
  one.at, one.left, one.guess = room.round, left - 1, asked.guess
  if asked.number == room.secret then
    one.decision = win(one, key)
  elseif one.left == 0 then
    one.decision = 'OUT'
    room.playing = room.playing - 1
    push('OUT ' .. one.name, key)
    end_if_all_are_out()
  else
    one.decision = (below(asked.number, room.secret) and 'HIGHER ' or 'LOWER ') .. one.left
    push('GUESS ' .. one.name .. ' ' .. one.left, key)
  end
  keep(key, one)
  return one.decision
end
