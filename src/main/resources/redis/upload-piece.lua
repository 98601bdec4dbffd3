-- Points the index of an upload that comes piece by piece at a chunk or a tail that Kafka has, if whoever wrote it still
-- holds the upload.
-- KEYS[1] the upload's hash; ARGV: chunk number or "tail", entry (as for upload-stored; a tail's begins with its chunk's
-- number, u64), fence, ms until the holder counts as gone
-- Returns {"STORED"}, {"FENCED"}, or {"SCAN"} as upload-stored does.
if redis.call('HGET', KEYS[1], 'life') ~= slipway_life() then
    return { 'SCAN' }
end
local fence = tonumber(ARGV[3])
if fence < tonumber(redis.call('HGET', KEYS[1], 'fence') or '0') then
    return { 'FENCED' }
end
local old = redis.call('HGET', KEYS[1], ARGV[1])
local stands = false
if old then
    -- The rule is the scan's: the higher fence, then the lower offset; of tails the newest.
    local at = ARGV[1] == 'tail' and 8 or 0
    local others = struct.unpack('>I4', old, at + 51)
    local high, low = struct.unpack('>I4I4', ARGV[2], at + 7)
    local others_high, others_low = struct.unpack('>I4I4', old, at + 7)
    local later = high > others_high or (high == others_high and low > others_low)
    stands = others > fence or others == fence and later ~= (ARGV[1] == 'tail')
end
if not stands then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('HSET', KEYS[1], 'held', string.format('%.0f', NOW + tonumber(ARGV[4])))
return { 'STORED' }
