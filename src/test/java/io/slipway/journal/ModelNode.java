package io.slipway.journal;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node in the model: the real followers, turns and verdicts, on a log and a Redis in memory. */
final class ModelNode implements Journal, EntityReader {
    private static final long NO_PATIENCE = 0;

    final int id;
    final ModelLink applies = new ModelLink();
    final ModelLink reads = new ModelLink();
    final Horizon horizon;
    final EntityChanges changes = new EntityChanges(this, this);
    final Verdicts verdicts = new Verdicts(NO_PATIENCE);
    final List<Follower> followers = new ArrayList<>();
    /** Where each place is read on, by the follower's last wish. */
    final long[] fetchFrom;

    private final FollowerModel world;
    private Standing standing;
    private Course.Empty suspicion;
    private boolean attaching;
    private boolean attachedBefore;

    ModelNode(int id, FollowerModel world) {
        this.id = id;
        this.world = world;
        this.horizon = new Horizon(world.places.size());
        this.fetchFrom = new long[world.places.size()];
        for (int place = 0; place < world.places.size(); place++) {
            followers.add(new Follower());
        }
    }

    boolean anyLost() {
        return followers.stream().anyMatch(follower -> follower.state() instanceof Follower.State.Lost);
    }

    /** One step towards knowing where to go on, if that isn't known. */
    void attach() {
        if (standing != null) {
            Standing found = standing;
            standing = null;
            take(found, world.logs());
        } else if (!attaching && anyLost()) {
            attaching = true;
            applies.send(() -> world.redis.standing(), found -> standing = found, () -> attaching = false);
        }
    }

    private void take(Standing found, List<Course.Log> logs) {
        Course course = Course.of(found, logs);
        if (course instanceof Course.Resume resume) {
            attaching = false;
            suspicion = null;
            resume(resume, logs);
            return;
        }
        followers.forEach(Follower::lost);
        Runnable again = () -> attaching = false;
        if (course instanceof Course.Begin begin) {
            applies.send(() -> world.redis.begin(begin.positions()), done -> again.run(), again);
        } else if (course instanceof Course.GoOnEmptying emptying) {
            emptyPages(emptying.token(), again);
        } else if (course.equals(suspicion)) {
            Course.Empty empty = (Course.Empty) course;
            applies.send(
                    () -> world.redis.condemn(empty.place(), empty.position()),
                    token -> {
                        if (token == null) {
                            again.run();
                        } else {
                            emptyPages(token, again);
                        }
                    },
                    again);
        } else {
            suspicion = (Course.Empty) course;
            attaching = false;
        }
    }

    private void emptyPages(String token, Runnable again) {
        applies.send(
                () -> world.redis.emptyPage(token),
                done -> {
                    if (done) {
                        again.run();
                    } else {
                        emptyPages(token, again);
                    }
                },
                again);
    }

    private void resume(Course.Resume course, List<Course.Log> logs) {
        List<Position> positions = course.positions();
        for (int place = 0; place < followers.size(); place++) {
            horizon.met(
                    place,
                    attachedBefore
                            ? positions.get(place).offset()
                            : logs.get(place).end());
            if (followers.get(place).state() instanceof Follower.State.Lost) {
                fetchFrom[place] = followers
                        .get(place)
                        .attached(course.life(), positions.get(place).offset());
            }
        }
        attachedBefore = true;
    }

    /** Whether it may judge that it has met everything that was there when it started. */
    boolean started() {
        return attachedBefore;
    }

    void look() {
        applies.send(
                () -> world.redis.standing(),
                found -> {
                    for (int place = 0; place < followers.size(); place++) {
                        Position position = found.positions().get(place);
                        if (position == null
                                || position.offset() < followers.get(place).applied()) {
                            followers.get(place).lost();
                        } else {
                            horizon.met(place, position.offset());
                        }
                    }
                },
                () -> followers.forEach(Follower::lost));
    }

    void fetch(int place, int most) {
        Follower follower = followers.get(place);
        if (!(follower.state() instanceof Follower.State.Following)) {
            return;
        }
        List<ModelLog.Stored> stored = world.log(place).from(fetchFrom[place], most);
        long next = stored.size() < most
                ? world.log(place).end()
                : stored.get(stored.size() - 1).record().offset() + 1;
        if (next <= fetchFrom[place]) {
            return;
        }
        List<LogRecord> records = stored.stream().map(one -> one.readBy(id)).toList();
        long from = fetchFrom[place];
        fetchFrom[place] = next;
        for (Follower.Apply batch : follower.fetched(follower.epoch(), from, next, records)) {
            applies.send(
                    () -> world.redis.apply(place, batch), result -> applied(place, batch, result), follower::lost);
        }
    }

    private void applied(int place, Follower.Apply batch, Applied result) {
        followers.get(place).applied(batch, result);
        if (result instanceof Applied.Done done) {
            horizon.met(place, done.position());
            for (int i = 0; i < done.records().size(); i++) {
                LogRecord record = done.records().get(i);
                char letter = done.verdicts().charAt(i);
                if (record.own() && letter == '?') {
                    verdicts.failed(record.number(), Verdicts.unknown());
                } else if (record.own()) {
                    verdicts.judged(record.number(), record.offset(), letter == 'a');
                }
            }
        }
    }

    @Override
    public Future<List<Verdict>> append(List<Change> together) {
        return append(together, false);
    }

    private Future<List<Verdict>> append(List<Change> together, boolean forget) {
        Verdicts.Call call = verdicts.open(together.size(), 0);
        for (int i = 0; i < together.size(); i++) {
            world.given(this, together.get(i), call.number(i), forget);
        }
        return call.judged().onSuccess(told -> {
            for (int i = 0; i < told.size(); i++) {
                world.told(world.places.of(together.get(i).key()), told.get(i));
            }
        });
    }

    @Override
    public Future<Snapshot> read(List<EntityKey> keys, List<String> changeIds) {
        Promise<Snapshot> promise = Promise.promise();
        EntityKey key = keys.get(0);
        int place = world.places.of(key);
        long least = horizon.least(place);
        Problem away = new Problem(ProblemCode.UNAVAILABLE, "away");
        reads.send(
                () -> world.redis.read(key, changeIds, place, least),
                found -> {
                    if (found == null) {
                        look();
                        promise.fail(away);
                        return;
                    }
                    horizon.met(place, found.position());
                    Map<String, byte[]> answers = new HashMap<>(found.answers());
                    promise.complete(new Snapshot(List.of(found.entity()), world.now(), List.of(answers)));
                },
                () -> promise.fail(away));
        return promise.future();
    }

    /** Settles what is owed for one entity, as the sweep would. */
    void repair(EntityKey key) {
        int place = world.places.of(key);
        long least = horizon.least(place);
        reads.send(
                () -> world.redis.value(key, place, least),
                value -> {
                    if (value != null && value.owed() >= 0) {
                        tell(append(List.of(Upkeep.repair(key, value)), Upkeep.leavesNothing(value)));
                    }
                },
                () -> {});
    }

    /** Forgets a gone entity, as the sweep would. */
    void bury(EntityKey key) {
        int place = world.places.of(key);
        long least = horizon.least(place);
        reads.send(
                () -> world.redis.value(key, place, least),
                value -> {
                    if (value != null && value.gone() && !value.forgotten()) {
                        tell(append(List.of(Upkeep.nothing(key, value)), true));
                    }
                },
                () -> {});
    }

    private static void tell(Future<List<Verdict>> verdict) {
        assert verdict != null;
    }

    @Override
    public Future<Integer> repairOwed(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> forget(EntityKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> heartbeat() {
        throw new UnsupportedOperationException();
    }
}
