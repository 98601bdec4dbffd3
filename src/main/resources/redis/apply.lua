-- Applies records of one partition in log order. This is the rule by which facts change:
--   A record is accepted if its base is not below the version of its entity, else it is void.
--   A void record is owed until an accepted one with a base not below its offset follows.
-- ARGV: prefix, field of the partition, topic id, life, from, next, records (MessagePack), ms a verdict is kept, age in ms
-- up to which a record is judged as it was the first time: compaction may have taken an older one's rivals.
-- The records are all there is in the log from `from` to before `next`; each is
--   {offset, time, entity, kind, base, flags, state, entries, removals, changes, own}
--   kind     0 a state, 1 nothing (the entity is forgotten), 2 can't be read: void
--   flags    1 gone, 2 there is a state
--   entries  a MessagePack array of (type, name, member, value), kept as it is
--   changes  change id, answer, change id, answer ...
--   own      1 if the caller waits for the verdict
-- Returns {"OK", position, verdicts}, one letter for each record: a accepted, v void, ? not known, - done before;
-- {"BEHIND", position or -1} if this Redis lacks what came before; {"FOREIGN"} if it follows another topic or lives another
-- life: the same stretch of the log may have been read when it still held more, or held less already.
local prefix, field, topic = ARGV[1], ARGV[2], ARGV[3]
local from, next_offset = tonumber(ARGV[5]), tonumber(ARGV[6])
local keep, trusted = tonumber(ARGV[8]), tonumber(ARGV[9])

local view = redis.call('HMGET', prefix .. 'pos', field, 'life')
if not view[1] then
    return { 'BEHIND', -1 }
end
local position, stamp, stored_topic = string.match(view[1], '^(%d+) (%d+) (%S+)$')
position, stamp = tonumber(position), tonumber(stamp)
if stored_topic ~= topic or view[2] ~= ARGV[4] then
    return { 'FOREIGN' }
end
if position < from then
    return { 'BEHIND', position }
end

local HEADER, HEADER_BYTES = '>i8i8i8i8BI4', 37
local GONE, STATE, FORGOTTEN = 1, 2, 4
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local records = cmsgpack.unpack(ARGV[7])
local verdicts = {}

local function whole(number)
    return string.format('%.0f', number)
end

-- A name that somebody else used for another type must not stop the log.
local function write(...)
    local reply = redis.pcall(...)
    if type(reply) == 'table' and reply.err then
        redis.call('INCR', prefix .. 'clashes')
    end
end

-- Amounts are kept with their sum, which is under the empty name.
local function count(name, member, value)
    local old = redis.pcall('HGET', name, member)
    if type(old) == 'table' and old.err then
        redis.call('INCR', prefix .. 'clashes')
        return
    end
    if value then
        redis.call('HSET', name, member, whole(value))
    else
        redis.call('HDEL', name, member)
    end
    redis.call('HINCRBY', name, '', whole((value or 0) - tonumber(old or 0)))
    if redis.call('HLEN', name) == 1 then
        redis.call('DEL', name)
    end
end

local function project(before, after)
    if before == after then
        return
    end
    local entries = after ~= '' and cmsgpack.unpack(after) or {}
    if before ~= '' then
        local stays = {}
        for i = 1, #entries, 4 do
            stays[entries[i] .. ' ' .. entries[i + 1] .. '\0' .. entries[i + 2]] = true
        end
        local old = cmsgpack.unpack(before)
        for i = 1, #old, 4 do
            local kind, name, member = old[i], old[i + 1], old[i + 2]
            if not stays[kind .. ' ' .. name .. '\0' .. member] then
                if kind == 'b' then
                    write('UNLINK', prefix .. 'x:' .. name)
                elseif kind == 'n' then
                    count(prefix .. 'x:' .. name, member)
                elseif kind == 'z' then
                    write('ZREM', prefix .. 'x:' .. name, member)
                else
                    write('SREM', prefix .. 'x:' .. name, member)
                end
            end
        end
    end
    for i = 1, #entries, 4 do
        local kind, name, member, value = entries[i], entries[i + 1], entries[i + 2], entries[i + 3]
        if kind == 'b' then
            write('SET', prefix .. 'x:' .. name, value)
        elseif kind == 'n' then
            count(prefix .. 'x:' .. name, member, value)
        elseif kind == 'z' then
            write('ZADD', prefix .. 'x:' .. name, whole(value), member)
        else
            write('SADD', prefix .. 'x:' .. name, member)
        end
    end
