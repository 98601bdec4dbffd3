package io.slipway.catalog;

import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Space;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Files that outlive their bucket, because their share was extended, are moved to one that lasts long enough.
 *
 * <pre>
 *  pin ──▶ chunks copied, index segments of the next generation journalled ──▶ file switched ──▶ old segments gone ──▶ unpinned
 *                                                     │ the file is gone, or was moved by somebody else
 *                                                     └──▶ new segments gone ──▶ unpinned
 * </pre>
 *
 * <p>Until the switch, which is one change of the file, readers find the old places; after it the new ones. The pin is an
 * entity that decides where to, so that two nodes that move the same file copy it to the same bucket; it keeps that bucket,
 * and one that was left behind is found by the sweep. Every step may be repeated, by any node.
 */
final class Moves {
    /** A pin older than this is looked at by the sweep. */
    static final long PIN_MILLIS = 3_600_000;
    /** How long a node is at it without a sign of life. */
    static final long LEASE_MILLIS = 60_000;

    private static final String TASK = "moves";
    private static final byte[] YES = {1};
    private static final byte[] NO = {};

    private final Facts facts;
    private final RedisDue due;
    private final Graves graves;
    private final CatalogSettings settings;
    private final String self;

    /** @param self names this node among those who share the work */
    Moves(Facts facts, RedisDue due, Graves graves, CatalogSettings settings, String self) {
        this.facts = facts;
        this.due = due;
        this.graves = graves;
        this.settings = settings;
        this.self = self;
    }

    /** How a pin stands in the journal. */
    record Pin(int generation, long chunks, BucketId target, int partition) {}

    /** Pins what must move out of some buckets. */
    Future<Space.Moves> find(Space.FindMoves question) {
        return facts.read(List.of()).compose(read -> {
            List<BucketId> past = question.buckets().stream()
                    .filter(bucket -> settings.plan().isPast(bucket, read.now()))
                    .toList();
            if (past.isEmpty()) {
                return Future.succeededFuture(new Space.Moves(List.of()));
            }
            return due.lease(TASK, self, LEASE_MILLIS)
                    .compose(mine -> mine ? find(past, question.limit()) : Future.succeededFuture(List.of()))
                    .map(Space.Moves::new);
        });
    }

    private Future<List<Space.Move>> find(List<BucketId> past, int limit) {
        List<Space.Move> moves = new ArrayList<>();
        Future<Void> done = Future.succeededFuture();
        for (BucketId bucket : past) {
            done = done.compose(before -> due.members(Entities.bucket(bucket), limit))
                    .compose(members -> pinAll(bucket, members, moves, limit));
        }
        return done.map(moves);
    }

    private Future<Void> pinAll(BucketId bucket, List<String> members, List<Space.Move> moves, int limit) {
        Future<Void> done = Future.succeededFuture();
        for (String member : members) {
            if (!member.startsWith(Entities.MOVE + "/")) {
                done = done.compose(before ->
                        moves.size() < limit ? pin(bucket, new FileId(member), moves) : Future.succeededFuture());
            }
        }
        return done;
    }

    private Future<Void> pin(BucketId bucket, FileId id, List<Space.Move> moves) {
        EntityKey key = Entities.file(id);
        return facts.read(key).compose(read -> {
            if (read.stateOrNull(key) == null
                    || !(read.file(id) instanceof StoredFile.Complete file)
                    || !file.body().bucket().equals(bucket)) {
                return Future.succeededFuture();
            }
            return end(file)
                    .compose(end -> end.isEmpty()
                            ? Future.succeededFuture()
                            : pin(file, end.getAsLong()).map(move -> {
                                moves.add(move);
                                return null;
                            }));
        });
    }

    /** When the last of its shares ends; empty if all are over, or hidden and soon to be. */
    private Future<OptionalLong> end(StoredFile file) {
        List<EntityKey> shares =
                file.body().shares().stream().map(Entities::share).toList();
        return facts.read(shares).map(read -> file.body().shares().stream()
                .filter(share -> read.stateOrNull(Entities.share(share)) != null)
                .map(read::share)
                .filter(share -> share instanceof Share.Offered && !share.over(read.now()))
                .mapToLong(Share::endsAt)
                .max());
    }

    private Future<Space.Move> pin(StoredFile.Complete file, long end) {
        FileId id = file.body().id();
        EntityKey key = Entities.move(id);
        return facts.change(key, graves.freshId(), (entity, now) -> {
                    Pin before = entity.state() == null ? null : StateCodec.pin(entity.state());
                    boolean stands = before != null
                            && before.generation() == file.generation()
                            && settings.plan().endMillis(before.target()) >= end;
                    Pin pin = stands ? before : fresh(file, end, now);
                    byte[] state = StateCodec.write(pin);
                    return stands ? Decision.answer(state) : Decision.append(state, false, marks(key, pin, now), state);
                })
                .map(StateCodec::pin)
                .map(pin -> new Space.Move(id, pin.generation(), pin.chunks(), pin.target(), pin.partition()));
    }

    private Pin fresh(StoredFile.Complete file, long end, long now) {
        BucketId target = settings.plan().choose(now, end == Share.NEVER ? Share.NEVER : Math.max(0, end - now));
        int partition = Drafts.partition(file.body().id(), settings.bucketPartitions());
        return new Pin(file.generation(), file.body().chunks(), target, partition);
    }

