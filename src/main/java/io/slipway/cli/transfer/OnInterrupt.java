package io.slipway.cli.transfer;

/** Says something if the process is told to end meanwhile (SIGINT, SIGTERM); the JVM sees to the exit code. */
final class OnInterrupt {
    private final Thread hook;

    OnInterrupt(Runnable say) {
        hook = new Thread(say, "on-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Nothing is to be said any more. */
    void over() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It is saying it.
        }
    }
}
