package io.slipway.node.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that one node keeps on disk, used by one process at a time.
 *
 * <pre>
 *  lock                 held while a node runs; names its process
 *  root.key             64 hex digits: the 32 bytes that wrap the keys of open shares
 *  secrets.properties   generated passwords
 *  ports.properties     loopback ports, used again when free
 *  kafka/  redis/  logs/
 * </pre>
 *
 * Folders are 0700, files 0600. Secrets and the root key are written once, whole and synced, and found again. Safe for
 * use by threads; calls read and write files, so never make them on an event loop.
 */
public final class DataFolder implements AutoCloseable {
    /** Length of the root key in bytes. */
    public static final int ROOT_KEY_BYTES = 32;

    private static final int SECRET_BYTES = 32;

    private final Path path;
    private final FileChannel lock;
    private final SecureRandom random;
    private final PrivateProperties secrets;
    private final PrivateProperties ports;
    private final boolean heldData;

    private DataFolder(Path path, FileChannel lock, SecureRandom random) throws IOException {
        this.path = path;
        this.lock = lock;
        this.random = random;
        PrivateFiles.folder(kafka());
        PrivateFiles.folder(redis());
        PrivateFiles.folder(logs());
        this.secrets = new PrivateProperties(path.resolve("secrets.properties"));
        this.ports = new PrivateProperties(path.resolve("ports.properties"));
        try (var inside = Files.list(kafka())) {
            this.heldData = inside.findAny().isPresent();
        }
    }

    /**
     * Creates the folder where missing and locks it until {@link #close()}.
     *
     * @throws EmbeddedStartException when another node, in this process or another, has it open
     */
    public static DataFolder open(Path path, SecureRandom random) throws IOException {
        PrivateFiles.folder(path);
        Path real = path.toRealPath();
        FileChannel lock = lock(real);
        try {
            return new DataFolder(real, lock, random);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PrivateFiles.FILE));
        try {
            FileLock held;
            try {
                held = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                held = null;
            }
            if (held == null) {
                String holder = Files.readString(folder.resolve("lock")).strip();
                throw new EmbeddedStartException("the data folder " + folder + " is in use by another node"
                        + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + "; stop it, or give this one a folder of its own with SLIPWAY_DATA");
            }
            channel.truncate(0);
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
            if (channel.write(ByteBuffer.wrap(pid)) != pid.length) {
                throw new IOException("could not write the lock of " + folder);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The folder itself, absolute and without symbolic links. */
    public Path path() {
        return path;
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path redis() {
        return path.resolve("redis");
    }

    /** Where logs of the node and of its services go. */
    public Path logs() {
        return path.resolve("logs");
    }

    PrivateProperties ports() {
        return ports;
    }

    /**
     * The root key of this folder, generated at the first call ever; the caller owns the copy. Call it before the first
     * start of {@link EmbeddedServices}: once Kafka holds data, a missing key is an error and not a reason to make a new
     * one that would open nothing.
     *
     * @throws EmbeddedStartException when the key file is damaged, or missing beside existing data
     */
    public synchronized byte[] rootKey() throws IOException {
        Path file = path.resolve("root.key");
        if (!Files.exists(file)) {
            if (heldData) {
                throw new EmbeddedStartException(file + " is missing although the folder holds data that may need it;"
                        + " put the key back, or move the folder away to start with an empty one");
            }
            byte[] key = new byte[ROOT_KEY_BYTES];
            random.nextBytes(key);
            String text = HexFormat.of().formatHex(key) + "\n";
            PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8), PrivateFiles.FILE);
            return key;
        }
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
            if (key.length == ROOT_KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw damaged(file, e);
        }
        throw damaged(file, null);
    }

    private static EmbeddedStartException damaged(Path file, Exception cause) {
        return new EmbeddedStartException(
                file + " is damaged: it must hold " + 2 * ROOT_KEY_BYTES + " hex digits; put the right key back",
                cause);
    }

    /**
     * The generated secret of this name: 32 random bytes as 43 characters of URL-safe base64, the same at every call.
     *
     * @param name letters, digits, {@code . _ -}
     */
    public synchronized String secret(String name) throws IOException {
        Optional<String> known = secrets.get(name);
        if (known.isPresent()) {
            return known.get();
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        secrets.put(Map.of(name, secret));
        return secret;
    }

    /** Gives the folder back. What still runs in it must have been stopped before. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
