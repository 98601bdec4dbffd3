-- Keeps what a ticket is good for. KEYS[1] the ticket; ARGV: what it is good for, ms.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
