package io.slipway.journal;

import io.slipway.model.ComponentHealth;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link Follower}s of all places: brings them what the log holds, takes to Redis what they say, and looks for
 * their place again when they have lost it. Everything happens on one context; nothing blocks it.
 */
final class FollowerLoop implements KafkaLog.Listener {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_MOST = Duration.ofMillis(100);
    private static final Duration ATTACH_AGAIN = Duration.ofMillis(200);
    private static final Duration STAMP = Duration.ofMinutes(1);
    private static final Duration TRY_DAMAGED = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(FollowerLoop.class);

    private final Vertx vertx;
    private final Context context;
    private final RedisFold fold;
    private final Places places;
    private final Horizon horizon;
    private final Verdicts verdicts;
    private final List<Follower> followers = new ArrayList<>();
    private final FollowerHealth health;
    private final Promise<Void> ready = Promise.promise();
    private final ViewKeeper keeper;
    private KafkaLog log;
    private List<Course.Log> logs;
    /** Where the logs ended when this node first looked. */
    private List<Course.Log> goal;

    private boolean caughtUp;
    private boolean attaching;
    private boolean attachSoon;
    private boolean looking;
    private long lookedAt;
    private long stampedAt = System.nanoTime();
    private boolean stopped;
    private long ticker;

    FollowerLoop(
            Vertx vertx,
            Context context,
            RedisFold fold,
            KafkaTopics topics,
            Places places,
            Horizon horizon,
            Verdicts verdicts) {
        this.vertx = vertx;
        this.context = context;
        this.fold = fold;
        this.places = places;
        this.horizon = horizon;
        this.verdicts = verdicts;
        this.health = new FollowerHealth(places);
        this.keeper = new ViewKeeper(fold, topics, places);
        for (int place = 0; place < places.size(); place++) {
            followers.add(new Follower());
        }
    }

    void start(KafkaLog source) {
        context.runOnContext(v -> {
            log = source;
            log.start();
            ticker = vertx.setPeriodic(LOOK.toMillis(), t -> tick());
            attach();
        });
    }

    /** Done when Redis has reached where the logs ended at the start. */
    Future<Void> ready() {
        return ready.future();
    }

    ComponentHealth health() {
        return health.now();
    }

    /** Redis was seen to lack what it had. Any thread. */
    void behind() {
        context.runOnContext(v -> {
            if (System.nanoTime() - lookedAt > LOOK_AT_MOST.toNanos()) {
                look();
            }
        });
    }

    private void tick() {
        verdicts.expire(System.nanoTime());
        followers.stream()
                .filter(follower -> health.mayTry(followers.indexOf(follower), TRY_DAMAGED))
                .forEach(Follower::retry);
        if (anyLost()) {
            attach();
        } else {
            look();
        }
        if (System.nanoTime() - stampedAt > STAMP.toNanos()) {
            stampedAt = System.nanoTime();
            keeper.stamp().onSuccess(health::clashes).onFailure(e -> LOG.debug("no stamp this time", e));
        }
        tellHealth();
    }

    /** An idle node looks as well: it must notice that Redis has less than it had. */
    private void look() {
        if (looking || attaching || stopped) {
            return;
        }
        looking = true;
        lookedAt = System.nanoTime();
        fold.look().onComplete(outcome -> {
            looking = false;
            for (int place = 0; place < places.size(); place++) {
                Position position =
                        outcome.failed() ? null : outcome.result().positions().get(place);
                if (position == null || position.offset() < followers.get(place).applied()) {
                    followers.get(place).lost();
                } else {
                    horizon.met(place, position.offset());
                }
            }
            attach();
        });
    }

    private boolean anyLost() {
        return followers.stream().anyMatch(follower -> follower.state() instanceof Follower.State.Lost);
    }

    private void attach() {
        if (attaching || attachSoon || stopped || !anyLost()) {
            return;
        }
        attaching = true;
        tellHealth();
        keeper.look().onComplete(outcome -> {
            attaching = false;
            if (outcome.failed()) {
                LOG.atDebug().addKeyValue("failure", outcome.cause().toString()).log("no place to go on from yet");
                attachLater();
                return;
            }
            ViewKeeper.Found found = outcome.result();
            logs = found.logs();
            found.resume().ifPresentOrElse(this::resume, () -> followers.forEach(Follower::lost));
            if (found.atOnce()) {
                attach();
            } else {
                attachLater();
            }
        });
    }

