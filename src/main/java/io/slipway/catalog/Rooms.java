package io.slipway.catalog;

import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Room;
import io.slipway.seal.Pseudonym;
import io.slipway.seal.RootKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps to the quotas. Room is held by one script, in all quotas or in none, before anything is appended; it turns into use
 * when the follower applies the record that carries the amount: for everybody together that is the file's own, for a guest
 * that of a {@code room/<file>} which stands as long as the file does. What never comes lapses.
 *
 * <p>A guest is counted under a name that says nothing without the node's root key.
 */
final class Rooms {
    /** The quota of everybody together. */
    static final String ALL = "all";

    private static final byte[] NOTHING = {};
    /** How long after the longest upload room without a file is given up. */
    private static final long ORPHAN_MILLIS = 3_600_000;

    private final Facts facts;
    private final RedisRoom redis;
    private final Graves graves;
    private final RootKey root;
    private final CatalogSettings settings;
    private final RoomSettings limits;

    Rooms(Facts facts, RedisRoom redis, Graves graves, RootKey root, CatalogSettings settings, RoomSettings limits) {
        this.facts = facts;
        this.redis = redis;
        this.graves = graves;
        this.root = root;
        this.settings = settings;
        this.limits = limits;
    }

    /** How room stands in the journal. */
    record Taken(String guest, long bytes) {}

    Future<Room.Reserved> reserve(Room.Reserve wish) {
        long wanted = 0;
        for (Room.Wanted file : wish.files()) {
            if (file.bytes() < 0 || file.bytes() > settings.maxFileBytes()) {
                return Future.failedFuture(new Problem(
                        ProblemCode.TOO_LARGE, "a file may have at most " + settings.maxFileBytes() + " bytes here"));
            }
            wanted += file.bytes();
        }
        if (wanted > limits.share()) {
            return Future.failedFuture(exceeded("a share", limits.share(), 0, wanted, ProblemCode.QUOTA_EXCEEDED));
        }
        String guest = name(wish.guest());
        List<RedisRoom.Quota> quotas = quotas(guest);
        if (quotas.isEmpty()) {
            return Future.succeededFuture(new Room.Reserved());
        }
        long sum = wanted;
        return redis.reserve(quotas, wish.files(), wish.millis())
                .compose(outcome -> {
                    if (outcome.quota() != null) {
                        return Future.failedFuture(refusal(outcome, sum));
                    }
                    return guest != null && wish.lasting()
                            ? Future.all(wish.files().stream()
                                            .map(file -> take(file, guest))
                                            .toList())
                                    .<Void>mapEmpty()
                            : Future.<Void>succeededFuture();
                })
                .map(done -> new Room.Reserved());
    }

    /** Null for nobody who is counted. */
    private String name(String guest) {
        return guest == null || limits.guest() == RoomSettings.NONE ? null : Pseudonym.of(root, guest);
    }

    private List<RedisRoom.Quota> quotas(String guest) {
        List<RedisRoom.Quota> quotas = new ArrayList<>();
        if (limits.all() != RoomSettings.NONE) {
            quotas.add(new RedisRoom.Quota(ALL, limits.all()));
        }
        if (guest != null) {
            quotas.add(new RedisRoom.Quota(guestQuota(guest), limits.guest()));
        }
        return quotas;
    }

    private static Problem refusal(RedisRoom.Outcome outcome, long wanted) {
        boolean all = outcome.quota().name().equals(ALL);
        return exceeded(
                all ? "this Slipway" : "a guest",
                outcome.quota().limit(),
                outcome.used(),
                wanted,
                all ? ProblemCode.STORAGE_FULL : ProblemCode.QUOTA_EXCEEDED);
    }

    private static Problem exceeded(String who, long limit, long used, long wanted, ProblemCode code) {
        return new Problem(
                code,
                who + " may keep " + limit + " bytes; " + used + " are in use and " + wanted + " more don't fit",
                Map.of("limit", limit, "used", used, "wanted", wanted));
    }

    static String guestQuota(String guest) {
        return "guest:" + guest;
    }

    /** The guest has it from now on, until the file is gone. */
    private Future<byte[]> take(Room.Wanted file, String guest) {
        EntityKey key = Entities.room(file.file());
        return facts.change(key, graves.freshId(), (entity, now) -> {
            if (entity.state() != null) {
                return Decision.answer(NOTHING);
            }
            List<Projection> projections = new ArrayList<>(amount(key, new Taken(guest, file.bytes())));
            projections.add(new Projection.Score(
                    Entities.DUE, key.toString(), now + settings.maxUploadMillis() + ORPHAN_MILLIS));
            return Decision.append(StateCodec.write(new Taken(guest, file.bytes())), false, projections, NOTHING);
        });
    }

    private static List<Projection> amount(EntityKey key, Taken taken) {
        return List.of(new Projection.Amount(Entities.use(guestQuota(taken.guest())), key.id(), taken.bytes()));
    }

    Future<Room.Released> release(Room.Release wish) {
        List<String> quotas =
                quotas(name(wish.guest())).stream().map(RedisRoom.Quota::name).toList();
        Future<Void> done = quotas.isEmpty() ? Future.succeededFuture() : redis.release(quotas, wish.files());
        for (FileId file : wish.files()) {
            done = done.compose(before -> look(file));
        }
        return done.map(new Room.Released());
    }

    /** Ends room that no file has, and leaves the other alone from now on: it ends with its file. */
    Future<Void> look(FileId file) {
        EntityKey key = Entities.room(file);
        return facts.read(key, Entities.file(file)).compose(read -> {
            if (read.stateOrNull(key) == null) {
                return Future.succeededFuture();
            }
            Taken taken = StateCodec.taken(read.stateOrNull(key));
            if (read.stateOrNull(Entities.file(file)) == null) {
                return graves.gone(key);
            }
            return facts.change(
                            key,
                            graves.freshId(),
                            (entity, now) -> entity.state() == null
                                    ? Decision.answer(NOTHING)
                                    : Decision.append(entity.state(), false, amount(key, taken), NOTHING))
                    .mapEmpty();
        });
    }
}
