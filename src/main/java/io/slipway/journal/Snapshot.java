package io.slipway.journal;

import java.util.List;
import java.util.Map;

/**
 * Some entities, read at one moment.
 *
 * @param entities in the order of asking
 * @param now that moment by Redis's clock, ms since 1970; the only time by which anything is decided
 * @param answers for each entity the answers of the changes asked for that were made already, by change id
 */
public record Snapshot(List<Entity> entities, long now, List<Map<String, byte[]>> answers) {
    public Snapshot {
        entities = List.copyOf(entities);
        answers = List.copyOf(answers);
    }

    /** The answer that change was given, or null if it isn't known to have been made. */
    public byte[] answer(EntityKey key, String changeId) {
        for (int i = 0; i < entities.size(); i++) {
            if (entities.get(i).key().equals(key)) {
                return answers.get(i).get(changeId);
            }
        }
        return null;
    }
}
