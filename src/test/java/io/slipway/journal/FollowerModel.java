package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A cluster in memory, every step of which is chosen by a seed: nodes, logs, a Redis that forgets, writers that ask again.
 * The followers, turns, verdicts and courses are the real ones; only what they stand on is made up. Whatever happens:
 *
 * <ol>
 *   <li>all nodes are told the same verdict on a record, the one that the whole log gives;
 *   <li>a change that was answered is in the log, once, and no later state has lost it;
 *   <li>what is read is what the log said at a position that this node hadn't passed before;
 *   <li>when all is quiet Redis holds what the whole log says, filled from whatever compaction has left, and nothing is owed.
 * </ol>
 */
final class FollowerModel {
    /** Ways to be wrong that the model must notice. */
    enum Flaw {
        NONE,
        /** Changes carry the version as base, not what their writer has seen. */
        BASE_IS_VERSION,
        REPAIRS_FOR_EQUALITY,
        ONLY_LAST_OWED,
        ENTRIES_STAY,
        /** Scripts show whatever Redis has. */
        NO_GUARD,
        /** Records are applied to whatever view there is at their position, also to one filled at another time. */
        NO_LIFE,
        /** However old a copy is, it is carried on. */
        NO_AGE
    }

    private static final int NODES = 3;
    private static final long REMEMBRANCE = 400;
    private static final String TOPIC = "topic";

    private record Given(ModelNode node, int place, Change change, long number, boolean forget) {}

    final Places places = new Places(2, 1);
    final ModelTruth truth;
    final Random random;
    final ModelTally tally;

    final ModelRedis redis;
    private final List<EntityKey> keys;
    private final List<ModelLog> logs = new ArrayList<>();
    private final List<ModelNode> nodes = new ArrayList<>();
    private final List<ModelClient> clients = new ArrayList<>();
    private final Map<Integer, Deque<Given>> inFlight = new HashMap<>();
    private long now = 1;
    private int nodeIds;
    private String violation;

