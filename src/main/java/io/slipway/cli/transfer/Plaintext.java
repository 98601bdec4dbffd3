package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import io.slipway.seal.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** The content of a file to send, read in pieces by any thread. It may not change while it is sent. */
final class Plaintext implements AutoCloseable {
    private static final int SAMPLE_BYTES = 64 << 10;

    private final FileChannel channel;
    /** Null: nobody else can change it. */
    private final SentFile expected;

    private Plaintext(FileChannel channel, SentFile expected) {
        this.channel = channel;
        this.expected = expected;
    }

    static Plaintext of(SentFile file) throws Stopped {
        try {
            return new Plaintext(FileChannel.open(file.source(), StandardOpenOption.READ), file);
        } catch (IOException e) {
            throw unreadable(file.name());
        }
    }

    static Plaintext ofSpooled(FileChannel spooled) {
        return new Plaintext(spooled, null);
    }

    /**
     * Fills the first {@code length} bytes of {@code into}.
     *
     * @throws Stopped if the file has another size or time than when it was planned
     */
    void read(long position, byte[] into, int length) throws Stopped {
        try {
            boolean whole = fill(channel, position, into, length) == length;
            if (!whole || expected != null && !isAsExpected(expected)) {
                throw changed(expected == null ? "standard input" : expected.name());
            }
        } catch (IOException e) {
            throw unreadable(expected == null ? "standard input" : expected.name());
        }
    }

    /** Whether size and time are those it was planned with. */
    static boolean isAsExpected(SentFile file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file.source(), BasicFileAttributes.class);
        return now.size() == file.size() && now.lastModifiedTime().toMillis() == file.modified();
    }

    /** The SHA-256 of the first, the middle and the last {@value #SAMPLE_BYTES} bytes: tells most other files apart, cheaply. */
    static Digest sample(Path file, long size) throws IOException {
        RunningDigest digest = Digests.running();
        byte[] piece = new byte[SAMPLE_BYTES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at : new long[] {0, Math.max(0, size / 2 - SAMPLE_BYTES / 2), Math.max(0, size - SAMPLE_BYTES)}) {
                digest.update(piece, 0, fill(channel, at, piece, SAMPLE_BYTES));
            }
        }
        return digest.end();
    }

    private static int fill(FileChannel channel, long position, byte[] into, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(into, 0, length);
        while (left.hasRemaining() && channel.read(left, position + left.position()) >= 0) {
            continue;
        }
        return left.position();
    }

    static Stopped changed(String name) {
        return new Stopped(
                ExitCode.REFUSED,
                Printable.text(name)
                        + " has changed since sending it began; --again begins anew, with a link of its own");
    }

    private static Stopped unreadable(String name) {
        return new Stopped(ExitCode.REFUSED, Printable.text(name) + " can't be read");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It was read only.
        }
    }
}
