package io.slipway.cli.transfer;

import io.slipway.model.ShareId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was sent from this account: a private file for each share, with its link and its owner's capability, and until all of it is
 * stored with what another run needs to go on. An entry ends when its share does.
 */
final class SentLedger {
    /** How long after its end, as last known, an entry is dropped without asking the node, in ms: a day. */
    static final long KEPT_AFTER_MILLIS = 86_400_000;

    private static final String ENTRY = ".json";
    private static final String LOCK = ".lock";

    private final Path folder;

    SentLedger(StateFolder state) throws IOException {
        this.folder = state.in("sent");
    }

    /** All that can be read, the latest first. */
    List<SentShare> all() throws IOException {
        List<SentShare> shares = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(ENTRY)) {
                    read(file).ifPresent(shares::add);
                }
            }
        }
        shares.sort(Comparator.comparingLong(SentShare::begunAt).reversed());
        return shares;
    }

    Optional<SentShare> find(ShareId share) throws IOException {
        Path file = folder.resolve(share + ENTRY);
        return Files.exists(file) ? read(file) : Optional.empty();
    }

    private static Optional<SentShare> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return Optional.of(SentJson.read(new JsonObject(Buffer.buffer(bytes))));
        } catch (RuntimeException e) {
            // Another version's: it is left alone.
            return Optional.empty();
        }
    }

    void put(SentShare share) throws IOException {
        StateFolder.write(
                folder.resolve(share.share() + ENTRY),
                SentJson.write(share).toBuffer().getBytes());
    }

    /** Forgets a share. */
    void remove(SentShare share) throws IOException {
        forgetSums(share);
        Files.deleteIfExists(folder.resolve(share.share() + ENTRY));
        Files.deleteIfExists(folder.resolve(share.share() + LOCK));
    }

    /** Where the digests of a file's chunks are until all of the share is stored. */
    Path sums(SentShare share, SentFile file) throws IOException {
        Path sums = folder.resolve(share.share().text());
        Files.createDirectories(sums);
        return sums.resolve(file.id() + ".sums");
    }

    void forgetSums(SentShare share) throws IOException {
        Path sums = folder.resolve(share.share().text());
        if (Files.isDirectory(sums)) {
            try (Stream<Path> files = Files.list(sums)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.delete(file);
                }
            }
            Files.delete(sums);
        }
    }

    /** Drops what has ended for sure. */
    void sweep(long now) throws IOException {
        for (SentShare share : all()) {
            if (share.endsAt() != null && share.endsAt() + KEPT_AFTER_MILLIS < now) {
                remove(share);
            }
        }
    }

    /** Takes a share for this process until that ends or lets go; empty if another one has it. */
    Optional<Hold> hold(ShareId share) throws IOException {
        FileChannel file =
                StateFolder.open(folder.resolve(share + LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return Optional.of(new Hold(file, lock));
            }
        } catch (OverlappingFileLockException e) {
            // This process has it, elsewhere.
        }
        file.close();
        return Optional.empty();
    }

    /** A share that no other process sends. */
    record Hold(FileChannel file, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lock.release();
            file.close();
        }
    }
}
