package io.slipway.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What the whole log says, with nothing ever compacted or lost: that which everybody must agree with. */
final class ModelTruth {
    /** @param settledAt offset of the record that settled it, -1 while it is owed */
    private record Void(long offset, long settledAt) {}

    private final ReferenceView fold;
    private final Map<EntityKey, NavigableMap<Long, EntityValue>> history = new HashMap<>();
    private final List<NavigableMap<Long, Character>> judged = new ArrayList<>();
    private final Map<EntityKey, List<Void>> voids = new HashMap<>();
    private final Map<String, Long> made = new HashMap<>();
    private final Map<String, Long> first = new HashMap<>();
    private final Set<String> madeTwice = new HashSet<>();

    ModelTruth(ReferenceView.Rule rule, int places) {
        this.fold = new ReferenceView(rule, Long.MAX_VALUE / 4, Long.MAX_VALUE);
        for (int place = 0; place < places; place++) {
            judged.add(new TreeMap<>());
        }
    }

    void landed(int place, LogRecord record) {
        char letter = fold.apply(record, 0);
        judged.get(place).put(record.offset(), letter);
        EntityValue after = value(record.key());
        history.computeIfAbsent(record.key(), k -> new TreeMap<>()).put(record.offset(), after);
        record.answered().forEach(one -> first.putIfAbsent(record.key() + " " + one.changeId(), record.offset()));
        List<Void> known = voids.computeIfAbsent(record.key(), k -> new ArrayList<>());
        if (letter == 'v') {
            known.add(new Void(record.offset(), -1));
        } else {
            record.answered().forEach(one -> {
                if (made.put(record.key() + " " + one.changeId(), record.offset()) != null) {
                    madeTwice.add(one.changeId());
                }
            });
            if (after.owed() < 0) {
                known.replaceAll(v -> v.settledAt < 0 ? new Void(v.offset, record.offset()) : v);
            }
        }
    }

    EntityValue value(EntityKey key) {
        return fold.entities.getOrDefault(key.toString(), EntityValue.NONE);
    }

    ReferenceView fold() {
        return fold;
    }

    /** What an entity was when everything before a position was applied. */
    EntityValue at(EntityKey key, long position) {
        NavigableMap<Long, EntityValue> versions = history.get(key);
        Map.Entry<Long, EntityValue> last = versions == null ? null : versions.lowerEntry(position);
        return last == null ? EntityValue.NONE : last.getValue();
    }

    /** Nothing is left of a forgotten entity, as if it never was. */
    void expire(EntityKey key, long end) {
        fold.entities.remove(key.toString());
        history.get(key).put(end - 1, EntityValue.NONE);
    }

    boolean accepted(int place, long offset) {
        return judged.get(place).get(offset) == 'a';
    }

    boolean made(EntityKey key, String changeId) {
        return made.containsKey(key + " " + changeId);
    }

    /** Where the first record of a change is, accepted or not, or the given offset if there is none before. */
    long firstOf(EntityKey key, String changeId, long otherwise) {
        return Math.min(otherwise, first.getOrDefault(key + " " + changeId, otherwise));
    }

    Set<String> madeTwice() {
        return madeTwice;
    }

    /** The highest boundary below which nothing is owed. */
    long settledBelow(Set<EntityKey> keys, long end) {
        long boundary = end;
        for (EntityKey key : keys) {
            for (Void one : voids.getOrDefault(key, List.of())) {
                if (one.settledAt < 0) {
                    boundary = Math.min(boundary, one.offset);
                }
            }
        }
        return boundary;
    }

    /** Where the last void record before a boundary was settled. */
    long settlement(Set<EntityKey> keys, long boundary) {
        long settlement = -1;
        for (EntityKey key : keys) {
            for (Void one : voids.getOrDefault(key, List.of())) {
                if (one.offset < boundary) {
                    settlement = Math.max(settlement, one.settledAt);
                }
            }
        }
        return settlement;
    }
}
