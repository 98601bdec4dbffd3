-- Says that a checkpoint of an upload is journalled.
-- KEYS[1] the upload's hash; ARGV: its number, offset a scan may begin at, then what it has: chunk number u32 | offset u64, ...
-- Returns 1, or 0 if that was known, or nothing is known of this upload.
local found = redis.call('HMGET', KEYS[1], 'life', 'new', 'through', 'kept')
if found[1] ~= slipway_life() or (found[4] or '0') ~= ARGV[1] then
    return 0
end
local has = {}
for i = 3, #ARGV do
    has[ARGV[i]] = true
end
local new, left = found[2] or '', {}
for at = 1, #new, 12 do
    local noted = string.sub(new, at, at + 11)
    if not has[noted] then
        left[#left + 1] = noted
    end
end
if #left == 0 then
    redis.call('HDEL', KEYS[1], 'new')
else
    redis.call('HSET', KEYS[1], 'new', table.concat(left))
end
if tonumber(found[3] or '0') < tonumber(ARGV[2]) then
    redis.call('HSET', KEYS[1], 'through', ARGV[2])
end
redis.call('HSET', KEYS[1], 'kept', string.format('%.0f', tonumber(ARGV[1]) + 1))
return 1
