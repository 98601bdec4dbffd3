-- Takes a task, or keeps it. KEYS[1] the task; ARGV: owner, ms. Returns 1 if the owner has it now, 0 if another has.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
