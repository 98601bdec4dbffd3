package io.slipway.cli.transfer;

import io.slipway.model.Digest;
import io.slipway.seal.ChunkSealer;
import io.slipway.seal.Digests;
import io.slipway.seal.Randomness;
import io.slipway.seal.SealBlock;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/** One file on its way: which of its chunks are handed out, which are safe, and what its seal says. Safe for use by threads. */
final class FileSending implements AutoCloseable {
    final SentFile file;
    private final Path sumsPath;
    private final Randomness randomness;
    private final BitSet safe = new BitSet();
    private final BitSet atNode = new BitSet();
    private final Plaintext given;
    private Plaintext plaintext;
    private ChunkSums sums;
    private long next;
    private boolean completing;

    /**
     * @param sumsPath where the digests of its chunks are kept
     * @param given its content, where that isn't a file; otherwise null
     */
    FileSending(SentFile file, Path sumsPath, Randomness randomness, Plaintext given) {
        this.file = file;
        this.sumsPath = sumsPath;
        this.randomness = randomness;
        this.given = given;
    }

    /** Takes over what the node has of it. Chunks whose digest isn't known any more are read again, but not sent. */
    synchronized void resume(MissingChunks missing) throws Stopped {
        for (long chunk = 0; chunk < file.chunks(); chunk++) {
            if (missing.stored(chunk)) {
                (digest(chunk).isPresent() ? safe : atNode).set(Math.toIntExact(chunk));
            }
        }
    }

    /** Bytes of plaintext whose chunks are safe. */
    synchronized long safeBytes() {
        return safe.stream()
                .mapToLong(chunk -> Sizes.plaintextLength(chunk, file.size()))
                .sum();
    }

    /** The next chunk that nobody was given; empty if there is none. */
    synchronized OptionalLong take() {
        next = safe.nextClearBit(Math.toIntExact(next));
        return next < file.chunks() ? OptionalLong.of(next++) : OptionalLong.empty();
    }

    /** Whether the node has the chunk already, and only its digest is needed. */
    synchronized boolean isAtNode(long chunk) {
        return atNode.get(Math.toIntExact(chunk));
    }

    /** Reads a chunk, notes its digest, and seals it, under a fresh salt each time. */
    byte[] seal(long chunk) throws Stopped {
        byte[] bytes = read(chunk);
        note(chunk, Digests.sha256(bytes));
        return new ChunkSealer(file.key(), file.header(), randomness).seal(chunk, chunk == file.chunks() - 1, bytes);
    }

    /** Reads a chunk for its digest alone. */
    void learn(long chunk) throws Stopped {
        note(chunk, Digests.sha256(read(chunk)));
    }

    /** The first chunk from there on whose content isn't known; empty if all of them were read. */
    OptionalLong unread(long from) throws Stopped {
        for (long chunk = from; chunk < file.chunks(); chunk++) {
            if (digest(chunk).isEmpty()) {
                return OptionalLong.of(chunk);
            }
        }
        return OptionalLong.empty();
    }

    /** A chunk is safe. */
    synchronized void acknowledge(long chunk) {
        safe.set(Math.toIntExact(chunk));
    }

    /** Whether all chunks are safe and nobody was told so before. */
    synchronized boolean claimCompletion() {
        boolean mine = !completing && safe.cardinality() == file.chunks();
        completing |= mine;
        return mine;
    }

    /** Chunks that the node said it had, and hasn't. @return the first of them, if there is one */
    synchronized OptionalLong firstMissing(MissingChunks missing) {
        for (long chunk = 0; chunk < file.chunks(); chunk++) {
            if (!missing.stored(chunk)) {
                atNode.clear(Math.toIntExact(chunk));
                return OptionalLong.of(chunk);
            }
        }
        return OptionalLong.empty();
    }

    /** Its seal; every chunk's digest must be known. */
    synchronized byte[] sealed() throws Stopped {
        try {
            return new SealBlock(file.size(), sums().root()).seal(file.key(), file.header(), randomness);
        } catch (IOException e) {
            throw Disk.failed(sumsPath, e);
        }
    }

    private byte[] read(long chunk) throws Stopped {
        byte[] bytes = new byte[Sizes.plaintextLength(chunk, file.size())];
        plaintext().read(chunk * Slp1.CHUNK_BYTES, bytes, bytes.length);
        return bytes;
    }

    private synchronized Plaintext plaintext() throws Stopped {
        if (plaintext == null) {
            plaintext = given == null ? Plaintext.of(file) : given;
        }
        return plaintext;
    }

    private synchronized void note(long chunk, Digest digest) throws Stopped {
        Optional<Digest> before = digest(chunk);
        if (before.isPresent() && !before.get().equals(digest)) {
            throw Plaintext.changed(file.name());
        }
        try {
            sums().set(chunk, digest);
        } catch (IOException e) {
            throw Disk.failed(sumsPath, e);
        }
    }

    private synchronized Optional<Digest> digest(long chunk) throws Stopped {
        try {
            return sums().get(chunk);
        } catch (IOException e) {
            throw Disk.failed(sumsPath, e);
        }
    }

    private ChunkSums sums() throws IOException {
        if (sums == null) {
            sums = ChunkSums.open(sumsPath, file.chunks());
        }
        return sums;
    }

    @Override
    public synchronized void close() {
        if (plaintext != null) {
            plaintext.close();
        }
        Disk.closeQuietly(sums);
        plaintext = null;
        sums = null;
    }
}
