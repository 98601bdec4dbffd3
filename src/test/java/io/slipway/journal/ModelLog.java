package io.slipway.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One partition of a log in memory, compacted like Kafka's: the last record of each key stays, offsets stay. */
final class ModelLog {
    /** @param writer the node that wrote it; its number speaks to that one only */
    record Stored(LogRecord record, int writer) {
        LogRecord readBy(int node) {
            return node == writer
                    ? record
                    : new LogRecord(
                            record.offset(),
                            record.time(),
                            record.key(),
                            record.kind(),
                            record.base(),
                            record.gone(),
                            record.state(),
                            record.entries(),
                            record.removals(),
                            record.answered(),
                            -1);
        }
    }

    private final List<Stored> records = new ArrayList<>();
    /** When a record without a value was first cleaned. */
    private final Map<Long, Long> cleanedAt = new HashMap<>();

    private long end;

    long end() {
        return end;
    }

    void append(Stored stored) {
        records.add(stored);
        end = stored.record.offset() + 1;
    }

    List<Stored> from(long offset, int most) {
        return records.stream()
                .filter(stored -> stored.record.offset() >= offset)
                .limit(most)
                .toList();
    }

    ModelLog copy() {
        ModelLog copy = new ModelLog();
        copy.records.addAll(records);
        copy.cleanedAt.putAll(cleanedAt);
        copy.end = end;
        return copy;
    }

    /** Cleans everything before the boundary; records without a value stay for a while. */
    void compact(long boundary, long now) {
        Map<EntityKey, Long> last = new HashMap<>();
        for (Stored stored : records) {
            if (stored.record.offset() < boundary) {
                last.put(stored.record.key(), stored.record.offset());
            }
        }
        records.removeIf(
                stored -> stored.record.offset() < boundary && last.get(stored.record.key()) != stored.record.offset());
        for (Stored stored : records) {
            if (stored.record.offset() < boundary && stored.record.kind() == LogRecord.Kind.NOTHING) {
                cleanedAt.putIfAbsent(stored.record.offset(), now);
            }
        }
    }

    /** Records without a value that were cleaned long enough ago to go. */
    List<LogRecord> nothingsCleanedUntil(long time) {
        return records.stream()
                .map(Stored::record)
                .filter(record -> cleanedAt.getOrDefault(record.offset(), Long.MAX_VALUE) <= time)
                .toList();
    }

    void remove(long offset) {
        records.removeIf(stored -> stored.record.offset() == offset);
    }
}
