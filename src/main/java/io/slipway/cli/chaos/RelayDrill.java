package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.LiveStage.Pair;
import io.slipway.cli.cluster.NodeChild;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The live relay between those who don't behave: one large file passes, then many receivers that never read hold their senders' bytes, and
 * some of these send more than they were granted, while others' transfers go on beside them.
 *
 * <pre>
 *  one file ── memory flat? ──▶ healthy alone ──▶ stalled ── memory per relay? ──▶ healthy among them ──▶ greedy ── shut out? ──▶ all gone
 * </pre>
 */
final class RelayDrill implements Drill {
    /** How far a node's memory may be from what it was when a file was half through, in MiB. */
    static final double FLAT_MIB = 32;
    /**
     * What one stalled relay may take of all nodes' memory, in MiB: as they count themselves, and of what is resident where
     * relays are many. With few of them it is the heap that grows when it likes.
     */
    static final double RELAY_MIB = 1.5;
    /** What a node may have resident, in MiB: a heap of 256, 128 beside it, and what the machine itself needs. */
    static final double NODE_MIB = 256 + 128 + 192;
    /** What healthy transfers keep of their rate beside those that stall. */
    static final double KEPT = 0.7;

    private static final int MOST_PASSES = 3;
    private static final int HEALTHY = 2;
    private static final long HOUR = 3_600_000;
    private static final long LOOK_MILLIS = 50;
    private static final double MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    /**
     * How much of all that.
     *
     * @param relays that stall
     * @param passing bytes of the one large file
     * @param healthy bytes of each healthy transfer
     */
    private record Size(int relays, long passing, long healthy) {
        static final Size GATE = new Size(64, 512L << 20, 16L << 20);
        static final Size FULL = new Size(500, 10L << 30, 1L << 30);
    }

    @Override
    public String name() {
        return "relay";
    }

    /** Two have not enough memory for relays to take so many. */
    @Override
    public int leastNodes(boolean full) {
        return full ? 3 : 2;
    }

    @Override
    public void run(Arena arena) throws Exception {
        Size size = arena.full ? Size.FULL : Size.GATE;
        List<Long> processes = processes(arena);
        NodeMemory memory = new NodeMemory(arena.cluster.nodes());
        try (LiveStage stage = new LiveStage(arena.cluster.nodes())) {
            pass(arena, stage, memory, size.passing);
            do {
                round(arena, stage, memory, size);
            } while (!arena.isOver());
        } catch (ExecutionException failure) {
            arena.breach(new Violation(
                    failure.getCause() instanceof LivePass.WrongBytes ? Rule.WRONG_BYTES : Rule.HALTED,
                    String.valueOf(failure.getCause())));
        }
        if (!processes(arena).equals(processes) || ranOut(arena.data)) {
            arena.breach(new Violation(Rule.BROKEN, "a node ran out of memory"));
        }
    }

    private static List<Long> processes(Arena arena) {
        return arena.cluster.nodes().stream()
                .map(node -> node.isAlive() ? node.pid() : 0)
                .toList();
    }

    /** Passes one file, and again where a node's memory was not flat: a heap grows until it has settled, what leaks never does. */
    private static void pass(Arena arena, LiveStage stage, NodeMemory memory, long bytes) throws Exception {
        double away = Double.MAX_VALUE;
        int passes = 0;
        while (away > FLAT_MIB && passes < MOST_PASSES) {
            away = passOnce(arena, stage, memory, bytes);
            passes++;
        }
        arena.figure("MiB through one relay", bytes / MIB);
        arena.figure("passes until memory was flat", passes);
        arena.figure("MiB that a node grew or shrank in the second half of the last", away);
        if (away > FLAT_MIB) {
            arena.breach(new Violation(Rule.OVERGROWN, "one file made a node's memory differ by " + away + " MiB"));
        }
    }

    /** One file through one relay between two nodes. @return MiB that a node was away from what it had at the half of it */
    private static double passOnce(Arena arena, LiveStage stage, NodeMemory memory, long bytes) throws Exception {
        Pair pair = LiveStage.await(stage.pair(0, 1, false));
        LivePass pass = new LivePass(new KeptFile(bytes, HOUR, arena.random.nextLong()));
        long began = System.nanoTime();
        Future<Void> done = pass.through(pair, stage.random);
        double[] half = null;
        double away = 0;
        while (!done.isComplete()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            if (half == null && pass.taken() > bytes / 2) {
                half = memory.each();
            } else if (half != null) {
                double[] now = memory.each();
                for (int node = 0; node < now.length; node++) {
                    away = Math.max(away, Math.abs(now[node] - half[node]));
                }
            }
        }
        done(done);
        arena.figure("MiB/s of one file", bytes / MIB * 1e9 / (System.nanoTime() - began));
        pair.close();
        return away;
    }

