package io.slipway.journal;

import io.slipway.model.ComponentHealth;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The journal on Kafka, its view in Redis.
 *
 * <pre>
 *   journal = new KafkaJournal(vertx, settings)   outside of any verticle: it outlives them
 *   journal.start()  ──▶  journal.ready()  ──▶  journal.view(), journal.changes(), journal.append(…)  ──▶  journal.stop()
 * </pre>
 *
 * <p>Thread-safe. Results come on the context of whoever asked.
 */
public final class KafkaJournal implements Journal {
    /** How long a verdict is kept under its change id. */
    private static final Duration KEEP_VERDICTS = Duration.ofHours(24);

    /** After this an append that wasn't judged counts as unknown. */
    private static final Duration JUDGEMENT = Duration.ofSeconds(30);

    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(30);
    private static final Duration KAFKA_AGAIN = Duration.ofSeconds(1);
    private static final Duration REDIS_AGAIN = Duration.ofMillis(200);
    private static final String EVICTION = "noeviction";

    private final Vertx vertx;
    private final JournalSettings settings;
    private final Places places;
    private final Context context;
    private final RedisLink reads;
    private final RedisLink applies;
    private final RedisFold fold;
    private final RedisView view;
    private final EntityChanges changes;
    private final Verdicts verdicts = new Verdicts(JUDGEMENT.toNanos());
    private final KafkaRecords records;
    private final Horizon horizon;
    private final Upkeep upkeep;
    private final AtomicBoolean appendsFail = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile KafkaTopics topics;
    private volatile KafkaAppender appender;
    private volatile KafkaLog log;
    private volatile FollowerLoop loop;

    public KafkaJournal(Vertx vertx, JournalSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.places = new Places(settings.journalPartitions(), settings.keyPartitions());
        this.horizon = new Horizon(places.size());
        this.context = vertx.getOrCreateContext();
        this.reads = new RedisLink(vertx, context, settings.redisUri());
        this.applies = new RedisLink(vertx, context, settings.redisUri());
        this.fold = new RedisFold(applies, settings.redisPrefix(), places, KEEP_VERDICTS.toMillis(), settings.times());
        this.view = new RedisView(reads, settings.redisPrefix(), places, horizon, this::behind);
        this.changes = new EntityChanges(this, view);
        this.records = new KafkaRecords(UUID.randomUUID(), places);
        JournalSettings.Times times = settings.times();
        this.upkeep = new Upkeep(view, fold, this::append, times.patience(), times.compactionLag());
    }

    /** What Redis shows. */
    public RedisView view() {
        return view;
    }

    /** Changes of single entities. */
    public EntityChanges changes() {
        return changes;
    }

    /**
     * Makes and verifies the topics, verifies Redis, and begins to follow. Takes about a second, at most a minute.
     *
     * @return fails with {@link JournalRefusal} if facts could be lost or either doesn't answer
     */
    public Future<Void> start() {
        Future<Void> opened = vertx.executeBlocking(() -> {
            openKafka();
            return null;
        });
        return CallerContext.here(
                opened.compose(v -> awaitRedis(System.nanoTime())).compose(policy -> {
                    if (!policy.equals(EVICTION)) {
                        return Future.failedFuture(new JournalRefusal("Redis has maxmemory-policy=" + policy + "; "
                                + EVICTION + " is needed: facts would vanish from the view"));
                    }
                    loop.start(log);
                    return Future.succeededFuture();
                }));
    }

    private void openKafka() throws InterruptedException {
        topics = new KafkaTopics(settings, places, context);
        topics.ensure();
        FollowerLoop following = new FollowerLoop(vertx, context, fold, topics, places, horizon, verdicts);
        appender = new KafkaAppender(settings);
        log = new KafkaLog(settings, topics, records, places, following);
        loop = following;
    }

    private Future<String> awaitRedis(long since) {
        return fold.evictionPolicy().recover(failure -> {
            if (System.nanoTime() - since > REDIS_PATIENCE.toNanos()) {
                return Future.failedFuture(new JournalRefusal("Redis doesn't answer: " + failure.getMessage()));
            }
            Promise<String> again = Promise.promise();
            vertx.setTimer(REDIS_AGAIN.toMillis(), t -> awaitRedis(since).onComplete(again));
            return again.future();
        });
    }

