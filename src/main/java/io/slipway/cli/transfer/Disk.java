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

    /** @param verb what can't be done with the state folder, such as {@code used} */
    static Stopped state(String verb, IOException failure) {
        return new Stopped(
                ExitCode.FAULT, "the state folder can't be " + verb + ": " + Printable.text("" + failure.getMessage()));
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
