package io.slipway.cli.bench;

import java.util.Arrays;

/**
 * What one run of one rival came to.
 *
 * @param bytes moved and checked
 * @param seconds it took
 * @param cpuSeconds the server's processes used
 * @param peakMebibytes resident in the server's processes at most
 * @param latencies of single operations, ms; empty where a run is one operation
 */
record Sample(long bytes, double seconds, double cpuSeconds, double peakMebibytes, double[] latencies) {
    private static final double MB = 1e6;
    private static final double GIB = 1L << 30;
    private static final double MILLIS = 1e3;

    double megabytesPerSecond() {
        return bytes / MB / seconds;
    }

    double cpuSecondsPerGibibyte() {
        return cpuSeconds / (bytes / GIB);
    }

    double operationsPerSecond() {
        return latencies.length / seconds;
    }

    double cpuMillisPerOperation() {
        return cpuSeconds * MILLIS / latencies.length;
    }

    double p50() {
        return latency(0.5);
    }

    double p99() {
        return latency(0.99);
    }

    /** @param quantile 0 … 1. @return ms; NaN where a run is one operation */
    double latency(double quantile) {
        if (latencies.length == 0) {
            return Double.NaN;
        }
        double[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))];
    }
}
