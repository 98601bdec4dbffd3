package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.seal.Digests;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A file that is being received: hidden beside its place, with the digests of the chunks it has. It survives its process, and gets its
 * name when it is whole. Safe for use by threads.
 */
final class PartFile implements AutoCloseable {
    private final Path part;
    private final Path sumsPath;
    private final FileChannel channel;
    private final ChunkSums sums;
    private final long size;

    private PartFile(Path part, Path sumsPath, FileChannel channel, ChunkSums sums, long size) {
        this.part = part;
        this.sumsPath = sumsPath;
        this.channel = channel;
        this.sums = sums;
        this.size = size;
    }

    /** @throws Stopped if it can't be made, or another process has it */
    static PartFile open(Path folder, FileId file, long size) throws Stopped {
        Path part = folder.resolve(".slipway-" + file + ".part");
        Path sumsPath = folder.resolve(".slipway-" + file + ".sums");
        FileChannel channel = null;
        try {
            // Where others may write as well, a link in its place must not lead elsewhere.
            channel = FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            if (!locked(channel)) {
                channel.close();
                throw new Stopped(
                        ExitCode.REFUSED,
                        "another process is receiving the same into " + Printable.text(folder.toString()));
            }
            return new PartFile(part, sumsPath, channel, ChunkSums.open(sumsPath, Sizes.chunks(size)), size);
        } catch (IOException e) {
            Disk.closeQuietly(channel);
            throw Disk.failed(folder, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Reads again what an earlier run left, and forgets what isn't what it was.
     *
     * @return bytes of plaintext that are there
     */
    long recheck() throws Stopped {
        long there = 0;
        try {
            byte[] bytes = new byte[(int) Math.min(Slp1.CHUNK_BYTES, size)];
            for (long chunk = 0; chunk < Sizes.chunks(size); chunk++) {
                Optional<Digest> known = sums.get(chunk);
                if (known.isEmpty()) {
                    continue;
                }
                int length = Sizes.plaintextLength(chunk, size);
                ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
                long at = chunk * Slp1.CHUNK_BYTES;
                while (left.hasRemaining() && channel.read(left, at + left.position()) >= 0) {
                    continue;
                }
                if (!left.hasRemaining() && Digests.sha256(bytes, 0, length).equals(known.get())) {
                    there += length;
                } else {
                    sums.forget(chunk);
                }
            }
        } catch (IOException e) {
            throw Disk.failed(part, e);
        }
        return there;
    }

    boolean has(long chunk) throws Stopped {
        try {
            return sums.has(chunk);
        } catch (IOException e) {
            throw Disk.failed(sumsPath, e);
        }
    }

    /** Writes a chunk, then its digest: one that is noted is there. */
    void write(long chunk, byte[] plaintext, int length) throws Stopped {
        try {
            ByteBuffer left = ByteBuffer.wrap(plaintext, 0, length);
            while (left.hasRemaining()) {
                channel.write(left, chunk * Slp1.CHUNK_BYTES + left.position());
            }
            sums.set(chunk, Digests.sha256(plaintext, 0, length));
        } catch (IOException e) {
            throw Disk.failed(part, e);
        }
    }

    /** Of all chunks; all must be there. */
    Digest root() throws Stopped {
        try {
            return sums.root();
        } catch (IOException e) {
            throw Disk.failed(sumsPath, e);
        }
    }

    /**
     * Gives the file its name, or the first numbered one that is free. Only for one whose seal and root were verified.
     *
     * @param modified ms since 1970; 0: unknown
     */
    Path finish(String name, long modified) throws Stopped {
        try {
            channel.truncate(size);
            channel.force(true);
            if (modified > 0) {
                Files.setLastModifiedTime(part, FileTime.fromMillis(modified));
            }
            Path named = named(name);
            close();
            Files.deleteIfExists(sumsPath);
            return named;
        } catch (IOException e) {
            throw Disk.failed(part, e);
        }
    }

    private Path named(String name) throws IOException {
        for (int number = 0; ; number++) {
            Path target = part.resolveSibling(SafeName.numbered(name, number));
            try {
                return move(target);
            } catch (FileAlreadyExistsException e) {
                // The next one, then.
            }
        }
    }

    /** A link is made only where nothing is; a file system without links is trusted to look before it moves. */
    private Path move(Path target) throws IOException {
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return Files.move(part, target);
        }
        Files.delete(part);
        return target;
    }

    @Override
    public void close() {
        Disk.closeQuietly(sums);
        Disk.closeQuietly(channel);
    }
}
