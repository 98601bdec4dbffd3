-- Begins an empty view. ARGV: prefix, name of the new life, then for each partition its field and position.
-- Returns 1, or 0 if there is a view already.
if redis.call('EXISTS', ARGV[1] .. 'emptying', ARGV[1] .. 'life', ARGV[1] .. 'pos') > 0 then
    return 0
end
redis.call('SET', ARGV[1] .. 'life', ARGV[2])
for i = 3, #ARGV, 2 do
    redis.call('HSET', ARGV[1] .. 'pos', ARGV[i], ARGV[i + 1])
end
return 1
