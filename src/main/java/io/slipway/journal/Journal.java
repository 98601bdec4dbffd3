package io.slipway.journal;

import io.vertx.core.Future;
import java.util.List;

/**
 * Where facts change. A record is accepted if its base is not below the version of its entity, else it is void: it lost
 * against a record that its decision hadn't seen. Its place in the log alone decides, so every node agrees, and whatever
 * becomes of Redis the decision stands.
 *
 * <p>Futures fail with {@link io.slipway.model.ProblemCode#UNAVAILABLE} when the outcome is unknown: the record may or may
 * not come to count. Deciding again under the same change id is then the way on; the change is made once.
 */
public interface Journal {
    /** Most changes in one call. */
    int MAX_TOGETHER = 1000;

    /**
     * Appends changes, sent together and in this order, and waits until all have been judged. Changes of one entity must
     * not stand in one call. Each is judged by itself: some may be accepted and others void.
     *
     * @return a verdict for each, in the same order
     */
    Future<List<Verdict>> append(List<Change> changes);

    /**
     * Settles void records whose writers gave up, by appending the entity's state as it is. Must happen before compaction
     * could keep the void record instead of the winner: within 24 h. Harmless from several nodes at once.
     *
     * @param limit most entities to settle, ≥ 1
     * @return how many were settled; {@code limit} means there may be more
     */
    Future<Integer> repairOwed(int limit);

    /**
     * Lets the log and Redis forget an entity that has been gone for at least the compaction lag (24 h); does nothing
     * otherwise, or if it is forgotten already.
     *
     * @return whether it was forgotten now
     */
    Future<Boolean> forget(EntityKey key);

    /**
     * Keeps the logs of keys moving so that destroyed keys leave them, and lets Redis rewrite its append-only file if keys
     * were destroyed since; to be called every few minutes, by one node.
     */
    Future<Void> heartbeat();
}
