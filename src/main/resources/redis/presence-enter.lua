-- A peer enters a room, or sees who is in one it is in. ARGV: peer, its node, room, seat, most rooms of a peer, most peers of
-- a room, most senders of a room. Returns {0, others as {peer, seat, where it is}, changes, room}, or what refuses it:
-- {1} the peer isn't there, {2} rooms of the peer, {3} peers of the room, {4} senders of the room.
local peer, room, seat = ARGV[1], ARGV[3], ARGV[4]
local changes = {}
if redis.call('HGET', peer_key(peer), 'node') ~= ARGV[2] then
    return { 1 }
end

local others, senders, before = seats_of(room, peer)
if not before and redis.call('SCARD', rooms_key(peer)) >= tonumber(ARGV[5]) then
    return { 2 }
end
if #others >= tonumber(ARGV[6]) then
    return { 3 }
end
if sends(seat) and senders >= tonumber(ARGV[7]) then
    return { 4 }
end
if before ~= seat then
    take_seat(changes, room, peer, seat)
end
return { 0, others, changes, room }
