-- Writes a page of an upload's index as it was read from checkpoints and the log. Of two writes of a chunk the one with the
-- higher fence counts, then the one earlier in the log; of tails the one with the higher fence, then the newest.
-- KEYS[1] the upload's hash; ARGV: scan token, "first"|"next", "more"|"last", fence of the holder, checkpoints there are, the
-- offset a scan may begin at by them, then chunk number or "tail", entry, ...
-- Returns 1, 2 if the index is whole already, or 0 if the view was flushed or another scan began meanwhile: begin again.
if redis.call('HGET', KEYS[1], 'life') == slipway_life() then
    return 2
end
if ARGV[2] == 'first' then
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'scan', ARGV[1])
elseif redis.call('HGET', KEYS[1], 'scan') ~= ARGV[1] then
    return 0
end
for i = 7, #ARGV, 2 do
    local is_tail = ARGV[i] == 'tail'
    local at = is_tail and 8 or 0
    local old = redis.call('HGET', KEYS[1], ARGV[i])
    local stands = false
    if old then
        local fence, others = struct.unpack('>I4', ARGV[i + 1], at + 51), struct.unpack('>I4', old, at + 51)
        local high, low = struct.unpack('>I4I4', ARGV[i + 1], at + 7)
        local others_high, others_low = struct.unpack('>I4I4', old, at + 7)
        local later = high > others_high or (high == others_high and low > others_low)
        stands = others > fence or others == fence and later ~= is_tail
    end
    if not stands then
        redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    end
end
if ARGV[3] == 'last' then
    redis.call('HDEL', KEYS[1], 'scan')
    if ARGV[4] ~= '0' then
        redis.call('HSET', KEYS[1], 'fence', ARGV[4])
    end
    redis.call('HSET', KEYS[1], 'kept', ARGV[5], 'through', ARGV[6])
    redis.call('HSET', KEYS[1], 'life', slipway_life())
end
return 1
