-- Begins an empty view. ARGV: prefix, then fields and values: "life" and the name of the new life, and for each partition
-- its field and position. Returns 1, or 0 if there is a view already.
if redis.call('EXISTS', ARGV[1] .. 'emptying', ARGV[1] .. 'pos') > 0 then
    return 0
end
redis.call('HSET', ARGV[1] .. 'pos', unpack(ARGV, 2))
return 1
