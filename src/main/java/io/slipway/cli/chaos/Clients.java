package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some clients that keep, read and delete files until they are told to stop, and write down what they are told. */
final class Clients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    private static final int THREADS = 4;
    private static final long LARGEST = (3L << 20) + 1;
    private static final Duration GIVE_UP = Duration.ofSeconds(60);
    private static final long HOUR = 3_600_000;
    /** One of so many files is deleted. */
    private static final int DELETED = 4;

    private final Arena arena;
    private final Supplier<NodeTalk> talk;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private final Queue<KeptFile> kept = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    /** @param talk with whom a client talks about its next file */
    Clients(Arena arena, Supplier<NodeTalk> talk) {
        this.arena = arena;
        this.talk = talk;
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = arena.random.split();
            running.add(pool.submit(() -> {
                while (!stopping) {
                    live(random);
                }
                return null;
            }));
        }
    }

    private void live(SplittableRandom random) throws Exception {
        KeptFile file = new KeptFile(random.nextLong(LARGEST), HOUR, random.nextLong());
        arena.history.expect(file, HOUR);
        NodeTalk node = talk.get();
        if (!keep(arena.history, node, file)) {
            return;
        }
        Outcome read = read(arena.history, node, file);
        if (read.ok() && random.nextInt(DELETED) == 0) {
            Outcome deleted = Persistence.lasting(GIVE_UP)
                    .until(() -> arena.history.note(file, Act.DELETE, 0, () -> node.delete(file)));
            if (deleted.ok()
                    && arena.history
                            .note(file, Act.READ, 0, () -> node.read(file))
                            .ok()) {
                LOG.warn("a deleted file was delivered");
            }
            return;
        }
        kept.add(file);
    }

    /** Keeps a file, each request written down. @return whether it was acknowledged */
    static boolean keep(History history, NodeTalk node, KeptFile file) throws Exception {
        Persistence persistence = Persistence.lasting(GIVE_UP);
        Outcome outcome = persistence.until(() -> history.note(file, Act.CREATE, 0, () -> node.create(file)));
        for (long chunk = 0; outcome.ok() && chunk < file.chunks(); chunk++) {
            long index = chunk;
            outcome = persistence.until(() -> history.note(file, Act.PUT, index, () -> node.put(file, index)));
        }
        return outcome.ok()
                && persistence
                        .until(() -> history.note(file, Act.COMPLETE, 0, () -> node.complete(file)))
                        .ok();
    }

    /** Reads a file, again for as long as it makes sense. */
    static Outcome read(History history, NodeTalk node, KeptFile file) throws Exception {
        return Persistence.lasting(GIVE_UP).until(() -> history.note(file, Act.READ, 0, () -> node.read(file)));
    }

    /** Lets them finish, then reads all that should be there once more. */
    void finish() throws Exception {
        stopping = true;
        for (Future<?> one : running) {
            one.get(5, TimeUnit.MINUTES);
        }
        NodeTalk node = arena.front();
        for (KeptFile file : kept) {
            if (!read(arena.history, node, file).ok()) {
                LOG.warn("a file is not delivered");
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        pool.shutdownNow();
    }
}
