package io.slipway.cli.bench;

/**
 * One who runs in a scenario: the node, a limit of its parts, or a peer.
 *
 * @param name as it stands in the table
 * @param meter of the server's processes; of the client's own for raw limits
 * @param work does the scenario once, and fails if a byte is wrong
 */
record Rival(String name, ProcessMeter meter, Run work) {
    /** One run. */
    @FunctionalInterface
    interface Run {
        Work run() throws Exception;
    }

    /**
     * What was done.
     *
     * @param bytes moved and checked
     * @param seconds the part that counts
     * @param latencies of single operations, ms
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
    Sample sample() throws Exception {
        meter.forgetPeak();
        double before = meter.cpuSeconds();
        Work done = work.run();
        return new Sample(
                done.bytes(), done.seconds(), meter.cpuSeconds() - before, meter.peakMebibytes(), done.latencies());
    }
}
