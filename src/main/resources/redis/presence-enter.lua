-- A peer enters a room, or sees who is in one it is in. ARGV: peer, its node, room, seat, most rooms of a peer, most peers of
-- a room, most senders of a room. Returns {0, others as {peer, seat, where it is}, changes}, or what refuses it:
-- {1} the peer isn't there, {2} rooms of the peer, {3} peers of the room, {4} senders of the room.
local peer, room, seat = ARGV[1], ARGV[3], ARGV[4]
local changes = {}
if redis.call('HGET', peer_key(peer), 'node') ~= ARGV[2] then
    return { 1 }
end

local seats = redis.call('HGETALL', room_key(room))
local others, senders, before = {}, 0, false
for i = 1, #seats, 2 do
    if seats[i] == peer then
        before = seats[i + 1]
    else
        others[#others + 1] = { seats[i], seats[i + 1], redis.call('HGET', peer_key(seats[i]), 'is') }
        if string.sub(seats[i + 1], 1, 1) == 's' then
            senders = senders + 1
        end
    end
end
if not before and redis.call('SCARD', rooms_key(peer)) >= tonumber(ARGV[5]) then
    return { 2 }
end
if #others >= tonumber(ARGV[6]) then
    return { 3 }
end
if string.sub(seat, 1, 1) == 's' and senders >= tonumber(ARGV[7]) then
    return { 4 }
end
if before ~= seat then
    redis.call('HSET', room_key(room), peer, seat)
    redis.call('SADD', rooms_key(peer), room)
    news(changes, room, peer, seat, 'here')
end
return { 0, others, changes }
