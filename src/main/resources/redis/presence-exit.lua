-- A peer leaves a room. ARGV: peer, room. Returns the changes.
local changes = {}
leave(changes, ARGV[2], ARGV[1])
return changes
