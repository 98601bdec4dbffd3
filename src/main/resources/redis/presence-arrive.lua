-- A client comes. ARGV: a fresh peer, node, digest of its token, site, ms of the lease, most peers of a site, then the peer
-- it was and the digest of that one's token, both empty for none.
-- Returns {1, peer, turn, node before or '', changes}, with 2 for 1 if it is the peer it was; {0} if its site has too many.
local fresh, node, token, site, lease = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local changes = {}
local former = ARGV[7] ~= '' and redis.call('HMGET', peer_key(ARGV[7]), 'token', 'node', 'site')

if former and former[1] == ARGV[8] then
    local peer = ARGV[7]
    redis.call('HSET', peer_key(peer), 'token', token, 'site', site)
    if former[3] ~= site then
        redis.call('SREM', site_key(former[3]), peer)
        redis.call('SADD', site_key(site), peer)
        for _, room in ipairs(redis.call('SMEMBERS', rooms_key(peer))) do
            if string.sub(room, 1, 5) == 'near:' then
                leave(changes, room, peer)
            end
        end
    end
    here(changes, peer, node, lease)
    return { 2, peer, redis.call('HINCRBY', peer_key(peer), 'turn', 1), former[2], changes }
end

if redis.call('SCARD', site_key(site)) >= tonumber(ARGV[6]) then
    return { 0 }
end
redis.call('HSET', peer_key(fresh), 'token', token, 'site', site, 'turn', 1)
redis.call('SADD', site_key(site), fresh)
here(changes, fresh, node, lease)
return { 1, fresh, 1, '', changes }
