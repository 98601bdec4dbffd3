package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.FileId;
import io.slipway.protocol.Catalog;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The index of uploads under way, in Redis only: its truth are the chunk records in the log. A hash per upload says by a
 * marker that it is whole; where this Redis was flushed, restarted or replaced by an older copy the marker is missing or
 * names another life, the answer is {@link NotWhole}, and the index has to be read from the log again.
 */
final class RedisUploads {
    /** Entries written or read at once. */
    static final int PAGE = 1000;

    private final RedisView view;
    private final RedisScript begin;
    private final RedisScript stored;
    private final RedisScript count;
    private final RedisScript read;
    private final RedisScript refill;
    private final RedisScript piece;
    private final RedisScript hold;
    private final RedisScript release;
    private final RedisScript front;

    RedisUploads(RedisView view) {
        this.view = view;
        begin = view.script("upload-begin");
        stored = view.script("upload-stored");
        count = view.script("upload-count");
        read = view.script("upload-read");
        refill = view.script("upload-refill");
        piece = view.script("upload-piece");
        hold = view.script("upload-hold");
        release = view.script("upload-release");
        front = view.script("upload-front");
    }

    /** This Redis doesn't hold the upload's whole index. */
    static final class NotWhole extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NotWhole() {
            super("the index of this upload has to be read from the log", null, false, false);
        }
    }

    /** Says that an upload that was created just now has an empty, whole index. */
    Future<Void> begin(FileId file) {
        return view.run(begin, List.of(Entities.file(file)), keys(file), List.of())
                .mapEmpty();
    }

    /**
     * What came of a piece.
     *
     * @param indexed null for a piece of an open file
     * @param fresh chunks that no checkpoint has
     * @param late whether nothing was done, since a checkpoint must have the piece first
     */
    record Stored(Catalog.ChunkIndexed indexed, int fresh, boolean late) {
        private static final Stored LATE = new Stored(null, 0, true);
        private static final int MARK_BYTES = 12;
    }

    /**
     * @param noted whether a checkpoint has it
     * @return outcome and chunks stored by now; fails with {@link NotWhole}
     */
    Future<Stored> stored(FileId file, long index, long chunks, UploadEntry entry, boolean noted) {
        List<byte[]> args = List.of(text(index), entry.pack(), text(noted ? "noted" : "new"));
        return view.run(stored, List.of(Entities.file(file)), keys(file), args).map(reply -> {
            check(reply);
            if ("LATE".equals(reply.get(0).toString())) {
                return Stored.LATE;
            }
            return new Stored(
                    new Catalog.ChunkIndexed(
                            Catalog.ChunkOutcome.valueOf(reply.get(0).toString()),
                            reply.get(1).toLong(),
                            chunks),
                    reply.get(2).toInteger() / Stored.MARK_BYTES,
                    false);
        });
    }

    /** Chunks stored by now of each of some uploads, -1 where this Redis doesn't know. */
    Future<List<Long>> counts(List<FileId> files) {
        if (files.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return view.run(
                        count,
                        files.stream().map(Entities::file).toList(),
                        files.stream().map(Entities::upload).toList(),
                        List.of())
                .map(reply -> reply.stream().map(Response::toLong).toList());
    }

    /**
     * The entries of chunks first … last, at most {@link Entities#SEGMENT} of them; empty where one is missing. Fails with
     * {@link NotWhole}.
     */
    Future<List<Optional<UploadEntry>>> read(FileId file, long first, long last) {
        return view.run(read, List.of(Entities.file(file)), keys(file), List.of(text(first), text(last)))
                .map(reply -> {
                    check(reply);
                    List<Optional<UploadEntry>> entries = new ArrayList<>(reply.size() - 1);
                    for (int i = 1; i < reply.size(); i++) {
                        Response entry = reply.get(i);
                        entries.add(
                                entry == null ? Optional.empty() : Optional.of(UploadEntry.unpack(entry.toBytes())));
                    }
                    return entries;
                });
    }

    /** What a refill has come to. */
    enum Refill {
        AGAIN,
        DONE,
        WHOLE_ALREADY
    }

    /**
     * What was found in checkpoints, or by one scan.
     *
     * @param first whether nothing comes before
     * @param last whether nothing comes after
     * @param kept checkpoints there are by then
     * @param through where a scan may begin by them
     */
    record Slice(List<Checkpoint.Logged> logged, boolean first, boolean last, long kept, long through) {}

    /**
     * Writes what was found, page by page; the last page makes the index whole.
     *
     * @param fence of whoever holds the upload; 0 if nobody ever did
     */
    Future<Refill> refill(FileId file, String token, int fence, Slice slice) {
        return refill(file, token, fence, slice, 0);
    }

    private Future<Refill> refill(FileId file, String token, int fence, Slice slice, int from) {
        List<Checkpoint.Logged> logged = slice.logged;
        int to = Math.min(from + PAGE, logged.size());
        List<byte[]> args = new ArrayList<>(6 + 2 * (to - from));
        args.add(text(token));
        args.add(text(slice.first && from == 0 ? "first" : "next"));
        args.add(text(slice.last && to == logged.size() ? "last" : "more"));
        args.add(text(fence));
        args.add(text(slice.kept));
        args.add(text(slice.through));
        for (Checkpoint.Logged piece : logged.subList(from, to)) {
            args.add(field(piece.index(), piece.tail()));
            args.add(
                    piece.tail()
                            ? Front.packTail(piece.index(), piece.entry())
                            : piece.entry().pack());
        }
        return view.run(refill, List.of(Entities.file(file)), keys(file), args).compose(reply -> {
            Refill state = Refill.values()[reply.toInteger()];
            return state == Refill.DONE && to < logged.size()
                    ? refill(file, token, fence, slice, to)
                    : Future.succeededFuture(state);
        });
    }

    /** @param noted whether a checkpoint has it. @return what came of it; fails with {@link NotWhole} or {@code FENCED} */
    Future<Stored> piece(FileId file, Checkpoint.Logged piece, long leaseMillis, boolean noted) {
        UploadEntry entry = piece.entry();
        List<byte[]> args = List.of(
                field(piece.index(), piece.tail()),
                piece.tail() ? Front.packTail(piece.index(), entry) : entry.pack(),
                text(entry.fence()),
                text(leaseMillis),
                text(noted ? "noted" : "new"));
        return view.run(this.piece, List.of(Entities.file(file)), keys(file), args)
                .map(reply -> {
                    held(reply);
                    return "LATE".equals(reply.get(0).toString())
                            ? Stored.LATE
                            : new Stored(null, reply.get(1).toInteger() / Stored.MARK_BYTES, false);
                });
    }

    /** Notes who holds an upload, for so long at most. Fails with {@link NotWhole} or {@code FENCED}. */
    Future<Void> hold(FileId file, int fence, long leaseMillis) {
        return view.run(hold, List.of(Entities.file(file)), keys(file), List.of(text(fence), text(leaseMillis)))
                .map(RedisUploads::held);
    }

    /** Does nothing if somebody else has taken the upload. */
    Future<Void> release(FileId file, int fence) {
        return view.run(release, List.of(Entities.file(file)), keys(file), List.of(text(fence)))
                .mapEmpty();
    }

    /** How far an upload is there without a gap. Fails with {@link NotWhole}. */
    Future<Front> front(FileId file) {
        return view.run(front, List.of(Entities.file(file)), keys(file), List.of(text(Entities.SEGMENT)))
                .compose(reply -> {
                    check(reply);
                    if (reply.get(4).toInteger() == 1) {
                        return front(file);
                    }
                    Response tail = reply.get(2);
                    return Future.succeededFuture(new Front(
                            reply.get(1).toLong(),
                            tail == null ? null : Front.tail(tail.toBytes()),
                            reply.get(3).toInteger() == 1));
                });
    }

    private static Void held(Response reply) {
        check(reply);
        if ("FENCED".equals(reply.get(0).toString())) {
            throw StoredFile.fenced();
        }
        return null;
    }

    private static byte[] field(long index, boolean tail) {
        return text(tail ? "tail" : index);
    }

    /** @throws NotWhole if that is what it says */
    static void check(Response reply) {
        if ("SCAN".equals(reply.get(0).toString())) {
            throw new NotWhole();
        }
    }

    private static List<String> keys(FileId file) {
        return List.of(Entities.upload(file));
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