    private static List<Projection> marks(EntityKey key, Pin pin, long now) {
        return List.of(
                new Projection.AddMember(Entities.bucket(pin.target()), key.toString()),
                new Projection.Score(Entities.DUE, key.toString(), now + PIN_MILLIS));
    }

    Future<Catalog.Locations> places(Space.FindPlaces question) {
        EntityKey key = Entities.file(question.fileId());
        return facts.read(key).compose(read -> {
            if (!(read.file(question.fileId()) instanceof StoredFile.Complete file)
                    || question.from() < 0
                    || question.count() < 1
                    || question.from() >= file.body().chunks()) {
                return Future.failedFuture(new Problem(ProblemCode.NOT_FOUND, "there are no such chunks"));
            }
            EntityKey segment =
                    Entities.segment(question.fileId(), file.generation(), question.from() / Entities.SEGMENT);
            return facts.read(segment)
                    .map(index ->
                            Locator.locations(file, index.stateOrNull(segment), question.from(), question.count()));
        });
    }

    Future<Space.Noted> copied(Space.Copied news) {
        Space.Move move = news.move();
        long first = news.segment() * Entities.SEGMENT;
        long expected = Math.min(move.chunks() - first, Entities.SEGMENT) * ChunkLocation.BYTES;
        if (first < 0 || news.locations().length != expected) {
            return Future.failedFuture(new Problem(ProblemCode.INTERNAL, "the index of a move has holes"));
        }
        return due.lease(TASK, self, LEASE_MILLIS)
                .compose(any -> renew(move))
                .compose(pinned -> facts.change(
                        Entities.segment(move.fileId(), move.generation() + 1, news.segment()),
                        graves.freshId(),
                        (entity, now) -> Decision.append(news.locations(), false, List.of(), YES)))
                .map(done -> new Space.Noted());
    }

    /** A large file takes its time. */
    private Future<byte[]> renew(Space.Move move) {
        EntityKey key = Entities.move(move.fileId());
        return facts.change(key, graves.freshId(), (entity, now) -> {
            if (entity.state() == null || !StateCodec.pin(entity.state()).equals(pin(move))) {
                throw new Problem(ProblemCode.CONFLICT, "this move has ended");
            }
            return Decision.append(entity.state(), false, marks(key, pin(move), now), YES);
        });
    }

    private static Pin pin(Space.Move move) {
        return new Pin(move.generation(), move.chunks(), move.target(), move.partition());
    }

    private Future<Boolean> pinned(Space.Move move) {
        EntityKey key = Entities.move(move.fileId());
        return facts.read(key)
                .map(read -> read.stateOrNull(key) != null
                        && StateCodec.pin(read.stateOrNull(key)).equals(pin(move)));
    }

    Future<Space.MoveEnded> end(Space.EndMove wish) {
        Space.Move move = wish.move();
        return pinned(move)
                .compose(pinned -> pinned ? whole(move, 0) : Future.succeededFuture(false))
                .compose(whole -> whole ? switched(move) : Future.succeededFuture(false))
                .compose(moved -> tidy(move.fileId()).map(new Space.MoveEnded(moved)));
    }

    /** Whether all segments of the next generation are there. */
    private Future<Boolean> whole(Space.Move move, long segment) {
        if (segment == Entities.segments(move.chunks())) {
            return Future.succeededFuture(true);
        }
        EntityKey key = Entities.segment(move.fileId(), move.generation() + 1, segment);
        return facts.read(key)
                .compose(read ->
                        read.stateOrNull(key) == null ? Future.succeededFuture(false) : whole(move, segment + 1));
    }

    private Future<Boolean> switched(Space.Move move) {
        return facts.change(Entities.file(move.fileId()), graves.freshId(), (entity, now) -> {
                    if (entity.state() == null
                            || !(StateCodec.file(entity.state()) instanceof StoredFile.Complete file)
                            || file.generation() != move.generation()) {
                        return Decision.answer(NO);
                    }
                    StoredFile.Complete after = file.moved(move.target(), move.partition());
                    return Decision.append(StateCodec.write(after), false, Creation.living(after), YES);
                })
                .map(answer -> answer.length == YES.length);
    }

    /** Ends what a move leaves behind, however far it came: the index that doesn't count, and the pin. */
    Future<Void> tidy(FileId id) {
        EntityKey key = Entities.move(id);
        return facts.read(key, Entities.file(id)).compose(read -> {
            if (read.stateOrNull(key) == null) {
                return Future.succeededFuture();
            }
            Pin pin = StateCodec.pin(read.stateOrNull(key));
            int counts =
                    read.stateOrNull(Entities.file(id)) != null && read.file(id) instanceof StoredFile.Complete file
                            ? file.generation()
                            : -1;
            Future<Void> before = counts == pin.generation()
                    ? Future.succeededFuture()
                    : graves.segments(id, pin.generation(), pin.chunks());
            Future<Void> after = counts == pin.generation() + 1
                    ? Future.succeededFuture()
                    : graves.segments(id, pin.generation() + 1, pin.chunks());
            return before.compose(done -> after).compose(done -> graves.gone(key));
        });
    }
}
