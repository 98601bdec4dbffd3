package io.slipway.cli.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a scenario is counted in, and what is told of it besides. */
enum Unit {
    /** Much at once. */
    THROUGHPUT(
            new Figure("MB/s", "mbPerSecond", 0, Sample::megabytesPerSecond),
            new Figure("CPU s/GiB", "cpuSecondsPerGib", 2, Sample::cpuSecondsPerGibibyte),
            new Figure("peak RSS MiB", "peakMib", 0, Sample::peakMebibytes)),
    /** Many of something. */
    RATE(
            new Figure("per s", "perSecond", 0, Sample::operationsPerSecond),
            new Figure("CPU ms each", "cpuMillisEach", 2, Sample::cpuMillisPerOperation),
            new Figure("peak RSS MiB", "peakMib", 0, Sample::peakMebibytes),
            new Figure("p50 ms", "p50", 1, Sample::p50),
            new Figure("p99 ms", "p99", 1, Sample::p99)),
    /** Many small things at a rate that is given. */
    MESSAGES(
            new Figure("p99 ms", "p99", 2, Sample::p99),
            new Figure("p50 ms", "p50", 2, Sample::p50),
            new Figure("messages per s", "perSecond", 0, Sample::operationsPerSecond),
            new Figure("CPU ms each", "cpuMillisEach", 3, Sample::cpuMillisPerOperation),
            new Figure("peak RSS MiB", "peakMib", 0, Sample::peakMebibytes)),
    /** One thing that takes its time. */
    TIME(
            new Figure("s", "seconds", 1, Sample::seconds),
            new Figure("CPU s", "cpuSeconds", 1, Sample::cpuSeconds),
            new Figure("peak RSS MiB", "peakMib", 0, Sample::peakMebibytes));

    /** The first is what counts. */
    final List<Figure> figures;

    Unit(Figure... figures) {
        this.figures = List.of(figures);
    }

    Figure main() {
        return figures.get(0);
    }

    /**
     * One column.
     *
     * @param title for people
     * @param name in JSON
     * @param digits after the point
     */
    record Figure(String title, String name, int digits, ToDoubleFunction<Sample> of) {}
}
