-- Where this Redis stands. ARGV: prefix, fields of partitions.
-- Returns {now, emptying token or false, name of the view's life or false, position of each field or false}.
local time = redis.call('TIME')
local fields = {}
for i = 2, #ARGV do
    fields[i - 1] = ARGV[i]
end
return {
    time[1] * 1000 + math.floor(time[2] / 1000),
    redis.call('GET', ARGV[1] .. 'emptying'),
    redis.call('HGET', ARGV[1] .. 'pos', 'life'),
    redis.call('HMGET', ARGV[1] .. 'pos', unpack(fields)),
}
