-- KEYS[1] a sorted set by time; ARGV: time in ms, limit. Returns the earliest members up to that time.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
