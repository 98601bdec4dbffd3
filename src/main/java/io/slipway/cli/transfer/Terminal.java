package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where a command was called: whether somebody is there to be asked or to watch, and the streams for bytes. */
interface Terminal {
    /** For bytes that were asked for. */
    OutputStream bytesOut();

    InputStream bytesIn();

    /** Whether standard error goes to a screen. */
    boolean watched();

    /** Whether somebody can be asked. */
    boolean canAsk();

    /** @return null if nobody can be asked, or nothing was said */
    String secret(String question);

    /** Nobody to be asked is a yes. */
    boolean yes(String question);

    /**
     * A password that is to be set: the one that was given, or one that is typed twice.
     *
     * @param given empty: none
     */
    default String newPassword(String given) throws Stopped {
        if (!given.isEmpty()) {
            return given;
        }
        String first = secret("Password for the share: ");
        if (first == null) {
            throw new Stopped(
                    ExitCode.WRONG_KEY, "--password needs SLIPWAY_PASSWORD to be set, or a terminal to ask at");
        }
        if (!first.equals(secret("Once more: "))) {
            throw new Stopped(ExitCode.WRONG_KEY, "those were two different passwords");
        }
        return first;
    }

    /** How wide it is. */
    int columns();

    /** The one of this process. */
    static Terminal ofProcess(Map<String, String> environment) {
        return new OfProcess(environment);
    }

    /** Asks by the console, which echoes no secrets. */
    final class OfProcess implements Terminal {
        private static final int COLUMNS = 80;

        private final Map<String, String> environment;

        private OfProcess(Map<String, String> environment) {
            this.environment = environment;
        }

        @Override
        public OutputStream bytesOut() {
            return System.out;
        }

        @Override
        public InputStream bytesIn() {
            return System.in;
        }

        /** Java tells about standard input and output together only; Linux about each. */
        @Override
        public boolean watched() {
            try {
                String target =
                        Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException | UnsupportedOperationException e) {
                return canAsk();
            }
        }

        @Override
        public boolean canAsk() {
            return System.console() != null;
        }

        @Override
        public String secret(String question) {
            Console console = System.console();
            char[] answer = console == null ? null : console.readPassword("%s", question);
            return answer == null || answer.length == 0 ? null : new String(answer);
        }

        @Override
        public boolean yes(String question) {
            Console console = System.console();
            if (console == null) {
                return true;
            }
            String answer = console.readLine("%s", question + " [Y/n] ");
            return answer != null && !answer.strip().toLowerCase(Locale.ROOT).startsWith("n");
        }

        @Override
        public int columns() {
            String columns = environment.getOrDefault("COLUMNS", "");
            return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : COLUMNS;
        }
    }
}
