-- Remembers which upload is made of some parts.
-- KEYS[1] the parts; ARGV: the upload, or "" to ask only; the one it takes the place of, or "" for none; ms
-- Returns the upload that is remembered now, or "".
local known = redis.call('GET', KEYS[1]) or ''
if ARGV[1] == '' or known ~= ARGV[2] then
    return known
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return ARGV[1]
