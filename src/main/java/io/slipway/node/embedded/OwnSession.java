package io.slipway.node.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a service in a session of its own, so that signals for the node's process group (Ctrl-C, a closed terminal) do
 * not reach it: the node drains first and stops its services last.
 *
 * <p>{@code setsid} is there on every Linux, {@code perl} on macOS. Without both, the service shares the node's session
 * and only ignores the signals as far as it does not handle them itself. What it writes is private (umask 077).
 */
final class OwnSession {
    private static final String SCRIPT = String.join(
            "\n",
            "umask 077",
            "trap '' INT HUP",
            "if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; fi",
            "if command -v perl >/dev/null 2>&1; then",
            "  exec perl -e 'use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV; die' \"$@\"",
            "fi",
            "exec \"$@\"");

    private OwnSession() {}

    /** A builder for {@code command} run in {@code folder}; the started process is the command itself, not a wrapper. */
    static ProcessBuilder of(Path folder, List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "slipway"));
        wrapped.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(wrapped).directory(folder.toFile());
        // The node's own settings, secrets among them, are none of the service's business.
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
        return builder;
    }
}
