package io.slipway.cli.transfer;

import io.slipway.model.Digest;
import io.slipway.seal.RootDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The SHA-256 of each chunk's plaintext as far as it is known: 32 bytes a chunk, zeros where it isn't, in a file beside what they
 * are about. So they are a bitmap as well, and the root of a file of any size takes no memory. Safe for use by threads.
 */
final class ChunkSums implements AutoCloseable {
    private static final byte[] UNKNOWN = new byte[Digest.BYTES];

    private final FileChannel file;
    private final long chunks;

    private ChunkSums(FileChannel file, long chunks) {
        this.file = file;
        this.chunks = chunks;
    }

    static ChunkSums open(Path path, long chunks) throws IOException {
        FileChannel file =
                StateFolder.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // What a crash may have left behind the last chunk means nothing.
        file.truncate(chunks * Digest.BYTES);
        return new ChunkSums(file, chunks);
    }

    Optional<Digest> get(long chunk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Digest.BYTES);
        while (bytes.hasRemaining() && file.read(bytes, chunk * Digest.BYTES + bytes.position()) >= 0) {
            continue;
        }
        Digest digest = Digest.of(bytes.array());
        return bytes.hasRemaining() || digest.matches(UNKNOWN) ? Optional.empty() : Optional.of(digest);
    }

    boolean has(long chunk) throws IOException {
        return get(chunk).isPresent();
    }

    void set(long chunk, Digest digest) throws IOException {
        write(chunk, digest.bytes());
    }

    void forget(long chunk) throws IOException {
        write(chunk, UNKNOWN);
    }

    /** @throws IllegalStateException if one isn't known */
    Digest root() throws IOException {
        RootDigest root = new RootDigest();
        for (long chunk = 0; chunk < chunks; chunk++) {
            root.add(get(chunk).orElseThrow(() -> new IllegalStateException("a chunk is missing")));
        }
        return root.end();
    }

    private void write(long chunk, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            file.write(left, chunk * Digest.BYTES + left.position());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
