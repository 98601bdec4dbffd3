-- Empties a page of the view. ARGV: prefix, token, cursor. Returns the next cursor, "0" when there is nothing left to do:
-- the view is empty, or somebody else has finished.
if redis.call('GET', ARGV[1] .. 'emptying') ~= ARGV[2] then
    return '0'
end
local page = redis.call('SCAN', ARGV[3], 'MATCH', ARGV[1] .. '*', 'COUNT', 1000)
for _, key in ipairs(page[2]) do
    if key ~= ARGV[1] .. 'emptying' then
        redis.call('UNLINK', key)
    end
end
if page[1] == '0' then
    redis.call('DEL', ARGV[1] .. 'emptying')
end
return page[1]
