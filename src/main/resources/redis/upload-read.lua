-- The entries of some chunks of an upload, in order; false where one is missing.
-- KEYS[1] the upload's hash; ARGV: first chunk, last chunk (at most 4,096 of them)
-- Returns {"SCAN"} as upload-stored does, else {"OK", entry or false, ...}
if redis.call('HGET', KEYS[1], 'life') ~= slipway_life() then
    return { 'SCAN' }
end
local entries = { 'OK' }
for first = tonumber(ARGV[1]), tonumber(ARGV[2]), 1000 do
    local fields = {}
    for index = first, math.min(first + 999, tonumber(ARGV[2])) do
        fields[#fields + 1] = string.format('%.0f', index)
    end
    for _, entry in ipairs(redis.call('HMGET', KEYS[1], unpack(fields))) do
        entries[#entries + 1] = entry
    end
end
return entries
