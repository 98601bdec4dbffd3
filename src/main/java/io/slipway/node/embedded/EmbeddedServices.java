package io.slipway.node.embedded;

import io.slipway.telemetry.LogKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka and the Redis of a node that was not told of others.
 *
 * <pre>
 *  try (DataFolder folder = DataFolder.open(path, new SecureRandom())) {
 *      byte[] rootKey = folder.rootKey();
 *      EmbeddedServices services = new EmbeddedServices(folder, EmbeddedServices.Wanted.both());
 *      services.start();                  // a main or worker thread: blocks for about three seconds
 *      ... services.kafka() ... services.redis() ...
 *      services.stop();                   // when all that uses them has ended
 *  }
 * </pre>
 *
 * <p>{@link #start} and {@link #stop} block and must not be called on an event loop. {@link #stop} may come from another
 * thread, such as a shutdown hook, also while {@link #start} is still under way, which then fails.
 *
 * <p>A service that ends although nobody stopped it is started again at the same address: at once if it had run for
 * more than 30 s, else after a pause that doubles from 1 s to 30 s. Clients see it as away for that time.
 */
public final class EmbeddedServices {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedServices.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Heap bound of the broker's JVM unless told otherwise, in MiB. */
    public static final int KAFKA_HEAP_MEBIBYTES = 512;

    /**
     * What to start.
     *
     * @param kafka whether a broker is wanted
     * @param redis whether a Redis is wanted
     * @param kafkaHeapMebibytes heap bound of the broker's JVM, at least 256
     * @param redisSearchPath folders, separated by colons, that may hold a {@code redis-server} ≥ 7; empty: the carried one
     */
    public record Wanted(boolean kafka, boolean redis, int kafkaHeapMebibytes, String redisSearchPath) {
        private static final int LEAST_HEAP_MEBIBYTES = 256;

        public Wanted {
            if (kafkaHeapMebibytes < LEAST_HEAP_MEBIBYTES) {
                throw new IllegalArgumentException("the broker needs a heap of " + LEAST_HEAP_MEBIBYTES + " MiB");
            }
        }

        /** The given ones, with the default heap and the search path of the environment. */
        public static Wanted of(boolean kafka, boolean redis) {
            String searchPath = System.getenv("PATH");
            return new Wanted(kafka, redis, KAFKA_HEAP_MEBIBYTES, searchPath == null ? "" : searchPath);
        }

        /** A broker and a Redis. */
        public static Wanted both() {
            return of(true, true);
        }
    }

    private final Wanted wanted;
    private final EmbeddedKafka kafka;
    private final EmbeddedRedis redis;
    private volatile KafkaAddress kafkaAddress;
    private volatile RedisAddress redisAddress;

    public EmbeddedServices(DataFolder folder, Wanted wanted) {
        this.wanted = wanted;
        LoopbackPorts ports = new LoopbackPorts(folder.ports(), RandomGenerator.getDefault());
        this.kafka = new EmbeddedKafka(folder, ports, wanted.kafkaHeapMebibytes());
        this.redis = new EmbeddedRedis(folder, ports, wanted.redisSearchPath());
    }

    /**
     * Starts what is wanted, both at the same time, and returns when clients can log in: about 3 s, at most 60 s.
     *
     * @throws EmbeddedStartException with a message for people; whatever had started is stopped then
     */
    public void start() throws IOException, InterruptedException {
        CompletableFuture<Void> redisStart = new CompletableFuture<>();
        Thread redisThread = new Thread(() -> complete(redisStart, this::startRedis), "redis-start");
        redisThread.start();
        boolean started = false;
        try {
            startKafka();
            redisStart.get();
            started = true;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private static void complete(CompletableFuture<Void> result, Step step) {
        try {
            step.run();
            result.complete(null);
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private void startKafka() throws IOException, InterruptedException {
        if (wanted.kafka()) {
            long started = System.nanoTime();
            kafkaAddress = kafka.start();
            logReady("kafka", kafkaAddress.bootstrap(), started);
            keep("kafka", kafkaAddress.bootstrap(), kafka.child(), kafka::startAgain);
        }
    }

    private void startRedis() throws IOException, InterruptedException {
        if (wanted.redis()) {
            long started = System.nanoTime();
            redisAddress = redis.start();
            String address = redisAddress.host() + ":" + redisAddress.port();
            logReady("redis", address, started);
            keep("redis", address, redis.child(), redis::startAgain);
        }
    }

    private static void keep(String name, String address, ChildProcess child, Step startAgain) {
        Thread keeper = new Thread(
                () -> {
                    try {
                        watch(name, address, child, startAgain);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name + "-keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    private static void watch(String name, String address, ChildProcess child, Step startAgain)
            throws InterruptedException {
        Duration pause = Duration.ZERO;
        long ready = System.nanoTime();
        while (child.endedUnasked()) {
            log.atError().addKeyValue(LogKeys.PART, name).log("an embedded service ended by itself; starting it again");
            boolean lasted = System.nanoTime() - ready > LONGEST_PAUSE.toNanos();
            pause = lasted ? Duration.ZERO : longer(pause);
            if (!child.pause(pause)) {
                return;
            }
            long began = System.nanoTime();
            try {
                startAgain.run();
                logReady(name, address, began);
            } catch (IOException e) {
                log.atError()
                        .addKeyValue(LogKeys.PART, name)
                        .setCause(e)
                        .log("an embedded service did not start again");
            }
            ready = System.nanoTime();
        }
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private static void logReady(String name, String address, long started) {
        log.atInfo()
                .addKeyValue(LogKeys.PART, name)
                .addKeyValue(LogKeys.ADDRESS, address)
                .addKeyValue(LogKeys.MILLIS, (System.nanoTime() - started) / 1_000_000)
                .log("an embedded service is ready");
    }

    /** The broker; empty unless wanted and started. */
    public Optional<KafkaAddress> kafka() {
        return Optional.ofNullable(kafkaAddress);
    }

    /** The Redis; empty unless wanted and started. */
    public Optional<RedisAddress> redis() {
        return Optional.ofNullable(redisAddress);
    }

    /** Ends Kafka, then Redis, each in order; by force after 18 s and 10 s. Not to be started again. */
    public void stop() throws InterruptedException {
        try {
            kafka.child().stop();
        } finally {
            redis.child().stop();
        }
    }

    long kafkaPid() {
        return kafka.child().pid();
    }

    long redisPid() {
        return redis.child().pid();
    }
}
