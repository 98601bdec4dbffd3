package io.slipway.kit;

import io.slipway.bus.Address;
import io.slipway.bus.Bus;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Archives;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Edits;
import io.slipway.protocol.Events;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.Room;
import io.slipway.protocol.Scrub;
import io.slipway.protocol.Space;
import io.slipway.seal.FileHeader;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Verifier;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A catalog that forgets its shares when the test ends. It tells the same refusals apart as the real one. */
public final class MemoryCatalog {
    /** The time it goes by; set by tests. */
    public volatile long now = 1_700_000_000_000L;
    /** How many places a {@code LOCATE} gives at most. */
    public volatile int page = 1_024;
    /** Whether the places of chunks come along with what is said of a file. */
    public volatile boolean placesAhead;
    /** Whether there is news of chunks that arrive. */
    public volatile boolean tellsOfChunks = true;
    /** The most bytes that may be asked for at once. */
    public volatile long quota = Long.MAX_VALUE;
    /** The room that is set aside. */
    public final Map<FileId, Long> room = new ConcurrentHashMap<>();
    /** Who asked for room. */
    public final Set<String> guests = ConcurrentHashMap.newKeySet();
    /** What it fails with instead of answering, by address. */
    public final Map<String, Problem> failures = new ConcurrentHashMap<>();
    /** What stands between a question and its answer. */
    public volatile Function<String, Future<Void>> before = address -> Future.succeededFuture();
    /** How often which address was asked. */
    public final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    /** What was said of responses that ended. */
    public final List<Downloads.Report> reports = new java.util.concurrent.CopyOnWriteArrayList<>();
    /** Whether it keeps what the node notes of files. */
    public volatile boolean keepsSheets = true;
    /** Whether shares are edited all the time. */
    public volatile boolean restless;

    /** The edits that were asked for. */
    public final List<Edits.Edit> edits = new java.util.concurrent.CopyOnWriteArrayList<>();

    private static final BucketId BUCKET = new BucketId(BucketId.Width.DAY, 20_000);
    private static final long UNDO = 30_000;

    private final Randomness randomness = Randomness.of(new SecureRandom());
    private final Map<ShareId, Share> shares = new ConcurrentHashMap<>();
    private final Map<FileId, StoredFile> files = new ConcurrentHashMap<>();
    private Bus bus;

    private static final class Share {
        private String changeId;
        private Catalog.CreateShare wish;
        private final Map<FileId, OpenUploads.OpenFile> open = new HashMap<>();
        private Digest owner;
        private long expiresAt;
        private long undoUntil;
        private List<FileId> files = new ArrayList<>();
    }

    private static final class StoredFile {
        private Catalog.NewFile wish;
        private long size;
        private final Map<Long, Entry> entries = new TreeMap<>();
        private byte[] seal;
        private boolean complete;
    }

    private record Entry(ChunkLocation location, Digest digest) {}

