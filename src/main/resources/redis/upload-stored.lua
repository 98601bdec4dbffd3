-- Points the index of an upload at a chunk that Kafka has.
-- KEYS[1] the upload's hash; ARGV: chunk number, entry (location 18 B | digest 32 B | fence u32)
-- Returns {"STORED"|"REPEATED"|"FIRST_STANDS", chunks stored}, or {"SCAN"} if this Redis doesn't hold the upload's
-- whole index (flushed, restarted, failed over): then it is read again from the log first.
if redis.call('HGET', KEYS[1], 'life') ~= slipway_life() then
    return { 'SCAN' }
end
local outcome = 'STORED'
local old = redis.call('HGET', KEYS[1], ARGV[1])
if old and struct.unpack('>I4', old, 51) >= struct.unpack('>I4', ARGV[2], 51) then
    outcome = string.sub(old, 19, 50) == string.sub(ARGV[2], 19, 50) and 'REPEATED' or 'FIRST_STANDS'
else
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return { outcome, redis.call('HLEN', KEYS[1]) - 1 }
