package io.slipway.cli.transfer;

/**
 * Where the sealed chunks of one file come from, and its seal: the node's store, or a sender by way of the nodes.
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

    /** Waits until the seal is known. @return sealed: whoever asks opens it, and compares. @throws Stopped if it can't be had */
    byte[] seal() throws Stopped, InterruptedException;

    /** So many bytes of it needn't be fetched: an earlier run left them. */
    default void had(long bytes) {
        // Only for those who tell.
    }

    /** All of it was received, and is what was sealed. */
    default void verified() {
        // Only for those who tell.
    }
}
