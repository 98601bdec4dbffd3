-- Where a peer is that another shares a room with. ARGV: asker, its node, the other.
-- Returns {0} if the asker isn't there, {1} if they can't meet, else {2, node, share}: share is the one whose room they are
-- both in, one of them as its sender, '' if none.
local asker, other = ARGV[1], ARGV[3]
if redis.call('HGET', peer_key(asker), 'node') ~= ARGV[2] then
    return { 0 }
end
local where = redis.call('HMGET', peer_key(other), 'node', 'is')
if where[2] ~= 'here' then
    return { 1 }
end
local share = common(asker, other)
if not share then
    return { 1 }
end
return { 2, where[1], share }
