-- Returns the clock, the life, and what was given; notes the last argument under the first key.
if KEYS[1] then
    redis.call('SET', KEYS[1], ARGV[#ARGV])
end
return { NOW, slipway_life(), #KEYS, #ARGV, ARGV[#ARGV] }
