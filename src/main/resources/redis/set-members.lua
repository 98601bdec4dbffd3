-- KEYS[1] a set; ARGV: limit. Returns some of its members, at most so many, at random.
return redis.call('SRANDMEMBER', KEYS[1], ARGV[1])
