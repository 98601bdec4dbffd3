-- Points the index of an upload at a chunk that Kafka has.
-- KEYS[1] the upload's hash; ARGV: chunk number, entry (location 18 B | digest 32 B | fence u32 | note)
-- Returns {"STORED"|"REPEATED"|"FIRST_STANDS", chunks stored}, or {"SCAN"} if this Redis doesn't hold the upload's
-- whole index (flushed, restarted, failed over): then it is read again from the log first.
if redis.call('HGET', KEYS[1], 'life') ~= slipway_life() then
    return { 'SCAN' }
end
-- The rule is the scan's: the higher fence, then the lower offset.
local function counts_before(one, other)
    local fence, others = struct.unpack('>I4', one, 51), struct.unpack('>I4', other, 51)
    if fence ~= others then
        return fence > others
    end
    local high, low = struct.unpack('>I4I4', one, 7)
    local others_high, others_low = struct.unpack('>I4I4', other, 7)
    return high < others_high or (high == others_high and low <= others_low)
end
local outcome = 'STORED'
local old = redis.call('HGET', KEYS[1], ARGV[1])
if old and counts_before(old, ARGV[2]) then
    outcome = string.sub(old, 19, 50) == string.sub(ARGV[2], 19, 50) and 'REPEATED' or 'FIRST_STANDS'
else
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return { outcome, redis.call('HLEN', KEYS[1]) - 1 }
