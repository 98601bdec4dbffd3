-- A peer enters the room of a code. Its sender says 'code:' and is given the lowest channel that is free, or hears again which
-- one it has; its receiver says 'code:7'. ARGV: peer, its node, room, seat, most rooms of a peer, last channel, most channels
-- of a site. Returns {0, others as {peer, seat, where it is}, changes, room}, or what refuses it: {1} the peer isn't there,
-- {2} rooms of the peer, {5} channels are given out, not chosen, {6} nobody sends there, {7} somebody receives there, {8} channels of the
-- site, {9} no channel is free.
local peer, room, seat = ARGV[1], ARGV[3], ARGV[4]
local changes = {}
local known = redis.call('HMGET', peer_key(peer), 'node', 'site')
if known[1] ~= ARGV[2] then
    return { 1 }
end
local rooms = redis.call('SMEMBERS', rooms_key(peer))

if room == 'code:' then
    for _, each in ipairs(rooms) do
        if channel_of(each) and sends(redis.call('HGET', room_key(each), peer)) then
            return { 0, (seats_of(each, peer)), changes, each }
        end
    end
end
local others, senders, before = seats_of(room, peer)
if before then
    return { 0, others, changes, room }
end
if not sends(seat) then
    if senders == 0 then
        return { 6 }
    end
    if #others > 1 then
        return { 7 }
    end
elseif room ~= 'code:' then
    return { 5 }
end
if #rooms >= tonumber(ARGV[5]) then
    return { 2 }
end

if sends(seat) then
    local taken, own, free = {}, 0, false
    local channels = redis.call('HGETALL', CHANNELS)
    for i = 1, #channels, 2 do
        taken[channels[i]] = true
        own = own + (channels[i + 1] == known[2] and 1 or 0)
    end
    if own >= tonumber(ARGV[7]) then
        return { 8 }
    end
    for channel = 1, tonumber(ARGV[6]) do
        if not taken[tostring(channel)] then
            free = tostring(channel)
            break
        end
    end
    if not free then
        return { 9 }
    end
    redis.call('HSET', CHANNELS, free, known[2])
    room = room .. free
end
take_seat(changes, room, peer, seat)
return { 0, others, changes, room }
