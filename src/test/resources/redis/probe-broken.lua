-- Fails.
return redis.call('LPUSH', KEYS[1])