    /** Answers on this bus from when the future is done. */
    public Future<Void> serve(Bus onto) {
        bus = onto;
        return serve(Catalog.CREATE, this::create)
                .compose(v -> serve(Catalog.FIND, q -> view(q.id(), q.proof())))
                .compose(v -> serve(Catalog.UPLOAD, this::upload))
                .compose(v -> serve(Catalog.MISSING, this::missing))
                .compose(v -> serve(Catalog.CHUNK_STORED, this::stored))
                .compose(v -> serve(Catalog.COMPLETE, this::complete))
                .compose(v -> serve(OpenUploads.BEGIN, this::begin))
                .compose(v -> serve(OpenUploads.PUBLISH, this::publish))
                .compose(v -> serve(OpenUploads.HOLD, question -> nothing()))
                .compose(v -> serve(OpenUploads.TERMINATE, question -> nothing()))
                .compose(v -> serve(Scrub.START, question -> nothing()))
                .compose(v -> serve(Scrub.LOOK, question -> nothing()))
                .compose(v -> serve(Catalog.CONTENT, this::content))
                .compose(v -> serve(Catalog.LOCATE, this::locate))
                .compose(v -> serve(Archives.ITEMS, this::items))
                .compose(v -> serve(Space.PROGRESS, this::progress))
                .compose(v -> serve(Room.RESERVE, this::reserve))
                .compose(v -> serve(Room.RELEASE, this::release))
                .compose(v -> serve(Catalog.DELETE, this::delete))
                .compose(v -> serve(Catalog.UNDO, this::undo))
                .compose(v -> serve(Edits.EDIT, this::edit))
                .compose(v -> serve(Downloads.REPORT, report -> {
                    reports.add(report);
                    return new Downloads.Reported();
                }))
                .compose(v -> serve(Downloads.TAKE, wish -> unlimited(wish.share(), wish.proof())))
                .compose(v -> serve(Downloads.VERIFY, wish -> unlimited(wish.share(), wish.proof())))
                .compose(v -> serve(Downloads.GIVE_BACK, wish -> unlimited(wish.share(), wish.proof())))
                .compose(v -> serve(Downloads.LIST, this::list));
    }

    /** How many shares there are. */
    public int size() {
        return shares.size();
    }

    /** Points the index at where {@link MemoryChunks#moveAll} put the chunks. */
    public void shiftAll(long shift) {
        files.values()
                .forEach(file -> file.entries.replaceAll((index, entry) -> new Entry(
                        new ChunkLocation(
                                entry.location.bucket(),
                                entry.location.partition(),
                                entry.location.offset() + shift,
                                entry.location.length()),
                        entry.digest)));
    }

    /** What was said of the only file when it was published. */
    public OpenUploads.OpenFile published(ShareId id) {
        return shares.get(id).open.values().iterator().next();
    }

    private <Q extends Record, R extends Record> Future<Void> serve(Address<Q, R> address, Function<Q, R> answer) {
        return bus.serve(address, question -> {
            asked.computeIfAbsent(address.name(), name -> new AtomicInteger()).incrementAndGet();
            Problem failure = failures.get(address.name());
            if (failure != null) {
                return Future.failedFuture(failure);
            }
            return before.apply(address.name()).map(go -> answer.apply(question));
        });
    }

    private Catalog.ShareView create(Catalog.CreateShare wish) {
        Share known = shares.get(wish.id());
        if (known != null) {
            if (!known.changeId.equals(wish.changeId())) {
                throw new Problem(ProblemCode.CONFLICT, "this id is taken");
            }
            return view(wish.id(), wish.owner());
        }
        Share share = new Share();
        share.changeId = wish.changeId();
        share.wish = wish;
        share.owner = wish.owner();
        share.expiresAt = now + wish.lifetimeMillis();
        for (Catalog.NewFile wished : wish.files()) {
            StoredFile file = new StoredFile();
            file.wish = wished;
            file.size = FileHeader.parse(wished.header()).announcedSize().orElseThrow();
            files.put(wished.id(), file);
            share.files.add(wished.id());
        }
        shares.put(wish.id(), share);
        return view(wish.id(), wish.owner());
    }

    private Share visible(ShareId id, Digest proof) {
        Share share = shares.get(id);
        if (share == null) {
            throw unknown();
        }
        boolean owner = Verifier.matches(share.owner, proof);
        boolean reader = share.wish == null || Verifier.matches(share.wish.read(), proof);
        if (!owner && !reader) {
            throw unknown();
        }
        if (now >= share.expiresAt || share.undoUntil > 0 && !owner) {
            throw new Problem(ProblemCode.GONE, "this share is no longer offered");
        }
        return share;
    }

