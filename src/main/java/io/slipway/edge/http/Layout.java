package io.slipway.edge.http;

import io.slipway.seal.Slp1;

/**
 * How the bytes that a client sees lie in a file's chunks.
 *
 * @param total bytes the client may ask for
 * @param unit of these, how many are in every chunk but the last
 */
record Layout(long total, int unit) {
    /** The sealed chunks as one run of bytes. */
    static Layout ofSealed(long sealedBytes) {
        return new Layout(sealedBytes, Slp1.SEALED_CHUNK_BYTES);
    }

    /** The plaintext. */
    static Layout ofOpen(long size) {
        return new Layout(size, Slp1.CHUNK_BYTES);
    }

    long chunkOf(long position) {
        return position / unit;
    }

    long lastChunk() {
        return Math.max(0, total - 1) / unit;
    }

    long start(long chunk) {
        return chunk * unit;
    }

    /** How many bytes of a chunk the client may see. */
    int length(long chunk) {
        return (int) Math.min(unit, total - start(chunk));
    }
}
