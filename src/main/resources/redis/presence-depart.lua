-- The socket of a peer was lost. ARGV: peer, node, turn of the socket, ms of grace. Returns the changes.
local changes = {}
local known = redis.call('HMGET', peer_key(ARGV[1]), 'node', 'turn', 'is')
if known[1] == ARGV[2] and known[2] == ARGV[3] and known[3] == 'here' then
    away(changes, ARGV[1], tonumber(ARGV[4]))
end
return changes
