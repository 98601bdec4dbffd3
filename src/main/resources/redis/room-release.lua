-- Gives back what is held for files. KEYS the holds of quotas; ARGV: files. Returns 1.
for _, key in ipairs(KEYS) do
    redis.call('HDEL', key, unpack(ARGV))
end
return 1
