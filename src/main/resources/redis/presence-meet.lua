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
local common = false
for _, room in ipairs(redis.call('SMEMBERS', rooms_key(asker))) do
    local seats = redis.call('HMGET', room_key(room), asker, other)
    if seats[1] and seats[2] then
        common = true
        local sends = string.sub(seats[1], 1, 1) == 's' or string.sub(seats[2], 1, 1) == 's'
        if sends and string.sub(room, 1, 6) == 'share:' then
            return { 2, where[1], string.sub(room, 7) }
        end
    end
end
return common and { 2, where[1], '' } or { 1 }
