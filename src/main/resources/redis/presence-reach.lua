-- Where the bulk socket of a peer is that another shares a room with. ARGV: asker, its node, the turn of its own bulk socket, the
-- other. Returns {0, whether the asker is known} if that socket isn't the asker's any more, {1} if they can't meet, else {2, node,
-- share}, as for those that talk. Whether their signal sockets are there just now doesn't matter.
local asker, other = ARGV[1], ARGV[4]
if not plugged(asker, ARGV[2], ARGV[3]) then
    return { 0, redis.call('EXISTS', peer_key(asker)) }
end
local bulk = redis.call('HGET', peer_key(other), 'bulk')
local share = bulk and common(asker, other)
if not share then
    return { 1 }
end
return { 2, bulk, share }