end

local function judged(record, accepted)
    local left = record[2] + keep - now
    if left > 0 and now - record[2] <= trusted then
        for i = 1, #record[10], 2 do
            local key = prefix .. 'c:' .. record[3] .. ' ' .. record[10][i]
            if accepted then
                redis.call('SET', key, 'a' .. whole(record[1]) .. ' ' .. record[10][i + 1], 'PX', whole(left))
            else
                redis.call('SET', key, 'v' .. whole(record[1]) .. ' ', 'PX', whole(left), 'NX')
            end
        end
    end
    return accepted and 'a' or 'v'
end

local function accept(record, key, version, owed, before)
    local offset, at, forgotten = record[1], record[2], record[4] == 1
    if owed >= 0 and record[5] >= owed then
        owed = -1
        redis.call('ZREM', prefix .. 'owed', record[3])
    end
    local flags = forgotten and GONE + FORGOTTEN or record[6]
    local state = (flags == STATE or flags == GONE + STATE) and record[7] or ''
    local entries = forgotten and '' or record[8]
    redis.call('SET', key, struct.pack(HEADER, offset, offset, owed, at, flags, #entries) .. entries .. state)
    if forgotten then
        if version >= 0 and string.sub(field, 1, 1) == 'k' then
            redis.call('SET', prefix .. 'destroyed', '1')
        end
        if owed < 0 then
            -- The log forgets it as well: absent and forgotten are the same in the end.
            redis.call('PEXPIREAT', key, whole(at + keep))
        end
    end
    project(before, entries)
    for _, name in ipairs(record[9]) do
        write('UNLINK', prefix .. 'x:' .. name)
    end
end

local function refuse(record, key, known)
    local offset = record[1]
    if known then
        redis.call('SETRANGE', key, 8, struct.pack('>i8i8', offset, offset))
        redis.call('PERSIST', key)
    else
        redis.call('SET', key, struct.pack(HEADER, -1, offset, offset, record[2], 0, 0))
    end
    redis.call('ZADD', prefix .. 'owed', whole(record[2]), record[3])
end

local function remembered(record)
    if record[11] ~= 1 then
        return '-'
    end
    local verdict = record[10][1] and redis.call('GET', prefix .. 'c:' .. record[3] .. ' ' .. record[10][1])
    if not verdict then
        return '?'
    end
    local kind, offset = string.match(verdict, '^(%a)(%d+) ')
    return kind == 'a' and tonumber(offset) == record[1] and 'a' or 'v'
end

local function apply(record)
    local key = prefix .. 'e:' .. record[3]
    local head = redis.call('GETRANGE', key, 0, HEADER_BYTES - 1)
    local known = head ~= ''
    local version, owed, before = -1, -1, ''
    if known then
        local _, seen, length
        version, seen, owed, _, _, length = struct.unpack(HEADER, head)
        if seen >= record[1] then
            return remembered(record)
        end
        if length > 0 then
            before = redis.call('GETRANGE', key, HEADER_BYTES, HEADER_BYTES + length - 1)
        end
    end
    local accepted = record[4] ~= 2 and record[5] >= version
    if accepted then
        accept(record, key, version, owed, before)
    else
        refuse(record, key, known)
    end
    return judged(record, accepted)
end

for i, record in ipairs(records) do
    if record[1] >= position then
        verdicts[i] = apply(record)
        stamp = math.max(stamp, record[2])
    else
        verdicts[i] = remembered(record)
    end
end

if next_offset > position then
    position = next_offset
    redis.call('HSET', prefix .. 'pos', field, whole(position) .. ' ' .. whole(stamp) .. ' ' .. topic)
end
return { 'OK', position, table.concat(verdicts) }
