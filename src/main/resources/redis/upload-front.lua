-- How far an upload that comes piece by piece is there without a gap. Whoever takes an upload goes on where it finds the
-- end, so fences never fall from chunk to chunk: what lies behind a piece with a higher fence was written by somebody who
-- didn't hold it any more, and doesn't count.
-- KEYS[1] the upload's hash; ARGV: the most chunks to look at
-- Returns {"OK", chunks, tail or false, 1 if somebody holds it, 1 if there may be more: ask again}, or {"SCAN"}.
local found = redis.call('HMGET', KEYS[1], 'life', 'front', 'tail', 'held')
if found[1] ~= slipway_life() then
    return { 'SCAN' }
end
local chunks, fence = 0, 0
if found[2] then
    chunks, fence = string.match(found[2], '^(%d+) (%d+)$')
    chunks, fence = tonumber(chunks), tonumber(fence)
end
local tail, tail_at, tail_fence = found[3], -1, -1
if tail then
    local high, low = struct.unpack('>I4I4', tail)
    tail_at, tail_fence = high * 4294967296 + low, struct.unpack('>I4', tail, 59)
end
local last = chunks + tonumber(ARGV[1])
local more = 1
while chunks < last do
    local entry = redis.call('HGET', KEYS[1], string.format('%.0f', chunks))
    local written = entry and struct.unpack('>I4', entry, 51) or -1
    if written < fence or tail_at <= chunks and tail_fence > written then
        more = 0
        break
    end
    chunks, fence = chunks + 1, written
end
redis.call('HSET', KEYS[1], 'front', string.format('%.0f %.0f', chunks, fence))
local counts = tail_at == chunks and tail_fence >= fence
local held = found[4] and tonumber(found[4]) > NOW
return { 'OK', chunks, counts and tail or false, held and 1 or 0, more }
