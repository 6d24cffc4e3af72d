-- What servers ask of a room. It stands behind `room.lua`, in one script.

-- The servers -------------------------------------------------------------------------------------

local function remove_players_of(server, but)
  for _, one in ipairs(players_in_order()) do
    if one.server == server and not but[one.seat] then remove(one.key, one) end
  end
end

local function remove_silent_servers()
  local servers, heard = {}, 0
  for server, kept in pairs(table_of(SERVERS)) do
    servers[server] = cjson.decode(kept)
    heard = math.max(heard, servers[server].beat)
  end
  local nobody_could_be_heard = now - heard > SILENCE
  for server, one in pairs(servers) do
    if nobody_could_be_heard then
      one.beat = now
      redis.call('HSET', SERVERS, server, cjson.encode(one))
    elseif server ~= asked.server and one.beat < now - LEASE then
      redis.call('HDEL', SERVERS, server)
      remove_players_of(server, {})
    end
  end
end

local function lease()
  local kept = redis.call('HGET', SERVERS, asked.server)
  return kept and cjson.decode(kept)
end

local function renew_lease() -- so that the server's players stay
  redis.call('HSET', SERVERS, asked.server, cjson.encode({beat = now, link = asked.link}))
end

-- What can be asked -------------------------------------------------------------------------------

local function names_and_totals(but)
  local all = {}
  for _, one in ipairs(players_in_order()) do
    if one.seat ~= but then all[#all + 1] = {one.name, one.total} end
  end
  return all
end

local ask = {}

function ask.join()
  if not room then make_room() end
  local there = player(asked.key)
  if there and there.seat ~= asked.seat then return {decision = 'ERR name-taken'} end
  local count = redis.call('HLEN', PLAYERS)
  if not there and count >= MAX_PLAYERS then return {decision = 'ERR room-full'} end
  local here = names_and_totals(asked.seat)
  if not there then -- else it is asked again, as the answer was lost
    add(asked.key, asked.name, asked.seat, 0)
    count = count + 1
  end
  return {decision = 'JOINED ' .. room.name .. ' ' .. count, here = here, told = {outlook()}}
end

function ask.guess()
  local one = player(asked.key)
  if not one or one.seat ~= asked.seat then return {lost = true} end
  if one.guess >= asked.guess then return {decision = one.decision} end -- it has been decided
  return {decision = decide(one, asked.key)}
end

function ask.leave()
  local one = player(asked.key)
  if one and one.seat == asked.seat then remove(asked.key, one) end
  return {}
end

function ask.beat()
  if now >= room.due then
    if room.running then
      end_round()
    elseif not below(asked.secret, room.low) and not below(room.high, asked.secret) then
      begin_round()
    end
  end
  return {}
end

function ask.sync()
  if not room then make_room() end
  local seats, decided = {}, {}
  for _, mine in ipairs(asked.seats) do
    local there = player(mine.key)
    if not there and redis.call('HLEN', PLAYERS) >= MAX_PLAYERS then
      seats[mine.seat] = 'room-full'
    elseif not there then
      add(mine.key, mine.name, mine.seat, mine.total)
      seats[mine.seat] = 'waits'
    elseif there.seat ~= mine.seat then
      seats[mine.seat] = 'name-taken'
    else
      seats[mine.seat] = tries_left(there) and 'plays' or 'waits'
      if mine.guess and mine.guess == there.guess then decided[mine.seat] = {there.guess, there.decision} end
    end
  end
  return {
    seats = seats, decided = decided, players = names_and_totals(),
    ended = room.ended, seconds = seconds_left(),
  }
end

-- -------------------------------------------------------------------------------------------------

room = load_room()
if asked.op == 'probe' then -- whether these keys are what they should be
  redis.call('HLEN', PLAYERS)
  redis.call('HLEN', SERVERS)
  return '{}'
end
local named = {}
if asked.op == 'sync' then
  local known = asked.known
  local forgot = room and room.epoch == known.epoch
    and (room.seq < known.seq or (room.run ~= known.run and room.kept < known.seq))
  if forgot then drop_room() end -- what was told to players is not known here any more
  for _, mine in ipairs(asked.seats) do named[mine.seat] = true end
elseif asked.epoch and (not room or room.epoch ~= asked.epoch) then
  return '{"lost": true}'
end
if room then
  local mine = lease()
  if mine and asked.link < mine.link then
    return '{"late": true}' -- it was asked on a connection that the server has given up
  end
  if not mine and asked.epoch then
    return '{"lost": true}' -- it was silent for so long that its players have been removed
  end
  remove_silent_servers()
  if mine and asked.link > mine.link then -- who is not named has left since
    remove_players_of(asked.server, named)
  end
  end_step()
  if redis.call('HLEN', PLAYERS) == 0 then
    drop_room()
    publish()
    steps = {}
  end
end
if not room and asked.op ~= 'join' and asked.op ~= 'sync' then return '{"lost": true}' end

local answer = ask[asked.op]()
end_step()
answer.steps, answer.epoch, answer.seq, answer.round = steps, room.epoch, room.seq, room.round
answer.running, answer.wait, answer.tries = room.running, room.due - now, room.tries
answer.low, answer.high = room.low, room.high
renew_lease()
save_room()
publish() -- last: a Valkey that takes no writes has refused by now, and nothing has happened
return cjson.encode(answer)