    /** Done when the view has everything that was in the logs at the start. */
    public Future<Void> ready() {
        return CallerContext.here(loop.ready());
    }

    /** Whether changes and reads are likely to succeed now; cheap, on any thread. */
    public ComponentHealth check() {
        FollowerLoop following = loop;
        if (following == null) {
            return ComponentHealth.down("the journal has not started");
        }
        ComponentHealth health = following.health();
        return health instanceof ComponentHealth.Ok && appendsFail.get()
                ? ComponentHealth.degraded("Kafka takes no records: changes are refused")
                : health;
    }

    @Override
    public Future<List<Verdict>> append(List<Change> together) {
        return append(together, false);
    }

    private Future<List<Verdict>> append(List<Change> together, boolean forget) {
        Set<EntityKey> keys = new HashSet<>();
        together.forEach(change -> keys.add(change.key()));
        if (keys.size() < together.size() || together.size() > MAX_TOGETHER) {
            return Future.failedFuture(
                    new IllegalArgumentException("at most " + MAX_TOGETHER + " changes, of an entity each"));
        }
        if (together.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Verdicts.Call call = verdicts.open(together.size(), System.nanoTime());
        if (call == null) {
            return Future.failedFuture(
                    new Problem(ProblemCode.OVER_CAPACITY, "too many changes are waiting to be judged"));
        }
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(together.size());
        try {
            for (int i = 0; i < together.size(); i++) {
                Change change = together.get(i);
                batch.add(records.record(topics.at(places.of(change.key())), change, call.number(i), forget));
            }
        } catch (IllegalArgumentException malformed) {
            verdicts.failed(call.number(0), new Problem(ProblemCode.INTERNAL, malformed.getMessage()));
            return call.judged();
        }
        appender.append(batch, (index, problem) -> {
            if (problem != null) {
                verdicts.failed(call.number(index), problem);
                if (problem.code() == ProblemCode.UNAVAILABLE && !appendsFail.getAndSet(true)) {
                    lookForKafka();
                }
            }
        });
        return CallerContext.here(call.judged());
    }

    private void lookForKafka() {
        vertx.setTimer(
                KAFKA_AGAIN.toMillis(),
                t -> topics.logs().onSuccess(found -> appendsFail.set(false)).onFailure(away -> {
                    if (!stopped) {
                        lookForKafka();
                    }
                }));
    }

    @Override
    public Future<Integer> repairOwed(int limit) {
        return CallerContext.here(upkeep.repairOwed(limit));
    }

    @Override
    public Future<Boolean> forget(EntityKey key) {
        return CallerContext.here(upkeep.forget(key));
    }

    @Override
    public Future<Void> heartbeat() {
        List<ProducerRecord<byte[], byte[]>> beats = new ArrayList<>();
        for (int place = 0; place < places.size(); place++) {
            if (places.keys(place)) {
                beats.add(KafkaRecords.heartbeat(topics.at(place)));
            }
        }
        List<Promise<Void>> sent =
                beats.stream().map(beat -> Promise.<Void>promise()).toList();
        appender.append(beats, (index, problem) -> {
            if (problem == null) {
                sent.get(index).complete();
            } else {
                sent.get(index).fail(problem);
            }
        });
        return CallerContext.here(
                Future.all(sent.stream().map(Promise::future).toList()).compose(all -> upkeep.rewriteIfDestroyed()));
    }

    private void behind() {
        FollowerLoop following = loop;
        if (following != null) {
            following.behind();
        }
    }

    /** Ends what {@link #start} began; those who wait for a verdict are told that the outcome is unknown. */
    public Future<Void> stop() {
        stopped = true;
        Future<Void> closed = vertx.executeBlocking(() -> {
            closeKafka();
            return null;
        });
        return CallerContext.here(closed.eventually(() -> Future.all(reads.close(), applies.close())));
    }

    private void closeKafka() {
        if (loop != null) {
            loop.stop();
            log.close();
            appender.close();
        }
        verdicts.close();
        if (topics != null) {
            topics.close();
        }
    }
}
