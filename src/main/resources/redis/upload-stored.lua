-- Points the index of an upload at a chunk that Kafka has.
-- KEYS[1] the upload's hash; ARGV: chunk number, entry (location 18 B | digest 32 B | fence u32 | note), "noted" if a
-- checkpoint has it already, else "new"
-- Returns {"STORED"|"REPEATED"|"FIRST_STANDS", chunks stored, bytes of what no checkpoint has}, {"LATE"} if a scan would
-- begin behind it, so that a checkpoint must have it first, or {"SCAN"} if this Redis doesn't hold the upload's whole index
-- (flushed, restarted, failed over): then it is read again from the log first.
local found = redis.call('HMGET', KEYS[1], 'life', 'new', 'through', 'kept')
if found[1] ~= slipway_life() then
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
local new = found[2] or ''
local old = redis.call('HGET', KEYS[1], ARGV[1])
if old and counts_before(old, ARGV[2]) then
    outcome = string.sub(old, 19, 50) == string.sub(ARGV[2], 19, 50) and 'REPEATED' or 'FIRST_STANDS'
else
    if ARGV[3] == 'new' then
        local high, low = struct.unpack('>I4I4', ARGV[2], 7)
        if high * 4294967296 + low < tonumber(found[3] or '0') then
            return { 'LATE' }
        end
        new = new .. struct.pack('>I4', tonumber(ARGV[1])) .. string.sub(ARGV[2], 7, 14)
        redis.call('HSET', KEYS[1], 'new', new)
    end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
local others = 1 + (new ~= '' and 1 or 0) + (found[3] and 1 or 0) + (found[4] and 1 or 0)
return { outcome, redis.call('HLEN', KEYS[1]) - others, #new }
