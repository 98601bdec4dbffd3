package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What Redis shows: entities, the projections of their states, and what other packages note beside them. Everything is read
 * by a script that first makes sure that this Redis is not behind what this node has met; if it is, the answer is
 * {@code UNAVAILABLE} and the follower goes back at once.
 *
 * <p>Other packages' {@code Redis*} classes run scripts of their own here. A script sees {@code KEYS} and {@code ARGV} as
 * usual, {@code NOW} (Redis's clock, ms since 1970) and {@code slipway_life()}, which names this life of this Redis: what
 * was noted under another life may be incomplete, since it is in no log. Their names are those that {@link Projection}s use.
 *
 * <p>Thread-safe. Results come on the context of whoever asked.
 */
public final class RedisView implements EntityReader {
    /** Most entities read at once. */
    public static final int MAX_READ = 1000;

    private static final String GUARD = RedisScript.resource("guard");
    private static final String ENTITY = "e:";
    private static final String OTHER = "x:";

    private final RedisLink link;
    private final String prefix;
    private final Places places;
    private final Horizon horizon;
    private final Runnable behind;
    private final RedisScript read;
    private final List<Integer> everywhere;
    private final KnownValues known = new KnownValues();

    /** @param behind told whenever this Redis lacks what it had; must not block */
    RedisView(RedisLink link, String prefix, Places places, Horizon horizon, Runnable behind) {
        this.link = link;
        this.prefix = prefix;
        this.places = places;
        this.horizon = horizon;
        this.behind = behind;
        this.read = script("read");
        List<Integer> all = new ArrayList<>();
        for (int place = 0; place < places.size(); place++) {
            all.add(place);
        }
        this.everywhere = List.copyOf(all);
    }

    /** A script from {@code redis/<name>.lua} on the class path, with the guard before it. */
    public RedisScript script(String name) {
        return script("", name);
    }

    /** The same, between which stands what several scripts share. @param shared such a file's name, or empty */
    public RedisScript script(String shared, String name) {
        String before = shared.isEmpty() ? "" : RedisScript.resource(shared);
        return new RedisScript(
                name,
                GUARD + "local function slipway_script(KEYS, ARGV, NOW)\n" + before + RedisScript.resource(name)
                        + "\nend\nreturn { 1, slipway_now, slipway_met, slipway_script(KEYS, slipway_args, slipway_now) }\n");
    }

    /**
     * Runs a script that speaks of some entities.
     *
     * @param guards the entities whose facts it rests on; if any of them is behind it isn't run
     * @param keys names as in {@link Projection}
     * @return what the script returns; null for nothing. Fails with {@code UNAVAILABLE}, the outcome being unknown then
     */
    public Future<Response> run(
            RedisScript script, Collection<EntityKey> guards, List<String> keys, List<byte[]> args) {
        return guard(script, guarded(guards), names(OTHER, keys), args).map(RedisView::result);
    }

    /** Runs a script that rests on facts from anywhere, such as a list that is kept of all entities of a kind. */
    public Future<Response> runEverywhere(RedisScript script, List<String> keys, List<byte[]> args) {
        return guard(script, everywhere, names(OTHER, keys), args).map(RedisView::result);
    }

    @Override
    public Future<Snapshot> read(List<EntityKey> keys, List<String> changeIds) {
        if (keys.size() > MAX_READ) {
            throw new IllegalArgumentException("at most " + MAX_READ + " entities are read at once");
        }
        return values(keys, changeIds).map(values -> values.snapshot(keys, changeIds));
    }

    /** Entities with all that Redis keeps of them. */
    Future<Values> values(List<EntityKey> keys, List<String> changeIds) {
        List<String> names =
                names(ENTITY, keys.stream().map(EntityKey::toString).toList());
        KnownValues.Known[] before = names.stream().map(known::of).toArray(KnownValues.Known[]::new);
        List<byte[]> args = new ArrayList<>();
        args.add(number(Arrays.stream(before).filter(Objects::nonNull).count()));
        for (int i = 0; i < before.length; i++) {
            if (before[i] != null) {
                args.add(number(i + 1));
                args.add(before[i].start());
            }
        }
        changeIds.forEach(id -> args.add(id.getBytes(UTF_8)));
        return guard(read, guarded(keys), names, args)
                .map(reply -> new Values(
                        reply.get(1).toLong(),
                        entities(names, before, result(reply), 1 + changeIds.size()),
                        result(reply)));
    }

    /** @param step how many answers there are for each entity, its value the first of them */
    private List<EntityValue> entities(List<String> names, KnownValues.Known[] before, Response found, int step) {
        List<EntityValue> values = new ArrayList<>(names.size());
        for (int i = 0; i < before.length; i++) {
            Response value = found.get(i * step);
            if (value == null) {
                values.add(EntityValue.NONE);
            } else {
                byte[] packed = value.toBytes();
                values.add(packed.length == 0 ? before[i].value() : known.read(names.get(i), packed));
            }
        }
        return values;
    }

    /**
     * @param entities the values, in the order of asking
     * @param found for each entity its value, then its answer to each change id, null where there is none
     */
    record Values(long now, List<EntityValue> entities, Response found) {
        private Snapshot snapshot(List<EntityKey> keys, List<String> changeIds) {
            List<Entity> read = new ArrayList<>(keys.size());
            List<Map<String, byte[]>> answers = new ArrayList<>(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                read.add(entities.get(i).entity(keys.get(i)));
                Map<String, byte[]> known = new HashMap<>();
                for (int j = 0; j < changeIds.size(); j++) {
                    Response verdict = found.get(i * (1 + changeIds.size()) + 1 + j);
                    byte[] answer = verdict == null ? null : answer(verdict.toBytes());
                    if (answer != null) {
                        known.put(changeIds.get(j), answer);
                    }
                }
                answers.add(known);
            }
            return new Snapshot(read, now, answers);
        }
    }

    /** A verdict is {@code a<offset> <answer>} or {@code v<offset> }. */
    private static byte[] answer(byte[] verdict) {
        if (verdict[0] != 'a') {
            return null;
        }
        int start = 1;
        while (verdict[start++] != ' ') {
            continue;
        }
        byte[] answer = new byte[verdict.length - start];
        System.arraycopy(verdict, start, answer, 0, answer.length);
        return answer;
    }

    private Future<Response> guard(
            RedisScript script, Collection<Integer> guards, List<String> keys, List<byte[]> args) {
        List<byte[]> all = new ArrayList<>(2 + 2 * guards.size() + args.size());
        all.add(prefix.getBytes(UTF_8));
        all.add(number(guards.size()));
        for (int place : guards) {
            all.add(places.field(place).getBytes(UTF_8));
            all.add(number(horizon.least(place)));
        }
        all.addAll(args);
        Future<Response> reply = link.eval(script, keys, all)
                .compose(answer -> admit(guards, answer), failure -> Future.failedFuture(RedisRefusal.told(failure)));
        return CallerContext.here(reply);
    }

    private Future<Response> admit(Collection<Integer> guards, Response answer) {
        if (answer.get(0).toInteger() == 0) {
            behind.run();
            return Future.failedFuture(new Problem(ProblemCode.UNAVAILABLE, "the view is being brought up to date"));
        }
        int i = 0;
        for (int place : guards) {
            horizon.met(place, answer.get(2).get(i++).toLong());
        }
        return Future.succeededFuture(answer);
    }

    private Set<Integer> guarded(Collection<EntityKey> keys) {
        Set<Integer> guards = new LinkedHashSet<>();
        keys.forEach(key -> guards.add(places.of(key)));
        return guards;
    }

    private List<String> names(String kind, List<String> keys) {
        return keys.stream().map(key -> prefix + kind + key).toList();
    }

    private static Response result(Response reply) {
        return reply.size() > 3 ? reply.get(3) : null;
    }

    private static byte[] number(long value) {
        return Long.toString(value).getBytes(UTF_8);
    }
}
