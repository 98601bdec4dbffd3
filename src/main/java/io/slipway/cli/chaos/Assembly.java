package io.slipway.cli.chaos;

import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import io.slipway.seal.RunningDigest;
import io.slipway.seal.Sizes;
import java.util.BitSet;
import java.util.SplittableRandom;

/** A file that a receiver puts together of chunks, which needn't come in their order. Thread-safe. */
final class Assembly {
    private final long sealedSize;
    private final byte[][] chunks;
    private final BitSet have = new BitSet();

    /**
     * Chunks that are missing, one after the other.
     *
     * @param from the first
     * @param to the one after the last
     */
    record Run(int from, int to) {}

    Assembly(KeptFile kept) {
        sealedSize = kept.sealedSize();
        chunks = new byte[(int) kept.chunks()][];
    }

    /** Where a chunk begins in the sealed file; for the one after the last, where the file ends. */
    long position(int chunk) {
        return Math.min(sealedSize, Sizes.sealedOffset(chunk));
    }

    synchronized void keep(int chunk, byte[] bytes) {
        chunks[chunk] = bytes;
        have.set(chunk);
    }

    synchronized boolean isWhole() {
        return have.cardinality() == chunks.length;
    }

    /** Some of what is missing, anywhere; only if something is. */
    synchronized Run missing(SplittableRandom random) {
        int from = have.nextClearBit(random.nextInt(chunks.length));
        if (from >= chunks.length) {
            from = have.nextClearBit(0);
        }
        int to = have.nextSetBit(from);
        return new Run(from, to < 0 ? chunks.length : to);
    }

    /** How many sealed bytes are missing. */
    synchronized long bytesLeft() {
        long left = 0;
        for (int chunk = have.nextClearBit(0); chunk < chunks.length; chunk = have.nextClearBit(chunk + 1)) {
            left += position(chunk + 1) - position(chunk);
        }
        return left;
    }

    /** SHA-256 of all of it; only if it is whole. */
    synchronized Digest digest() {
        RunningDigest digest = Digests.running();
        for (byte[] chunk : chunks) {
            digest.update(chunk, 0, chunk.length);
        }
        return digest.end();
    }

    @Override
    public synchronized String toString() {
        return have + " of " + chunks.length + " chunks";
    }
}
