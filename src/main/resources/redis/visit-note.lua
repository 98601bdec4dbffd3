-- Notes a part of a download. KEYS[1] the share's hash; ARGV: receiver, bytes, verified (1 or 0), address, most entries,
-- ms between requests of one download, ms to keep. Entries are numbered fields "began last bytes verified receiver address".
local key, receiver, most = KEYS[1], ARGV[1], tonumber(ARGV[5])
redis.call('HSETNX', key, 'since', NOW)

local number = redis.call('HGET', key, 'r:' .. receiver)
local entry = number and redis.call('HGET', key, number)
local began, last, bytes, verified = NOW, 0, 0, '0'
if entry then
    local b, l, n, v = string.match(entry, '^(%d+) (%d+) (%d+) (%d) ')
    if NOW - tonumber(l) <= tonumber(ARGV[6]) then
        began, bytes, verified = tonumber(b), tonumber(n), v
    else
        entry = nil
    end
end
if not entry then
    number = redis.call('HINCRBY', key, 'n', 1)
    redis.call('HSET', key, 'r:' .. receiver, number)
    local old = redis.call('HGET', key, number - most)
    if old then
        local whose = string.match(old, '^%d+ %d+ %d+ %d (%S+) ')
        redis.call('HDEL', key, number - most)
        if redis.call('HGET', key, 'r:' .. whose) == tostring(number - most) then
            redis.call('HDEL', key, 'r:' .. whose)
        end
        redis.call('HSET', key, 'since', math.max(tonumber(redis.call('HGET', key, 'since')), tonumber(string.match(old, '^%d+'))))
    end
end
if ARGV[3] == '1' then
    verified = '1'
end
redis.call('HSET', key, number,
    string.format('%.0f %.0f %.0f %s %s %s', began, NOW, bytes + tonumber(ARGV[2]), verified, receiver, ARGV[4]))
redis.call('PEXPIRE', key, ARGV[7])
return 1
