-- Comes before every script that shows what the follower has written: answers BEHIND instead of an older view than this
-- node has seen. ARGV: prefix, n, n × (field of a partition, least position), then the script's own. The script after it
-- is a function of KEYS, its own ARGV and NOW, ms since 1970.
local slipway_prefix = ARGV[1]
local slipway_guards = tonumber(ARGV[2])
local slipway_met = {}

if slipway_guards > 0 then
    local fields = {}
    for i = 1, slipway_guards do
        fields[i] = ARGV[1 + 2 * i]
    end
    local behind = false
    for i, stored in ipairs(redis.call('HMGET', slipway_prefix .. 'pos', unpack(fields))) do
        local offset = stored and tonumber(string.match(stored, '^%d+')) or -1
        behind = behind or offset < 0 or offset < tonumber(ARGV[2 + 2 * i])
        slipway_met[i] = offset
    end
    if behind then
        return { 0, 0, slipway_met }
    end
end

local slipway_args = {}
for i = 3 + 2 * slipway_guards, #ARGV do
    slipway_args[#slipway_args + 1] = ARGV[i]
end

local slipway_time = redis.call('TIME')
local slipway_now = slipway_time[1] * 1000 + math.floor(slipway_time[2] / 1000)

-- Names this life of this Redis: another after a flush, a restart, a failover, or when the view was emptied. What was
-- noted aside under another life may be incomplete.
local function slipway_life()
    return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
        .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
        .. (redis.call('HGET', slipway_prefix .. 'pos', 'life') or '')
end
