-- How many chunks are stored of each of some uploads; -1 where this Redis doesn't know (see upload-stored).
-- KEYS the uploads' hashes
local life = slipway_life()
local counts = {}
for i, key in ipairs(KEYS) do
    counts[i] = redis.call('HGET', key, 'life') == life and redis.call('HLEN', key) - 1 or -1
end
return counts
