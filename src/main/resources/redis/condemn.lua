-- Begins to empty the view, if the position that asks for it is still there: from now on nothing of it is shown or
-- written. ARGV: prefix, token, field, position as it was read or "" for none.
-- Returns the token of the emptying under way, or false if there is nothing to empty any more.
local emptying = redis.call('GET', ARGV[1] .. 'emptying')
if emptying then
    return emptying
end
if (redis.call('HGET', ARGV[1] .. 'pos', ARGV[3]) or '') ~= ARGV[4] then
    return false
end
if redis.call('EXISTS', ARGV[1] .. 'pos') == 0 then
    return false
end
redis.call('SET', ARGV[1] .. 'emptying', ARGV[2])
redis.call('DEL', ARGV[1] .. 'pos')
return ARGV[2]
