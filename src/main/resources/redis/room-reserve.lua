-- Sets room aside for files, in all quotas or in none. Room is used by what stands in a quota's table of amounts (its sum is
-- under the empty name), and held for files that don't stand there yet until their time is over.
-- KEYS for each quota: its table, its holds; ARGV: ms to hold, limits of the quotas, then file, bytes, file, bytes, ...
-- Returns {0}, or {number of the quota that has no room, bytes used and held in it}
local quotas = #KEYS / 2
local first = 2 + quotas
for quota = 1, quotas do
    local used_key, holds_key = KEYS[2 * quota - 1], KEYS[2 * quota]
    local wished, wanted = {}, 0
    for i = first, #ARGV, 2 do
        wished[ARGV[i]] = true
        if redis.call('HEXISTS', used_key, ARGV[i]) == 0 then
            wanted = wanted + tonumber(ARGV[i + 1])
        end
    end
    local taken = tonumber(redis.call('HGET', used_key, '') or '0')
    local holds = redis.call('HGETALL', holds_key)
    for i = 1, #holds, 2 do
        local bytes, till = string.match(holds[i + 1], '^(%d+) (%d+)$')
        if tonumber(till) <= NOW or redis.call('HEXISTS', used_key, holds[i]) == 1 then
            redis.call('HDEL', holds_key, holds[i])
        elseif not wished[holds[i]] then
            taken = taken + tonumber(bytes)
        end
    end
    if wanted > 0 and taken + wanted > tonumber(ARGV[1 + quota]) then
        return { quota, string.format('%.0f', taken) }
    end
end
for quota = 1, quotas do
    for i = first, #ARGV, 2 do
        redis.call('HSET', KEYS[2 * quota], ARGV[i], string.format('%s %.0f', ARGV[i + 1], NOW + ARGV[1]))
    end
end
return { 0 }
