-- The bulk socket of a peer was lost. ARGV: peer, node, turn of the socket: one that it has had since stays. Returns 1.
if plugged(ARGV[1], ARGV[2], ARGV[3]) then
    redis.call('HDEL', peer_key(ARGV[1]), 'bulk')
end
return 1
