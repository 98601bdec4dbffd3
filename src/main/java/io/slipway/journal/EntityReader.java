package io.slipway.journal;

import io.vertx.core.Future;
import java.util.List;

/** Reads entities as the log has made them, never behind what this node has seen before. */
public interface EntityReader {
    /**
     * Reads some entities at one moment.
     *
     * @param keys at most 1,000
     * @param changeIds changes whose answers are wanted, of each of the entities
     * @return fails with {@link io.slipway.model.ProblemCode#UNAVAILABLE} while Redis is away or catching up
     */
    Future<Snapshot> read(List<EntityKey> keys, List<String> changeIds);

    /** Reads some entities at one moment. */
    default Future<Snapshot> read(List<EntityKey> keys) {
        return read(keys, List.of());
    }
}
