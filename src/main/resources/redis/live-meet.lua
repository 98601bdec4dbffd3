-- One end of a plain stream comes. KEYS: the name. ARGV: s or r, its node, its peer, how long the name stands (ms).
-- Returns {0} if it waits now, {1} if the name has such an end already, else {2, node, peer}: the other end, which it has met.
local stands = redis.call('GET', KEYS[1])
if not stands then
    redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3], 'PX', ARGV[4])
    return { 0 }
end
local kind, node, peer = string.match(stands, '^(%a) (%S+) (%S+)$')
if kind == 'b' or kind == ARGV[1] then
    return { 1 }
end
redis.call('SET', KEYS[1], 'b ' .. peer .. ' ' .. ARGV[3], 'PX', ARGV[4])
return { 2, node, peer }
