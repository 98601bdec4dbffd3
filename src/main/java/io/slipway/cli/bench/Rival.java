package io.slipway.cli.bench;

/**
 * One who runs in a scenario: the node, a limit of its parts, or a peer.
 *
 * @param name as it stands in the table
 * @param meter of the server's processes; with the client's own for raw limits
 * @param before makes ready for one run; isn't metered
 * @param work does the scenario once, and fails if a byte is wrong
 * @param after puts away what a run has left; isn't metered
 */
record Rival(String name, ProcessMeter meter, Step before, Run work, Step after) {
    private static final Step NOTHING = () -> {};

    Rival(String name, ProcessMeter meter, Run work) {
        this(name, meter, NOTHING, work, NOTHING);
    }

    /** The same with something to be done before each run. */
    Rival preparedBy(Step step) {
        return new Rival(name, meter, step, work, after);
    }

    /** The same with something to be done after each run. */
    Rival followedBy(Step step) {
        return new Rival(name, meter, before, work, step);
    }

    /** What isn't measured. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** One run. */
    @FunctionalInterface
    interface Run {
        @CanIgnoreReturnValue
        Work run() throws Exception;
    }

    /**
     * What was done.
     *
     * @param bytes moved and checked
     * @param seconds the part that counts
     * @param latencies of single operations, ms; empty where the run is one operation
     */
    record Work(long bytes, double seconds, double[] latencies) {
        static Work since(long startedNanos, long bytes) {
            return new Work(bytes, (System.nanoTime() - startedNanos) / 1e9, new double[0]);
        }

        static Work since(long startedNanos, long bytes, double[] latencies) {
            return new Work(bytes, (System.nanoTime() - startedNanos) / 1e9, latencies);
        }
    }

    /** Runs it, metered. */
    @CanIgnoreReturnValue
    Sample sample() throws Exception {
        meter.forgetPeak();
        double cpuBefore = meter.cpuSeconds();
        Work done = work.run();
        return new Sample(
                done.bytes(), done.seconds(), meter.cpuSeconds() - cpuBefore, meter.peakMebibytes(), done.latencies());
    }
}
