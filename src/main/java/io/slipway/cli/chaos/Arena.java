package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.cluster.LocalCluster;
import io.slipway.cli.cluster.NodeChild;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /** Whether a drill with a size has the one that is promised, and not the one that is quick. */
    final boolean full;

    private final long end;
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Map<String, Long> lastFault = new HashMap<>();
    private final List<Violation> breaches = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    /** @param length from now on */
    Arena(LocalCluster cluster, Path data, History history, long seed, Duration length, boolean full) {
        this.cluster = cluster;
        this.data = data;
        this.history = history;
        this.random = new SplittableRandom(seed);
        this.full = full;
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
        lastFault.put(fault, System.nanoTime());
    }

    /** Whether a fault of this kind happened less than so long ago. */
    synchronized boolean tooSoon(String fault, long nanos) {
        return lastFault.containsKey(fault) && System.nanoTime() - lastFault.get(fault) < nanos;
    }

    /** Notes what a drill saw itself and should not have; no history tells of it. */
    synchronized void breach(Violation violation) {
        breaches.add(violation);
    }

    /** Puts what was measured on the scoreboard, the last of its name. */
    synchronized void figure(String name, double value) {
        figures.put(name, value);
    }

    synchronized Map<String, Double> figures() {
        return new LinkedHashMap<>(figures);
    }

    /** All that was seen and should not have been. */
    synchronized List<Violation> violations(Set<Checker.Rule> rules) {
        List<Violation> all = new ArrayList<>(breaches);
        all.addAll(Checker.check(history.events(), history.promises(), rules));
        return all;
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
