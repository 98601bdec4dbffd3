-- Writes a page of an upload's index as it was read from the log. Of two writes of a chunk the one with the higher fence
-- counts, then the one earlier in the log: pages come in log order.
-- KEYS[1] the upload's hash; ARGV: scan token, "first"|"next", "more"|"last", fence of the holder, then chunk number or
-- "tail", entry, ...
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
for i = 5, #ARGV, 2 do
    local old = ARGV[i] ~= 'tail' and redis.call('HGET', KEYS[1], ARGV[i])
    if not old or struct.unpack('>I4', old, 51) < struct.unpack('>I4', ARGV[i + 1], 51) then
        redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    end
end
if ARGV[3] == 'last' then
    redis.call('HDEL', KEYS[1], 'scan')
    if ARGV[4] ~= '0' then
        redis.call('HSET', KEYS[1], 'fence', ARGV[4])
    end
    redis.call('HSET', KEYS[1], 'life', slipway_life())
end
return 1
