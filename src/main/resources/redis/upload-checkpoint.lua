-- Tells what is to stand in the next checkpoint of an upload: what no checkpoint has, the earliest in the log first, and the
-- tail. From now on whatever lies before the end of that is late, and is not indexed before a checkpoint has it: so a scan
-- may begin there once this checkpoint is journalled.
-- KEYS[1] the upload's hash; ARGV: the most chunks
-- Returns {"OK", number of the checkpoint, offset a scan may begin at, tail or false, chunk number, entry, ...}, or {"SCAN"}
-- as upload-stored does.
local found = redis.call('HMGET', KEYS[1], 'life', 'new', 'through', 'kept', 'tail')
if found[1] ~= slipway_life() then
    return { 'SCAN' }
end
local new = found[2] or ''
local noted = {}
for at = 1, #new, 12 do
    local index, high, low = struct.unpack('>I4I4I4', new, at)
    noted[#noted + 1] = { high * 4294967296 + low, index }
end
table.sort(noted, function(one, other)
    return one[1] < other[1]
end)
local through = tonumber(found[3] or '0')
local last = math.min(#noted, tonumber(ARGV[1]))
if last > 0 then
    through = math.max(through, noted[last][1] + 1)
    redis.call('HSET', KEYS[1], 'through', string.format('%.0f', through))
end
local reply = { 'OK', found[4] or '0', string.format('%.0f', through), found[5] }
for i = 1, last do
    local index = string.format('%.0f', noted[i][2])
    reply[#reply + 1] = index
    reply[#reply + 1] = redis.call('HGET', KEYS[1], index)
end
return reply
