package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.journal.Change.Answered;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What {@code apply.lua} does, in Java: the rule as the models know it. A test holds the two against each other. */
final class ReferenceView {
    /** The rule, and variants of it that look as good. */
    enum Rule {
        TRUE,
        /** A repair is accepted and settles what is owed since it changes nothing, whatever it has seen. */
        REPAIRS_FOR_EQUALITY,
        /** A void record isn't owed any more once any accepted one follows. */
        ONLY_LAST_OWED,
        /** Entries are written with the state and never taken back. */
        ENTRIES_STAY
    }

    final Rule rule;
    final long keepVerdicts;
    final long trustedAge;
    final Map<Integer, Position> positions = new TreeMap<>();
    final Map<String, EntityValue> entities = new TreeMap<>();
    final Map<String, String> verdicts = new TreeMap<>();
    final Map<String, Long> owed = new TreeMap<>();
    /** Type, name and member to value. */
    final Map<String, String> entries = new TreeMap<>();

    String life;
    String emptying;

    ReferenceView(Rule rule, long keepVerdicts, long trustedAge) {
        this.rule = rule;
        this.keepVerdicts = keepVerdicts;
        this.trustedAge = trustedAge;
    }

    ReferenceView copy() {
        ReferenceView copy = new ReferenceView(rule, keepVerdicts, trustedAge);
        copy.positions.putAll(positions);
        copy.entities.putAll(entities);
        copy.verdicts.putAll(verdicts);
        copy.owed.putAll(owed);
        copy.entries.putAll(entries);
        copy.life = life;
        copy.emptying = emptying;
        return copy;
    }

    void clear() {
        positions.clear();
        entities.clear();
        verdicts.clear();
        owed.clear();
        entries.clear();
        life = null;
        emptying = null;
    }

    Applied apply(int place, String topicId, Follower.Apply batch, long now) {
        Position position = positions.get(place);
        if (position == null) {
            return new Applied.Behind(-1);
        }
        if (!position.topicId().equals(topicId) || !life.equals(batch.life())) {
            return new Applied.Foreign();
        }
        if (position.offset() < batch.from()) {
            return new Applied.Behind(position.offset());
        }
        StringBuilder letters = new StringBuilder();
        long time = position.time();
        List<LogRecord> records =
                batch.records().stream().filter(record -> record.key() != null).toList();
        for (LogRecord record : records) {
            if (record.offset() >= position.offset()) {
                letters.append(apply(record, now));
                time = Math.max(time, record.time());
            } else {
                letters.append(remembered(record));
            }
        }
        long offset = Math.max(position.offset(), batch.next());
        if (offset > position.offset()) {
            positions.put(place, new Position(offset, time, topicId));
        }
        return new Applied.Done(offset, records, letters.toString());
    }

    char apply(LogRecord record, long now) {
        String key = record.key().toString();
        EntityValue before = entities.getOrDefault(key, EntityValue.NONE);
        if (before.seen() >= record.offset()) {
            return remembered(record);
        }
        boolean accepted = record.kind() != LogRecord.Kind.UNREADABLE
                && (record.base() >= before.version() || equalRepair(record, before));
        if (accepted) {
            accept(record, key, before, now);
        } else {
            entities.put(
                    key,
                    new EntityValue(
                            before.version(),
                            record.offset(),
                            record.offset(),
                            entities.containsKey(key) ? before.time() : record.time(),
                            before.gone(),
                            before.forgotten(),
                            before.entries(),
                            before.state()));
            owed.put(key, record.time());
        }
        judged(record, key, accepted, now);
        return accepted ? 'a' : 'v';
    }

    private boolean equalRepair(LogRecord record, EntityValue before) {
        return rule == Rule.REPAIRS_FOR_EQUALITY
                && record.answered().isEmpty()
                && Arrays.equals(record.state(), before.state());
    }

    private void accept(LogRecord record, String key, EntityValue before, long now) {
        boolean forgotten = record.kind() == LogRecord.Kind.NOTHING;
        boolean settled = rule == Rule.ONLY_LAST_OWED || record.base() >= before.owed() || equalRepair(record, before);
        long stillOwed = settled ? -1 : before.owed();
        if (settled) {
            owed.remove(key);
        }
        EntityValue after = new EntityValue(
                record.offset(),
                record.offset(),
                stillOwed,
                record.time(),
                forgotten || record.gone(),
                forgotten,
                forgotten ? new byte[0] : record.entries(),
                forgotten ? null : record.state());
        entities.put(key, after);
        if (forgotten && stillOwed < 0 && record.time() + keepVerdicts <= now) {
            entities.remove(key);
        }
        project(before.entries(), after.entries());
        record.removals().forEach(name -> entries.keySet().removeIf(entry -> entry.startsWith("b " + name + "\0")));
    }

    private void project(byte[] before, byte[] after) {
        if (Arrays.equals(before, after)) {
            return;
        }
        Map<String, String> made = flat(Entries.read(after));
        if (rule != Rule.ENTRIES_STAY) {
            Set<String> left = new HashSet<>(flat(Entries.read(before)).keySet());
            left.removeAll(made.keySet());
            entries.keySet().removeAll(left);
        }
        entries.putAll(made);
    }

    static Map<String, String> flat(List<Projection> projections) {
        Map<String, String> flat = new HashMap<>();
        for (Projection entry : projections) {
            if (entry instanceof Projection.PutBytes put) {
                flat.put("b " + put.key() + "\0", new String(put.value(), UTF_8));
            } else if (entry instanceof Projection.Score score) {
                flat.put("z " + score.zset() + "\0" + score.member(), Long.toString(score.score()));
            } else if (entry instanceof Projection.Amount amount) {
                flat.put("n " + amount.table() + "\0" + amount.member(), Long.toString(amount.amount()));
            } else if (entry instanceof Projection.AddMember member) {
                flat.put("s " + member.set() + "\0" + member.member(), "");
            }
        }
        return flat;
    }

    private void judged(LogRecord record, String key, boolean accepted, long now) {
        if (record.time() + keepVerdicts - now <= 0 || now - record.time() > trustedAge) {
            return;
        }
        for (Answered one : record.answered()) {
            String name = key + " " + one.changeId();
            if (accepted) {
                verdicts.put(name, "a" + record.offset() + " " + new String(one.answer(), UTF_8));
            } else {
                verdicts.putIfAbsent(name, "v" + record.offset() + " ");
            }
        }
    }

    private char remembered(LogRecord record) {
        if (!record.own()) {
            return '-';
        }
        if (record.answered().isEmpty()) {
            return '?';
        }
        String verdict =
                verdicts.get(record.key() + " " + record.answered().get(0).changeId());
        if (verdict == null) {
            return '?';
        }
        return verdict.startsWith("a" + record.offset() + " ") ? 'a' : 'v';
    }

    /** The answer of a change that is known to have been made, or null. */
    byte[] answer(String key, String changeId) {
        String verdict = verdicts.get(key + " " + changeId);
        return verdict == null || verdict.charAt(0) != 'a'
                ? null
                : verdict.substring(verdict.indexOf(' ') + 1).getBytes(UTF_8);
    }
}
