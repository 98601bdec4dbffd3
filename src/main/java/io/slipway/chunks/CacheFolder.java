package io.slipway.chunks;

import io.slipway.telemetry.LogKeys;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a cache. Each gets a name that none had before, so that whoever was told one never meets another. Blocks. */
final class CacheFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);
    private static final String SUFFIX = ".copy";
    private static final Set<StandardOpenOption> WRITING = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    private static final FileAttribute<?> PRIVATE = only("rw-------");
    private static final FileAttribute<?> PRIVATE_FOLDER = only("rwx------");

    private final Path path;
    private final AtomicLong files = new AtomicLong();

    CacheFolder(Path path) {
        this.path = path;
    }

    private static FileAttribute<?> only(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** Makes the folder if there is none. */
    void make() throws IOException {
        Files.createDirectories(path, PRIVATE_FOLDER);
    }

    /** Deletes what an earlier node has left. */
    void clear() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (var left = Files.newDirectoryStream(path, "*" + SUFFIX)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** A name for a file that doesn't exist yet. */
    Path fresh() {
        return path.resolve(files.incrementAndGet() + SUFFIX);
    }

    void write(Path file, long at, ByteBuffer bytes) throws IOException {
        try (FileChannel into = FileChannel.open(file, WRITING, PRIVATE)) {
            int begin = bytes.position();
            while (bytes.hasRemaining()) {
                int ignored = into.write(bytes, at + bytes.position() - begin);
            }
        }
    }

    /** Reads pieces that follow each other. */
    List<Buffer> read(Path file, long position, List<Integer> lengths) throws IOException {
        List<Buffer> pieces = new ArrayList<>(lengths.size());
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = position;
            for (int length : lengths) {
                ByteBuffer bytes = ByteBuffer.allocate(length);
                while (bytes.hasRemaining()) {
                    if (from.read(bytes, at + bytes.position()) < 0) {
                        throw new EOFException("a copy is too short");
                    }
                }
                pieces.add(Buffers.of(bytes.flip()));
                at += length;
            }
        }
        return pieces;
    }

    /** Deletes files, those that aren't there yet as well. */
    void delete(List<Path> gone) {
        for (Path file : gone) {
            try {
                boolean ignored = Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue(LogKeys.REASON, e.toString())
                        .log("a copy can't be deleted; it goes at the next start");
            }
        }
    }
}
