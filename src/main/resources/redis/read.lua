-- KEYS some entities; ARGV change ids. Returns for each entity its value and what became of each change, false if nothing.
local found = {}
for _, key in ipairs(KEYS) do
    local name = string.sub(key, #slipway_prefix + 3)
    found[#found + 1] = redis.call('GET', key)
    for _, change in ipairs(ARGV) do
        found[#found + 1] = redis.call('GET', slipway_prefix .. 'c:' .. name .. ' ' .. change)
    end
end
return found
