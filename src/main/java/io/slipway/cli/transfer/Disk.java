package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Says what a disk does that won't. */
final class Disk {
    private Disk() {}

    static Stopped failed(Path path, IOException failure) {
        // A file system's own exceptions name the file and leave the reason to their type.
        String why = failure instanceof FileSystemException system && system.getReason() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
        return new Stopped(
                ExitCode.FAULT,
                Printable.text(path.toString()) + " can't be read or written: " + Printable.text("" + why));
    }

    /** Where nothing more is to be lost. */
    static void closeQuietly(AutoCloseable open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (Exception e) {
            // It was given up.
        }
    }
}
