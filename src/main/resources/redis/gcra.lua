-- The generic cell rate algorithm (ITU-T I.371, annex A) over several limits: all allow, or nothing is taken.
-- KEYS[i] a limit: when it will be untouched again, in µs; ARGV: cost, then for each limit µs per piece, pieces at once.
-- A cost below 0 gives back. Returns for each limit {allowed, ms to wait, pieces left, ms until untouched}.
local now = NOW * 1000
local cost = tonumber(ARGV[1])
local limits, all = {}, true

for i = 1, #KEYS do
    local interval, count = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    local before = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now)
    local after = math.max(now, before + interval * cost)
    local wait = after - interval * count - now
    limits[i] = { before = before, after = after, wait = wait, interval = interval, tolerance = interval * count }
    all = all and wait <= 0
end

local outcomes = {}
for i, limit in ipairs(limits) do
    local stands = all and limit.after or limit.before
    if all and limit.after > now then
        redis.call('SET', KEYS[i], string.format('%.0f', limit.after), 'PX',
            string.format('%.0f', math.ceil((limit.after - now) / 1000)))
    elseif all then
        redis.call('DEL', KEYS[i])
    end
    outcomes[i] = {
        limit.wait <= 0 and 1 or 0,
        limit.wait <= 0 and 0 or math.ceil(limit.wait / 1000),
        math.max(0, math.floor((limit.tolerance - (stands - now)) / limit.interval)),
        math.ceil((stands - now) / 1000),
    }
end
return outcomes
