-- A node asks after the bulk sockets it has. ARGV: node, then peer, turn, peer, turn, ... Returns those that are their peers' no
-- more, as {peer, whether the peer has had another since}.
local lost = {}
for i = 2, #ARGV, 2 do
    if not plugged(ARGV[i], ARGV[1], ARGV[i + 1]) then
        lost[#lost + 1] = { ARGV[i], redis.call('EXISTS', peer_key(ARGV[i])) }
    end
end
return lost
