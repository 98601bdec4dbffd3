-- Notes who holds an upload. Nobody with a lower fence writes to its index from now on.
-- KEYS[1] the upload's hash; ARGV: fence, ms until the holder counts as gone (0: at once)
-- Returns {"HELD"}, {"FENCED"} if somebody took it later, or {"SCAN"} as upload-stored does.
if redis.call('HGET', KEYS[1], 'life') ~= slipway_life() then
    return { 'SCAN' }
end
if tonumber(ARGV[1]) < tonumber(redis.call('HGET', KEYS[1], 'fence') or '0') then
    return { 'FENCED' }
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1])
if ARGV[2] == '0' then
    redis.call('HDEL', KEYS[1], 'held')
else
    redis.call('HSET', KEYS[1], 'held', string.format('%.0f', NOW + tonumber(ARGV[2])))
end
return { 'HELD' }
