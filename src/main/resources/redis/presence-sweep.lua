-- Ends what is due. ARGV: ms of grace, most peers at once. Returns {how many were due, changes, bulk sockets of those
-- that are gone}.
local changes, unplugged = {}, {}
local due_now = redis.call('ZRANGEBYSCORE', ENDS, '-inf', string.format('%.0f', NOW), 'LIMIT', 0, ARGV[2])
for _, peer in ipairs(due_now) do
    if redis.call('HGET', peer_key(peer), 'is') == 'here' then
        away(changes, peer, tonumber(ARGV[1]))
    else
        gone(changes, unplugged, peer)
    end
end
return { #due_now, changes, unplugged }
