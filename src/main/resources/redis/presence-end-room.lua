-- A room ends. ARGV: room. Returns the changes: one, about nobody.
local changes = {}
if redis.call('EXISTS', room_key(ARGV[1])) == 1 then
    end_room(changes, ARGV[1])
end
return changes
