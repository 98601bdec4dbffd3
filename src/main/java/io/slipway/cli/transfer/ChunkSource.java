package io.slipway.cli.transfer;

/**
 * Where the sealed chunks of one file come from: the node's store. A path beside it would be another one of these.
 *
 * <p>Must hand out each chunk of a run once, in order, whole, as long as it says; may hand out bytes that don't open, since whoever takes
 * them opens and verifies them. Waits by itself for what isn't there yet, and asks again what broke off, at the first chunk that wasn't
 * handed out. Safe for use by threads.
 */
interface ChunkSource {
    /** Takes a chunk. */
    @FunctionalInterface
    interface Taker {
        /** @param sealed its first {@code length} bytes are the chunk; used again for the next one */
        void take(long chunk, byte[] sealed, int length) throws Stopped, InterruptedException;
    }

    /** Hands out chunks {@code from … to} (included); returns when the last one was taken. @throws Stopped if one can't be had */
    void fetch(long from, long to, Taker taker) throws Stopped, InterruptedException;
}
