-- Says that whoever holds an upload does so no more.
-- KEYS[1] the upload's hash; ARGV: fence
if redis.call('HGET', KEYS[1], 'fence') == ARGV[1] then
    redis.call('HDEL', KEYS[1], 'held')
end
return 1
