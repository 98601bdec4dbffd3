-- A plain stream is over, or nobody waits for it any more. KEYS: the name. ARGV: the peer that was one of its ends.
local stands = redis.call('GET', KEYS[1])
if stands and string.find(stands, ARGV[1], 1, true) then
    redis.call('DEL', KEYS[1])
end
return {}