    FollowerModel(long seed, Flaw flaw, ModelTally tally) {
        this.tally = tally;
        this.random = new Random(seed);
        ReferenceView.Rule rule =
                switch (flaw) {
                    case REPAIRS_FOR_EQUALITY -> ReferenceView.Rule.REPAIRS_FOR_EQUALITY;
                    case ONLY_LAST_OWED, BASE_IS_VERSION -> ReferenceView.Rule.ONLY_LAST_OWED;
                    case ENTRIES_STAY -> ReferenceView.Rule.ENTRIES_STAY;
                    default -> ReferenceView.Rule.TRUE;
                };
        this.truth = new ModelTruth(rule, places.size());
        this.redis = new ModelRedis(this, flaw, rule);
        this.keys = List.of(
                new EntityKey("share", "a"),
                new EntityKey("share", "b"),
                new EntityKey("file", "c"),
                new EntityKey("key", "k1"),
                new EntityKey("key", "k2"));
        for (int place = 0; place < places.size(); place++) {
            logs.add(new ModelLog());
        }
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ModelNode(nodeIds++, this));
        }
    }

    void require(boolean holds, String otherwise) {
        if (!holds && violation == null) {
            violation = otherwise;
        }
    }

    long now() {
        return now;
    }

    ModelLog log(int place) {
        return logs.get(place);
    }

    /** Runs some steps and then lets everything come to rest. @return what went wrong, or null */
    String run(int steps) {
        ModelActions actions = new ModelActions(this, nodes, clients, keys);
        for (int i = 0; i < steps && violation == null; i++) {
            now++;
            actions.step();
        }
        if (violation == null) {
            actions.rest();
        }
        if (violation == null) {
            new ModelChecks(this, keys).atRest();
        }
        return violation;
    }

    boolean wrong() {
        return violation != null;
    }

    List<Course.Log> logs() {
        return logs.stream()
                .map(log -> new Course.Log(TOPIC, 0, log.end(), REMEMBRANCE))
                .toList();
    }

    void given(ModelNode node, Change change, long number, boolean forget) {
        int place = places.of(change.key());
        inFlight.computeIfAbsent(node.id * places.size() + place, k -> new ArrayDeque<>())
                .add(new Given(node, place, change, number, forget));
    }

    boolean anyInFlight() {
        return inFlight.values().stream().anyMatch(queue -> !queue.isEmpty());
    }

    private boolean inFlight(EntityKey key) {
        return inFlight.values().stream()
                .flatMap(Collection::stream)
                .anyMatch(given -> given.change.key().equals(key));
    }

    /** The brokers take one of the records that are on their way, or it is lost on the way. */
    void land(boolean mayBeLost) {
        List<Deque<Given>> queues =
                inFlight.values().stream().filter(queue -> !queue.isEmpty()).toList();
        if (queues.isEmpty()) {
            return;
        }
        Given given = queues.get(random.nextInt(queues.size())).remove();
        if (mayBeLost && random.nextInt(20) == 0) {
            return;
        }
        Change change = given.change;
        boolean nothing = given.forget || (change.gone() && change.key().destroyable());
        LogRecord record = new LogRecord(
                log(given.place).end(),
                now,
                change.key(),
                nothing ? LogRecord.Kind.NOTHING : LogRecord.Kind.STATE,
                change.base(),
                nothing || change.gone(),
                nothing ? null : change.state(),
                nothing ? new byte[0] : Entries.write(change.projections()),
                List.of(),
                change.answered(),
                given.number);
        log(given.place).append(new ModelLog.Stored(record, given.node.id));
        EntityValue before = truth.value(change.key());
        truth.landed(given.place, record);
        if (!truth.accepted(given.place, record.offset())) {
            tally.voids++;
        } else if (!nothing && before.state() != null && !before.forgotten()) {
            Set<String> lost = new HashSet<>(names(before));
            lost.removeAll(names(truth.value(change.key())));
            require(lost.isEmpty(), "offset " + record.offset() + " of " + change.key() + " has lost " + lost);
        }
        require(truth.madeTwice().isEmpty(), "made twice: " + truth.madeTwice());
    }

    private static List<String> names(EntityValue value) {
        return List.of(new String(value.state(), UTF_8).split(","));
    }

    void dropInFlightOf(ModelNode node) {
        for (int place = 0; place < places.size(); place++) {
            Deque<Given> queue = inFlight.get(node.id * places.size() + place);
            while (queue != null && !queue.isEmpty() && random.nextBoolean()) {
                queue.removeLast();
            }
        }
    }

    /** Somewhere below what is settled, has been met by every node, and can't be asked for again. */
    void compact(int place) {
        // Compaction is a day behind: nobody waits that long.
        nodes.forEach(node -> node.verdicts.expire(Long.MAX_VALUE));
        Set<EntityKey> here = new HashSet<>(keys);
        here.removeIf(key -> places.of(key) != place);
        long boundary = truth.settledBelow(here, log(place).end());
        for (ModelClient client : clients) {
            if (client.open() && here.contains(client.key)) {
                boundary = Math.min(boundary, truth.firstOf(client.key, client.changeId, boundary));
            }
        }
        boundary = boundary == 0 ? 0 : random.nextLong(boundary + 1);
        long settlement = truth.settlement(here, boundary);
        long met = Math.max(boundary, settlement + 1);
        // A verdict is remembered for less than the lag, by the time that settling may take.
        boolean asked = clients.stream()
                .anyMatch(client -> client.open()
                        && truth.firstOf(client.key, client.changeId, Long.MAX_VALUE) <= settlement
                        && here.contains(client.key));
        if (asked) {
            return;
        }
        if (nodes.stream().allMatch(node -> node.started() && node.horizon.least(place) >= met)) {
            tally.compactions++;
            log(place).compact(boundary, now);
        }
    }

    /** The log, and whoever keeps time, forgets what was forgotten long ago. */
    void forgetNothings(int place) {
        for (LogRecord nothing : log(place).nothingsCleanedUntil(now - REMEMBRANCE)) {
            EntityKey key = nothing.key();
            // That takes longer than anybody waits for an answer.
            nodes.forEach(node -> node.reads.cut(0));
            boolean asked = inFlight(key);
            boolean read = nodes.stream().anyMatch(node -> {
                long applied = node.followers.get(place).applied();
                return applied >= 0 && applied <= nothing.offset();
            });
            EntityValue value = truth.value(key);
            if (!asked && !read && value.version() == nothing.offset() && value.owed() < 0) {
                tally.forgotten++;
                log(place).remove(nothing.offset());
                truth.expire(key, log(place).end());
                redis.copies().forEach(copy -> expire(copy, key, nothing.offset()));
                expire(redis.view(), key, nothing.offset());
            }
        }
    }

    private static void expire(ReferenceView view, EntityKey key, long version) {
        EntityValue value = view.entities.get(key.toString());
        if (value != null && value.forgotten() && value.owed() < 0 && value.version() == version) {
            view.entities.remove(key.toString());
        }
    }

    ModelNode replacement(ModelNode node) {
        dropInFlightOf(node);
        clients.forEach(client -> client.nodeDied(node));
        return new ModelNode(nodeIds++, this);
    }

    void told(int place, Verdict verdict) {
        require(truth.accepted(place, verdict.offset()) == verdict.accepted(), "told " + verdict);
    }

    static boolean same(EntityValue one, EntityValue other) {
        if (nothing(one) || nothing(other)) {
            return nothing(one) && nothing(other);
        }
        return one.version() == other.version()
                && one.seen() == other.seen()
                && one.gone() == other.gone()
                && Arrays.equals(one.state(), other.state())
                && Arrays.equals(one.entries(), other.entries());
    }

    private static boolean nothing(EntityValue value) {
        return value.owed() < 0 && (value.forgotten() || value.version() < 0);
    }

    static String shown(EntityValue value) {
        return (value.state() == null ? "-" : new String(value.state(), UTF_8)) + (value.gone() ? " gone" : "")
                + (value.forgotten() ? " forgotten" : "") + " v" + value.version() + " s" + value.seen() + " o"
                + value.owed();
    }
}
