-- How many chunks are stored of each of some uploads; -1 where this Redis doesn't know (see upload-stored).
-- KEYS the uploads' hashes
local life = slipway_life()
local counts = {}
for i, key in ipairs(KEYS) do
    local others = redis.call('HMGET', key, 'life', 'fence', 'held', 'front', 'tail', 'new', 'through', 'kept')
    counts[i] = -1
    if others[1] == life then
        counts[i] = redis.call('HLEN', key)
        for other = 1, 8 do
            counts[i] = counts[i] - (others[other] and 1 or 0)
        end
    end
end
return counts
