-- Names of plain streams stand on. KEYS: the names. ARGV: how long (ms), then a peer for each name, one of its ends.
for i, name in ipairs(KEYS) do
    local stands = redis.call('GET', name)
    if stands and string.find(stands, ARGV[i + 1], 1, true) then
        redis.call('PEXPIRE', name, ARGV[1])
    end
end
return {}
