-- Takes a ticket, whatever for: it is good once. KEYS[1] the ticket. Returns what it was good for, or false.
local kept = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return kept