    private Catalog.ShareView view(ShareId id, Digest proof) {
        Share share = visible(id, proof);
        boolean sealed = share.wish != null;
        return new Catalog.ShareView(
                id,
                sealed ? Mode.SEALED : Mode.OPEN,
                now,
                share.expiresAt,
                now,
                share.undoUntil,
                sealed ? share.wish.wrap() : null,
                sealed ? share.wish.commit() : null,
                sealed ? share.wish.meta() : null,
                !sealed || !share.wish.live(),
                share.files.stream().map(file -> view(share, file)).toList(),
                new Edits.Standing(0, 1, 1, 0, 0, 0, false, true, share.files.size()));
    }

    private Catalog.FileView view(Share share, FileId id) {
        StoredFile file = files.get(id);
        boolean sealed = share.wish != null;
        return new Catalog.FileView(
                id,
                file.complete ? FileState.COMPLETE : FileState.RECEIVING,
                file.size,
                Sizes.chunks(file.size),
                file.entries.size(),
                sealed ? null : share.open.get(id).name(),
                sealed ? null : share.open.get(id).path(),
                sealed ? null : share.open.get(id).type(),
                0,
                sealed ? file.wish.header() : share.open.get(id).header(),
                sealed ? file.wish.commit() : null,
                sealed ? file.wish.meta() : null,
                sealed ? file.wish.wrap() : null,
                sealed ? file.seal : null,
                id + ".0",
                1);
    }

    private StoredFile uploadable(FileId id, Digest proof) {
        StoredFile file = files.get(id);
        if (file == null || file.wish == null || !Verifier.matches(file.wish.upload(), proof)) {
            throw unknown();
        }
        return file;
    }

    private Catalog.UploadTarget upload(Catalog.FindUpload question) {
        StoredFile file = uploadable(question.id(), question.proof());
        long chunks = Sizes.chunks(file.size);
        if (question.index() >= chunks) {
            throw new Problem(ProblemCode.CHUNK_OUT_OF_RANGE, "there is no such chunk");
        }
        Entry stored = file.entries.get(question.index());
        return new Catalog.UploadTarget(
                BUCKET,
                0,
                chunks,
                (int) (Sizes.sealed(Math.min(file.size, (question.index() + 1) << 20)) - question.index() * 1_048_848L),
                0,
                file.complete ? FileState.COMPLETE : FileState.RECEIVING,
                stored == null ? null : stored.digest);
    }

    private Catalog.Missing missing(Catalog.FindMissing question) {
        return missing(uploadable(question.id(), question.proof()));
    }

    private static Catalog.Missing missing(StoredFile file) {
        List<Long> runs = new ArrayList<>();
        long chunks = Sizes.chunks(file.size);
        for (long i = 0; i < chunks; i++) {
            if (!file.entries.containsKey(i)) {
                long from = i;
                while (i + 1 < chunks && !file.entries.containsKey(i + 1)) {
                    i++;
                }
                runs.add(from);
                runs.add(i);
            }
        }
        return new Catalog.Missing(
                file.complete ? FileState.COMPLETE : FileState.RECEIVING, chunks, file.entries.size(), runs);
    }

    private Room.Reserved reserve(Room.Reserve wish) {
        long sum = wish.files().stream().mapToLong(Room.Wanted::bytes).sum();
        if (sum > quota) {
            throw new Problem(ProblemCode.QUOTA_EXCEEDED, "too much", Map.of("limit", quota, "used", 0, "wanted", sum));
        }
        wish.files().forEach(file -> room.put(file.file(), file.bytes()));
        guests.add(String.valueOf(wish.guest()));
        return new Room.Reserved();
    }

    private Room.Released release(Room.Release wish) {
        room.keySet().removeAll(wish.files());
        return new Room.Released();
    }

    private Space.Progress progress(Space.FindProgress question) {
        assertListed(visible(question.shareId(), question.proof()), question.fileId());
        Catalog.Missing missing = missing(files.get(question.fileId()));
        return new Space.Progress(missing.state(), missing.chunks(), missing.stored(), missing.ranges());
    }

    private static void assertListed(Share share, FileId file) {
        if (!share.files.contains(file)) {
            throw unknown();
        }
    }

