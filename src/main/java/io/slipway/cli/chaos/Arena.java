package io.slipway.cli.chaos;

import io.slipway.cli.cluster.LocalCluster;
import io.slipway.cli.cluster.NodeChild;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Where a drill takes place: a cluster of its own, a seed, a time, and what is written down. */
final class Arena {
    /** How long a client waits for an answer to begin. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final LocalCluster cluster;
    final Path data;
    final History history;
    final SplittableRandom random;
    private final long end;
    private final Map<String, Integer> faults = new TreeMap<>();

    /** @param length from now on */
    Arena(LocalCluster cluster, Path data, History history, long seed, Duration length) {
        this.cluster = cluster;
        this.data = data;
        this.history = history;
        this.random = new SplittableRandom(seed);
        this.end = System.nanoTime() + length.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() >= end;
    }

    /** Waits for a random time, but no longer than until it is over. */
    void pause(long leastMillis, long mostMillis) throws InterruptedException {
        long millis = random.nextLong(leastMillis, mostMillis + 1);
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(millis, left)));
    }

    /** By way of the port that people use. */
    NodeTalk front() {
        return new NodeTalk(cluster.url(), PATIENCE);
    }

    /** Counts a fault. */
    synchronized void did(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    synchronized Map<String, Integer> faults() {
        return new TreeMap<>(faults);
    }

    /** Waits until all nodes are ready. */
    void awaitReady() throws Exception {
        for (NodeChild node : cluster.nodes()) {
            node.awaitReady(Duration.ofSeconds(90));
        }
    }
}
