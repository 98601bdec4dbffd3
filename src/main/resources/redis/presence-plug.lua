-- A peer has a bulk socket at a node from now on. ARGV: peer, node. Returns {turn of the socket, node of the former or ''}, or {0}
-- if the peer isn't known.
if redis.call('EXISTS', peer_key(ARGV[1])) == 0 then
    return { 0 }
end
local former = redis.call('HGET', peer_key(ARGV[1]), 'bulk')
redis.call('HSET', peer_key(ARGV[1]), 'bulk', ARGV[2])
return { redis.call('HINCRBY', peer_key(ARGV[1]), 'plug', 1), former or '' }
