package io.slipway.journal;

import java.util.ArrayList;
import java.util.List;

/** What to do about the view that Redis holds, by what the logs hold. Decided whenever a follower has lost its place. */
sealed interface Course {
    /** The view goes on from its positions. */
    record Resume(String life, List<Position> positions) implements Course {}

    /** There is no view: begin one. */
    record Begin(List<Position> positions) implements Course {}

    /**
     * The view can't be carried on: empty it.
     *
     * @param place the first whose position says so
     * @param position as it stands in Redis, null for none
     * @param reason for the operator
     */
    record Empty(int place, Position position, String reason) implements Course {}

    /** The view is being emptied; whoever began it may be dead. */
    record GoOnEmptying(String token) implements Course {}

    /**
     * A log as it is, read after the position it is compared with.
     *
     * @param start offset of the first record there may be
     * @param end offset after the last
     * @param remembrance ms that it keeps the record that something was forgotten
     */
    record Log(String topicId, long start, long end, long remembrance) {}

    static Course of(Standing standing, List<Log> logs) {
        if (standing.emptying() != null) {
            return new GoOnEmptying(standing.emptying());
        }
        if (standing.life() == null) {
            List<Position> positions = new ArrayList<>();
            for (Log log : logs) {
                positions.add(new Position(log.start(), standing.now(), log.topicId()));
            }
            return new Begin(positions);
        }
        for (int place = 0; place < logs.size(); place++) {
            Position position = standing.positions().get(place);
            String reason = position == null ? "has no position" : fault(position, logs.get(place), standing.now());
            if (reason != null) {
                return new Empty(place, position, reason);
            }
        }
        return new Resume(standing.life(), standing.positions());
    }

    private static String fault(Position position, Log log, long now) {
        if (!position.topicId().equals(log.topicId())) {
            return "follows another topic of that name";
        }
        if (position.offset() > log.end()) {
            return "is beyond the end of the log";
        }
        if (position.offset() < log.start()) {
            return "is before the start of the log";
        }
        // Half: filling up takes time, too, and meanwhile the log goes on forgetting.
        if (position.offset() < log.end() && now - position.time() > log.remembrance() / 2) {
            return "is older than the log remembers what it forgot";
        }
        return null;
    }
}
