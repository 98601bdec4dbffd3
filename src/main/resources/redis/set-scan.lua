-- A page of a set. KEYS[1] the set; ARGV: cursor, about how many. Returns {next cursor or "0", members}.
return redis.call('SSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
