-- A room ends. ARGV: room. Returns the changes: one, about nobody.
local room = ARGV[1]
local changes = {}
if redis.call('EXISTS', room_key(room)) == 1 then
    news(changes, room, '', '', 'gone')
    for _, peer in ipairs(redis.call('HKEYS', room_key(room))) do
        redis.call('SREM', rooms_key(peer), room)
    end
    redis.call('DEL', room_key(room))
end
return changes
