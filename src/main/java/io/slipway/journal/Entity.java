package io.slipway.journal;

/**
 * What is known of an entity at one moment. The array is handed over: nobody changes it.
 *
 * @param state null if it was never written, or ended without leaving one
 * @param gone whether it ended; it may come back only by a change that says so
 * @param version offset of the record that made this state, -1 if it was never written
 * @param seen offset of the last record under this key, accepted or void; -1 if there is none. A change made from this
 *     reading carries it as its base
 */
public record Entity(EntityKey key, byte[] state, boolean gone, long version, long seen) {
    static Entity unwritten(EntityKey key) {
        return new Entity(key, null, false, -1, -1);
    }
}
