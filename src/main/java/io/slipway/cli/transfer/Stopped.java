package io.slipway.cli.transfer;

/** A transfer that ended before it was done. The message is for the person at the terminal: what happened, and what to do. */
final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** @param exitCode an {@link io.slipway.cli.ExitCode} */
    Stopped(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