    private void attachLater() {
        if (!attachSoon) {
            attachSoon = true;
            vertx.setTimer(ATTACH_AGAIN.toMillis(), t -> {
                attachSoon = false;
                attach();
            });
        }
    }

    private void resume(Course.Resume course) {
        List<Position> positions = course.positions();
        boolean first = goal == null;
        goal = first ? logs : goal;
        for (int place = 0; place < places.size(); place++) {
            long end = logs.get(place).end();
            if (horizon.least(place) > end) {
                LOG.atWarn()
                        .addKeyValue("partition", places.field(place))
                        .log("the log ends before what was met of it");
                horizon.forget(place);
            }
            horizon.met(place, first ? end : positions.get(place).offset());
            Follower follower = followers.get(place);
            if (follower.state() instanceof Follower.State.Lost) {
                long from =
                        follower.attached(course.life(), positions.get(place).offset());
                log.read(place, follower.epoch(), from);
            }
        }
        checkReady();
    }

    @Override
    public void fetched(int place, int epoch, long from, long next, List<LogRecord> records, long bytes) {
        context.runOnContext(v -> {
            health.read(place, next, records);
            Follower follower = followers.get(place);
            List<Follower.Apply> batches = follower.fetched(epoch, from, next, records);
            if (batches.isEmpty()) {
                log.giveBack(place, bytes);
            }
            for (int i = 0; i < batches.size(); i++) {
                apply(place, batches.get(i), i == batches.size() - 1 ? bytes : 0);
            }
            attach();
        });
    }

    private void apply(int place, Follower.Apply batch, long bytes) {
        fold.apply(place, logs.get(place).topicId(), batch).onComplete(outcome -> {
            Follower follower = followers.get(place);
            if (outcome.succeeded()) {
                follower.applied(batch, outcome.result());
                if (outcome.result() instanceof Applied.Done done) {
                    horizon.met(place, done.position());
                    tell(done);
                }
            } else {
                LOG.atDebug().addKeyValue("failure", outcome.cause().toString()).log("Redis took no records");
                follower.lost();
            }
            if (bytes > 0) {
                log.giveBack(place, bytes);
            }
            checkReady();
            attach();
        });
    }

    private void tell(Applied.Done done) {
        for (int i = 0; i < done.records().size(); i++) {
            LogRecord record = done.records().get(i);
            char verdict = done.verdicts().charAt(i);
            if (record.own() && verdict == '?') {
                verdicts.failed(record.number(), Verdicts.unknown());
            } else if (record.own()) {
                verdicts.judged(record.number(), record.offset(), verdict == 'a');
            }
        }
    }

    @Override
    public void outOfRange(int place) {
        context.runOnContext(v -> {
            followers.get(place).lost();
            attach();
        });
    }

    @Override
    public void damaged(int place, String reason) {
        context.runOnContext(v -> {
            LOG.atError().addKeyValue("partition", places.field(place)).log("a log of the journal " + reason);
            followers.get(place).stopped(reason);
            health.damaged(place, reason);
            tellHealth();
        });
    }

    private void checkReady() {
        if (!caughtUp && goal != null) {
            for (int place = 0; place < places.size(); place++) {
                if (followers.get(place).applied() < goal.get(place).end()) {
                    return;
                }
            }
            caughtUp = true;
            tellHealth();
            ready.complete();
        }
    }

    private void tellHealth() {
        boolean upToDate = caughtUp;
        for (int place = 0; place < places.size(); place++) {
            upToDate &= followers.get(place).applied() >= horizon.least(place);
        }
        health.upToDate(upToDate);
    }

    /** Ends it; what is under way is left to others. */
    void stop() {
        context.runOnContext(v -> {
            stopped = true;
            vertx.cancelTimer(ticker);
        });
    }
}
