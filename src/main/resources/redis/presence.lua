-- What the scripts about peers share; it stands before each of them.
-- A peer is a hash: node, turn, token (digest of the right to be it again), is ('here' or 'away'), site; bulk, the node of its bulk
-- socket if it has one, and plug, how many of these it has had. Its rooms are a set. A
-- room is a hash from peer to seat, "s name" for a sender, "r name" for a receiver. When something is due about a peer stands
-- in one sorted set: of one that is here the end of its lease, of one that is away the end of its grace. Peers of a node and
-- of a client's address are sets. A room of a code has one sender, ends with it, and is called by a channel; which channels are
-- taken stands in one hash, from channel to the site of whoever took it.
local ENDS = slipway_prefix .. 'x:peers'
local CHANNELS = slipway_prefix .. 'x:channels'

local function peer_key(peer)
    return slipway_prefix .. 'x:peer:' .. peer
end
local function rooms_key(peer)
    return slipway_prefix .. 'x:peer-rooms:' .. peer
end
local function room_key(room)
    return slipway_prefix .. 'x:peer-room:' .. room
end
local function node_key(node)
    return slipway_prefix .. 'x:peers-of:' .. node
end
local function site_key(site)
    return slipway_prefix .. 'x:peers-from:' .. site
end

local function due(peer, ms)
    redis.call('ZADD', ENDS, string.format('%.0f', NOW + ms), peer)
end

-- News of a peer in a room: {room, peer, seat, where it is, reader, its node, reader, its node, ...}; readers are those here.
local function news(changes, room, peer, seat, is)
    local change = { room, peer, seat, is }
    for _, other in ipairs(redis.call('HKEYS', room_key(room))) do
        if other ~= peer then
            local where = redis.call('HMGET', peer_key(other), 'node', 'is')
            if where[2] == 'here' then
                change[#change + 1] = other
                change[#change + 1] = where[1]
            end
        end
    end
    changes[#changes + 1] = change
end

local function tell_rooms(changes, peer, is)
    for _, room in ipairs(redis.call('SMEMBERS', rooms_key(peer))) do
        news(changes, room, peer, redis.call('HGET', room_key(room), peer), is)
    end
end

local function sends(seat)
    return string.sub(seat, 1, 1) == 's'
end

-- False if it isn't a code's.
local function channel_of(room)
    return string.match(room, '^code:(%d+)$') or false
end

-- Who is in a room: others as {peer, seat, where it is}, the senders among them, and the peer's own seat or false.
local function seats_of(room, peer)
    local seats = redis.call('HGETALL', room_key(room))
    local others, senders, own = {}, 0, false
    for i = 1, #seats, 2 do
        if seats[i] == peer then
            own = seats[i + 1]
        else
            others[#others + 1] = { seats[i], seats[i + 1], redis.call('HGET', peer_key(seats[i]), 'is') }
            senders = senders + (sends(seats[i + 1]) and 1 or 0)
        end
    end
    return others, senders, own
end

-- Whether a bulk socket is the one that a peer has now.
local function plugged(peer, node, turn)
    local known = redis.call('HMGET', peer_key(peer), 'bulk', 'plug')
    return known[1] == node and known[2] == turn
end

-- What two have in common: the share whose room they are both in, one of them as its sender; '' if it is another room, false if
-- none.
local function common(one, other)
    local found = false
    for _, room in ipairs(redis.call('SMEMBERS', rooms_key(one))) do
        local seats = redis.call('HMGET', room_key(room), one, other)
        if seats[1] and seats[2] then
            found = ''
            if (sends(seats[1]) or sends(seats[2])) and string.sub(room, 1, 6) == 'share:' then
                return string.sub(room, 7)
            end
        end
    end
    return found
end

local function take_seat(changes, room, peer, seat)
    redis.call('HSET', room_key(room), peer, seat)
    redis.call('SADD', rooms_key(peer), room)
    news(changes, room, peer, seat, 'here')
end

local function end_room(changes, room)
    news(changes, room, '', '', 'gone')
    for _, peer in ipairs(redis.call('HKEYS', room_key(room))) do
        redis.call('SREM', rooms_key(peer), room)
    end
    redis.call('DEL', room_key(room))
    if channel_of(room) then
        redis.call('HDEL', CHANNELS, channel_of(room))
    end
end

local function leave(changes, room, peer)
    local seat = redis.call('HGET', room_key(room), peer)
    if seat then
        redis.call('HDEL', room_key(room), peer)
        redis.call('SREM', rooms_key(peer), room)
        if channel_of(room) and sends(seat) then
            end_room(changes, room)
        else
            news(changes, room, peer, seat, 'gone')
        end
    end
end

local function here(changes, peer, node, lease)
    local was = redis.call('HMGET', peer_key(peer), 'is', 'node')
    if was[2] and was[2] ~= node then
        redis.call('SREM', node_key(was[2]), peer)
    end
    redis.call('HSET', peer_key(peer), 'node', node, 'is', 'here')
    redis.call('SADD', node_key(node), peer)
    due(peer, lease)
    if was[1] == 'away' then
        tell_rooms(changes, peer, 'here')
    end
end

local function away(changes, peer, grace)
    redis.call('SREM', node_key(redis.call('HGET', peer_key(peer), 'node')), peer)
    redis.call('HSET', peer_key(peer), 'is', 'away')
    due(peer, grace)
    tell_rooms(changes, peer, 'away')
end

-- Unplugged grows by {peer, node, turn} of the bulk socket that it had.
local function gone(changes, unplugged, peer)
    for _, room in ipairs(redis.call('SMEMBERS', rooms_key(peer))) do
        leave(changes, room, peer)
    end
    local known = redis.call('HMGET', peer_key(peer), 'node', 'site', 'bulk', 'plug')
    if known[1] then
        redis.call('SREM', node_key(known[1]), peer)
        redis.call('SREM', site_key(known[2]), peer)
    end
    if known[3] then
        unplugged[#unplugged + 1] = { peer, known[3], known[4] }
    end
    redis.call('DEL', peer_key(peer), rooms_key(peer))
    redis.call('ZREM', ENDS, peer)
end
