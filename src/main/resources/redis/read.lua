-- KEYS some entities; ARGV how many of them the reader knows, for each of these its number and how its value began, then
-- change ids. Returns for each entity its value, or '' if it still begins like that, and what became of each change; false if
-- there is nothing.
local known, ids = {}, {}
for i = 1, tonumber(ARGV[1]) do
    known[tonumber(ARGV[2 * i])] = ARGV[2 * i + 1]
end
for i = 2 * tonumber(ARGV[1]) + 2, #ARGV do
    ids[#ids + 1] = ARGV[i]
end
local found = {}
for i, key in ipairs(KEYS) do
    local name = string.sub(key, #slipway_prefix + 3)
    local start = known[i]
    if start and redis.call('GETRANGE', key, 0, #start - 1) == start then
        found[#found + 1] = ''
    else
        found[#found + 1] = redis.call('GET', key)
    end
    for _, change in ipairs(ids) do
        found[#found + 1] = redis.call('GET', slipway_prefix .. 'c:' .. name .. ' ' .. change)
    end
end
return found
