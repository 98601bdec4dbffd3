-- Notes that positions had the whole log when it was looked at. ARGV: prefix, then for each partition its field and the
-- log's end. An idle position would seem old otherwise.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 2, #ARGV, 2 do
    local stored = redis.call('HGET', ARGV[1] .. 'pos', ARGV[i])
    if stored then
        local offset, at, topic = string.match(stored, '^(%d+) (%d+) (%S+)$')
        if tonumber(offset) >= tonumber(ARGV[i + 1]) and tonumber(at) < now then
            redis.call('HSET', ARGV[1] .. 'pos', ARGV[i], string.format('%s %.0f %s', offset, now, topic))
        end
    end
end
return 1
