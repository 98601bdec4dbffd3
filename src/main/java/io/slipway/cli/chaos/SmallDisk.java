package io.slipway.cli.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in which there is little room, for nodes that shall notice. Where this process may mount one it is a tmpfs of its
 * own, which really fills up. Elsewhere it is the folder as it is, and nodes are told to keep free all but a little of what is
 * free now: then they refuse as they would, but no broker can run against a wall. Which of the two it is, is told.
 */
public final class SmallDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmallDisk.class);
    private static final int PIECE = 1 << 20;
    private static final int MOUNT_SECONDS = 10;

    private final Path folder;
    private final Path filler;
    private final boolean mounted;
    private final long minFree;

    private SmallDisk(Path folder, boolean mounted, long minFree) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
        this.mounted = mounted;
        this.minFree = minFree;
    }

    /**
     * @param folder there, and empty
     * @param room bytes that may be used in it
     * @param minFree bytes that nodes are to keep free beside them
     * @return a tmpfs if one may be mounted here, else a declared one
     */
    public static SmallDisk at(Path folder, long room, long minFree) throws IOException, InterruptedException {
        String why = run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + (room + minFree), "tmpfs", folder.toString());
        if (why.isEmpty()) {
            return new SmallDisk(folder, true, minFree);
        }
        LOG.info("no tmpfs may be mounted here ({}): the room is declared", why);
        return declared(folder, room);
    }

    /** @param room bytes that may be used in the folder */
    public static SmallDisk declared(Path folder, long room) {
        return new SmallDisk(folder, false, Math.max(0, folder.toFile().getUsableSpace() - room));
    }

    /** Whether it is a disk of its own, that can really be full. */
    public boolean mounted() {
        return mounted;
    }

    /** What nodes have to be told. */
    public Map<String, String> settings() {
        return Map.of("SLIPWAY_MIN_FREE", minFree + "B");
    }

    /** Bytes that nodes may still use. */
    public long room() {
        return folder.toFile().getUsableSpace() - minFree;
    }

    /** Writes a file until nodes may use so many bytes more, and no more. */
    public void fill(long left) throws IOException {
        byte[] piece = new byte[PIECE];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (long more = room() - left; more > 0; more = room() - left) {
                out.write(piece, 0, (int) Math.min(piece.length, more));
            }
        }
    }

    /** Takes that file away. */
    public void free() throws IOException {
        Files.deleteIfExists(filler);
    }

    /** Gives the folder back, empty if it was mounted. */
    @Override
    public void close() throws IOException {
        free();
        if (mounted) {
            try {
                String why = run("umount", "-l", folder.toString());
                if (!why.isEmpty()) {
                    throw new IOException("a tmpfs stays behind at " + folder + ": " + why);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @return empty if it went well, else why not */
    private static String run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readNBytes(PIECE), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(MOUNT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return command[0] + " does not end";
            }
            return process.exitValue() == 0 ? "" : command[0] + " says " + process.exitValue() + " " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