    private static void round(Arena arena, LiveStage stage, NodeMemory memory, Size size) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < HEALTHY; i++) {
            pairs.add(LiveStage.await(stage.pair(i, i + 1, false)));
        }
        double alone = healthy(arena, stage, pairs, size.healthy);
        double before = memory.sum();
        try (StalledRelays stalled = new StalledRelays(stage, arena.random.nextLong())) {
            stalled.stall(size.relays);
            double each = (memory.sum() - before) / stalled.count();
            arena.figure("relays stalled", stalled.count());
            arena.figure("MiB sent to each", stalled.sent() / MIB / stalled.count());
            double held =
                    (counted(arena, "bytes", "held") + counted(arena, "bytes", "waiting")) / MIB / stalled.count();
            arena.figure("MiB held for each", held);
            arena.figure("MiB that nodes grew for each", each);
            if (stalled.idle() > 0) {
                arena.breach(new Violation(Rule.HALTED, stalled.idle() + " senders were asked for nothing"));
            }
            if (held > RELAY_MIB || arena.full && each > RELAY_MIB) {
                arena.breach(new Violation(
                        Rule.OVERGROWN, "nodes hold " + held + " MiB for a stalled relay, and grew by " + each));
            }
            double among = healthy(arena, stage, pairs, size.healthy);
            arena.figure("MiB/s of healthy ones, alone", alone);
            arena.figure("MiB/s of healthy ones, among them", among);
            if (arena.full && among < KEPT * alone) {
                arena.breach(new Violation(Rule.SLOWED, "healthy transfers keep " + among + " of " + alone + " MiB/s"));
            }
            overdraw(arena, stalled);
        }
        pairs.forEach(Pair::close);
        arena.figure(
                "MiB of the largest node", Arrays.stream(memory.each()).max().orElse(0));
        left(arena);
    }

    /** @return MiB/s of all of them together */
    private static double healthy(Arena arena, LiveStage stage, List<Pair> pairs, long bytes) throws Exception {
        long began = System.nanoTime();
        List<Future<Void>> all = new ArrayList<>();
        for (Pair pair : pairs) {
            KeptFile kept = new KeptFile(bytes, HOUR, arena.random.nextLong());
            all.add(new LivePass(kept).through(pair, stage.random));
        }
        for (Future<Void> one : all) {
            done(one);
        }
        return pairs.size() * bytes / MIB * 1e9 / (System.nanoTime() - began);
    }

    /** However long it takes: one that doesn't move ends by itself. */
    private static void done(Future<Void> pass) throws InterruptedException, ExecutionException {
        pass.toCompletionStage().toCompletableFuture().get();
    }

    private static void overdraw(Arena arena, StalledRelays stalled) throws Exception {
        long endedBefore = counted(arena, "endedSockets", "CREDIT_VIOLATION");
        long sentBefore = counted(arena, "bytes", "sent");
        stalled.overdraw().forEach(arena::breach);
        long ended = counted(arena, "endedSockets", "CREDIT_VIOLATION") - endedBefore;
        long more = counted(arena, "bytes", "sent") - sentBefore;
        for (int i = 0; i < ended; i++) {
            arena.did("greedy sender shut out");
        }
        if (ended != stalled.greedy() || more != 0) {
            arena.breach(new Violation(
                    Rule.UNPUNISHED,
                    stalled.greedy() + " were greedy, " + ended + " were shut out; " + more
                            + " bytes of theirs went on"));
        }
    }

    /** Those who are gone leave nothing behind. */
    private static void left(Arena arena) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (counted(arena, "streams", "open") + counted(arena, "bytes", "held") > 0) {
            if (System.nanoTime() > end) {
                arena.breach(new Violation(Rule.OVERGROWN, "all are gone, and a node still holds something for them"));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** What the relays of all nodes have counted. */
    private static long counted(Arena arena, String group, String name) throws Exception {
        long sum = 0;
        for (NodeChild node : arena.cluster.nodes()) {
            JsonObject relay =
                    new NodeTalk(node.url(), Arena.PATIENCE).health().words().getJsonObject("relay");
            sum += relay.getJsonObject(group).getLong(name);
        }
        return sum;
    }

    private static boolean ranOut(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("nodes"), 2)) {
            for (Path log : all.filter(file -> file.endsWith("node.log")).toList()) {
                if (Files.readString(log).contains("OutOf")) {
                    return true;
                }
            }
        }
        return false;
    }
}
