-- A node says who is there. ARGV: node, ms of the lease, then peer, turn, peer, turn, ... Returns {those that aren't, changes}.
local lost, changes = {}, {}
for i = 3, #ARGV, 2 do
    local known = redis.call('HMGET', peer_key(ARGV[i]), 'node', 'turn')
    if known[1] == ARGV[1] and known[2] == ARGV[i + 1] then
        here(changes, ARGV[i], ARGV[1], tonumber(ARGV[2]))
    else
        lost[#lost + 1] = ARGV[i]
    end
end
return { lost, changes }
