-- A node left: its peers are away. ARGV: node, ms of grace. Returns the changes.
local changes = {}
for _, peer in ipairs(redis.call('SMEMBERS', node_key(ARGV[1]))) do
    if redis.call('HGET', peer_key(peer), 'node') == ARGV[1] then
        away(changes, peer, tonumber(ARGV[2]))
    end
end
redis.call('DEL', node_key(ARGV[1]))
return changes