    private Catalog.ChunkIndexed stored(Catalog.ChunkStored news) {
        StoredFile file = uploadable(news.id(), news.proof());
        Entry before = file.entries.putIfAbsent(news.index(), new Entry(news.location(), news.digest()));
        if (tellsOfChunks) {
            shares.forEach((id, share) -> {
                if (share.files.contains(news.id())) {
                    bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(id, false));
                }
            });
        }
        Catalog.ChunkOutcome outcome = before == null
                ? Catalog.ChunkOutcome.STORED
                : before.digest.equals(news.digest())
                        ? Catalog.ChunkOutcome.REPEATED
                        : Catalog.ChunkOutcome.FIRST_STANDS;
        return new Catalog.ChunkIndexed(outcome, file.entries.size(), Sizes.chunks(file.size));
    }

    private Catalog.FileView complete(Catalog.CompleteFile wish) {
        StoredFile file = uploadable(wish.id(), wish.proof());
        Catalog.Missing missing = missing(new Catalog.FindMissing(wish.id(), wish.proof(), 1_000));
        if (!missing.ranges().isEmpty()) {
            List<List<Long>> pairs = new ArrayList<>();
            for (int i = 0; i < missing.ranges().size(); i += 2) {
                pairs.add(missing.ranges().subList(i, i + 2));
            }
            throw new Problem(ProblemCode.INCOMPLETE, "chunks are missing", Map.of("missing", pairs));
        }
        file.complete = true;
        file.seal = wish.seal();
        Share share = shares.values().stream()
                .filter(one -> one.files.contains(wish.id()))
                .findFirst()
                .orElseThrow();
        return view(share, wish.id());
    }

    private OpenUploads.OpenUpload begin(OpenUploads.BeginOpen wish) {
        return new OpenUploads.OpenUpload(randomness.shareId(), randomness.fileId(), randomness.bytes(32), BUCKET, 0);
    }

    private Catalog.ShareView publish(OpenUploads.PublishOpen wish) {
        Share share = new Share();
        share.changeId = wish.changeId();
        share.owner = wish.owner();
        share.expiresAt = now + wish.lifetimeMillis();
        for (OpenUploads.OpenFile wished : wish.files()) {
            FileId id = wished.upload().fileId();
            share.open.put(id, wished);
            share.files.add(id);
            StoredFile file = new StoredFile();
            file.size = wished.size();
            file.complete = true;
            ByteBuffer packed = ByteBuffer.wrap(wished.locations());
            for (long i = 0; packed.hasRemaining(); i++) {
                file.entries.put(i, new Entry(ChunkLocation.unpack(packed), null));
            }
            files.put(id, file);
        }
        ShareId id = wish.files().get(0).upload().shareId();
        shares.put(id, share);
        return view(id, null);
    }

    private Catalog.Content content(Catalog.FindContent question) {
        Share known = shares.get(question.shareId());
        boolean open = question.mode() == Mode.OPEN;
        if (open && known != null && known.wish != null) {
            throw new Problem(ProblemCode.SEALED_SHARE, "this share is sealed");
        }
        Share share = visible(question.shareId(), question.proof());
        if (share.undoUntil > 0) {
            throw new Problem(ProblemCode.GONE, "this share is no longer offered");
        }
        if (question.fileId() == null && share.files.size() > 1) {
            return Catalog.Content.SEVERAL;
        }
        FileId id = question.fileId() == null ? share.files.get(0) : question.fileId();
        if (!share.files.contains(id)) {
            throw unknown();
        }
        boolean growing = !files.get(id).complete;
        Catalog.Locate ahead =
                new Catalog.Locate(question.shareId(), id, question.proof(), question.from(), question.count());
        return new Catalog.Content(
                view(share, id),
                open
                        ? new Catalog.OpenKey(
                                share.open.get(id).upload().fileKey(),
                                share.open.get(id).header(),
                                share.open.get(id).commit())
                        : null,
                placesAhead
                        ? places(ahead)
                        : new Catalog.Locations(question.from(), List.of(), Sizes.chunks(files.get(id).size), growing),
                false);
    }

    private Archives.Items items(Archives.FindItems question) {
        Share known = shares.get(question.share());
        if (known != null && known.wish != null) {
            throw new Problem(ProblemCode.SEALED_SHARE, "this share is sealed");
        }
        Share share = visible(question.share(), question.proof());
        if (share.undoUntil > 0) {
            throw new Problem(ProblemCode.GONE, "this share is no longer offered");
        }
        int to = Math.min(share.files.size(), question.from() + Archives.MAX_ITEMS);
        List<Archives.Item> items = share.files.subList(question.from(), to).stream()
                .map(id -> share.open.get(id))
                .map(file -> new Archives.Item(
                        file.upload().fileId(),
                        file.name(),
                        file.path(),
                        file.type(),
                        file.size(),
                        0,
                        new Catalog.OpenKey(file.upload().fileKey(), file.header(), file.commit()),
                        keepsSheets ? file.sheet() : null))
                .toList();
        return new Archives.Items(items, share.files.size(), restless ? question.from() : 0, false, now);
    }

    private Catalog.Locations locate(Catalog.Locate question) {
        Share share = visible(question.shareId(), question.proof());
        if (!share.files.contains(question.fileId())) {
            throw unknown();
        }
        Catalog.Locations places = places(question);
        if (places.growing() && places.locations().isEmpty()) {
            throw new Problem(ProblemCode.NOT_COMPLETE, "still arriving");
        }
        return places;
    }

    private Catalog.Locations places(Catalog.Locate question) {
        StoredFile file = files.get(question.fileId());
        long chunks = Sizes.chunks(file.size);
        List<ChunkLocation> places = new ArrayList<>();
        long to = Math.min(chunks, question.from() + Math.min(page, question.count()));
        for (long i = question.from(); i < to && file.entries.containsKey(i); i++) {
            places.add(file.entries.get(i).location);
        }
        return new Catalog.Locations(question.from(), places, chunks, !file.complete);
    }

    private Share owned(ShareId id, Digest owner) {
        Share share = shares.get(id);
        if (share == null || !Verifier.matches(share.owner, owner)) {
            throw unknown();
        }
        return share;
    }

    private Catalog.Deleted delete(Catalog.DeleteShare wish) {
        Share share = owned(wish.id(), wish.owner());
        share.undoUntil = now + UNDO;
        bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(wish.id(), true));
        return new Catalog.Deleted(share.undoUntil);
    }

    private Catalog.ShareView undo(Catalog.UndoDelete wish) {
        Share share = owned(wish.id(), wish.owner());
        if (share.undoUntil > 0 && now > share.undoUntil) {
            throw new Problem(ProblemCode.GONE, "the time of undo is over");
        }
        share.undoUntil = 0;
        return view(wish.id(), wish.owner());
    }

    /** Of uploads that come piece by piece it has none, and it knows no operator. */
    private static <T> T nothing() {
        throw unknown();
    }

    /** Takes note of what is asked for and changes nothing. */
    private Catalog.ShareView edit(Edits.Edit wish) {
        if (owned(wish.id(), wish.owner()).undoUntil > 0) {
            throw new Problem(ProblemCode.GONE, "this share is no longer offered");
        }
        edits.add(wish);
        return view(wish.id(), wish.owner());
    }

    private Downloads.Taken unlimited(ShareId id, Digest proof) {
        return visible(id, proof).undoUntil > 0
                ? new Downloads.Taken(true, false, 0, 0)
                : new Downloads.Taken(false, false, 0, 0);
    }

    private Downloads.DownloadList list(Downloads.ListDownloads question) {
        return new Downloads.DownloadList(
                now - owned(question.share(), question.owner()).files.size(), List.of());
    }

    private static Problem unknown() {
        return new Problem(ProblemCode.NOT_FOUND, "there is nothing here");
    }
}
