-- What is known of a share's downloads. KEYS[1] the share's hash. Returns since when it is known, then the entries, the
-- latest first.
local known = {}
local since, numbers = NOW, {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
    if all[i] == 'since' then
        since = tonumber(all[i + 1])
    elseif string.match(all[i], '^%d+$') then
        numbers[#numbers + 1] = tonumber(all[i])
        known[tonumber(all[i])] = all[i + 1]
    end
end
table.sort(numbers, function(one, other) return one > other end)
local reply = { string.format('%.0f', since) }
for _, number in ipairs(numbers) do
    reply[#reply + 1] = known[number]
end
return reply
