package io.slipway.cli.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Where a person's transfers are remembered: a folder and files that nobody else may read, since there are keys in them. */
final class StateFolder {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path folder;

    StateFolder(Path folder) {
        this.folder = folder;
    }

    /** By the XDG base directory specification: {@code $XDG_STATE_HOME/slipway}, else {@code ~/.local/state/slipway}. */
    static StateFolder of(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // The specification says to ignore one that isn't absolute.
        if (state.startsWith("/")) {
            return new StateFolder(Path.of(state, "slipway"));
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return new StateFolder(Path.of(home, ".local", "state", "slipway"));
    }

    /** A folder in it, made if it isn't there, private in any case. */
    Path in(String name) throws IOException {
        Path inner = folder.resolve(name);
        for (Path each : new Path[] {folder, inner}) {
            if (!Files.isDirectory(each)) {
                Files.createDirectories(each, attributes(each, FOLDER));
            } else if (posix(each)) {
                Files.setPosixFilePermissions(each, FOLDER);
            }
        }
        return inner;
    }

    /** Replaces a file as a whole: after a crash the old or the new content is there, never a part. */
    static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Opens a file that, if it is made now, only its owner may read and write. */
    static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, FILE));
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
