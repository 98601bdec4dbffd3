-- KEYS some sets. Returns how many members each has.
local sizes = {}
for i, key in ipairs(KEYS) do
    sizes[i] = redis.call('SCARD', key)
end
return sizes
