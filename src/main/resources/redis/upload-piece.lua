-- Points the index of an upload that comes piece by piece at a chunk or a tail that Kafka has, if whoever wrote it still
-- holds the upload.
-- KEYS[1] the upload's hash; ARGV: chunk number or "tail", entry (as for upload-stored; a tail's begins with its chunk's
-- number, u64), fence, ms until the holder counts as gone, "noted" if a checkpoint has it already, else "new"
-- Returns {"STORED", bytes of what no checkpoint has}, {"FENCED"}, or {"LATE"} or {"SCAN"} as upload-stored does.
if redis.call('HGET', KEYS[1], 'life') ~= slipway_life() then
    return { 'SCAN' }
end
local fence = tonumber(ARGV[3])
if fence < tonumber(redis.call('HGET', KEYS[1], 'fence') or '0') then
    return { 'FENCED' }
end
local is_tail = ARGV[1] == 'tail'
local at = is_tail and 8 or 0
local high, low = struct.unpack('>I4I4', ARGV[2], at + 7)
local old = redis.call('HGET', KEYS[1], ARGV[1])
local new = redis.call('HGET', KEYS[1], 'new') or ''
local stands = false
if old then
    -- The rule is the scan's: the higher fence, then the lower offset; of tails the newest.
    local others = struct.unpack('>I4', old, at + 51)
    local others_high, others_low = struct.unpack('>I4I4', old, at + 7)
    local later = high > others_high or (high == others_high and low > others_low)
    local same = high == others_high and low == others_low
    stands = others > fence or others == fence and (same or later ~= is_tail)
end
if not stands then
    if ARGV[5] == 'new' then
        if high * 4294967296 + low < tonumber(redis.call('HGET', KEYS[1], 'through') or '0') then
            return { 'LATE' }
        end
        if not is_tail then
            new = new .. struct.pack('>I4', tonumber(ARGV[1])) .. string.sub(ARGV[2], 7, 14)
            redis.call('HSET', KEYS[1], 'new', new)
        end
    end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('HSET', KEYS[1], 'held', string.format('%.0f', NOW + tonumber(ARGV[4])))
return { 'STORED', #new }
