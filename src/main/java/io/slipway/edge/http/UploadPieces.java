package io.slipway.edge.http;

import io.slipway.flow.ByteBudget;
import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.PieceSealer;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Adds bytes to an upload that is held: seals each chunk as soon as it is known to be full and not the last, stores it, and
 * at the end stores what is left, as the last chunk if the upload is complete by it, else as a tail. Bytes that came before
 * a connection broke, or before somebody else asked for the upload, are stored as well.
 *
 * <p>What it holds is bounded: two chunks of plaintext ({@link #BASE_BYTES}, leased by the caller), and a lease for each
 * sealed one under way. When there is no room the source is held back. Lives on one event loop; sealing is done beside it.
 */
final class UploadPieces {
    /** Pieces whose append isn't acknowledged and indexed yet. */
    static final int MAX_UNDER_WAY = 4;
    /** Memory for everything but the pieces under way. */
    static final long BASE_BYTES = 2L * Slp1.CHUNK_BYTES + Incoming.FIRST_LEASE;

    private final Workbench bench;
    private final OpenUploads.Upload upload;
    private final Digest proof;
    private final PieceSealer sealer;
    private final Valve valve;
    private final long limit;
    private final int capacity;
    private final TreeMap<Long, Digest> digests = new TreeMap<>();
    private final Promise<Stored> done = Promise.promise();
    private final Future<Stored> stored = done.future().onComplete(end -> giveBack());
    private byte[] filling;
    private int filled;
    private byte[] spare;
    private Buffer rest;
    private long index;
    private long offset;
    private boolean ended;
    private boolean closed;
    private Throwable cause;
    private boolean sealing;
    private LeaseLine.Turn reserved;
    private int underWay;

    /** Where the bytes come from. */
    interface Valve {
        void pause();

        void resume();
    }

    /**
     * What came of it.
     *
     * @param offset plaintext bytes that are stored, from the beginning of the upload
     * @param digests of the plaintext of the chunks that were stored now, by their numbers
     * @param cause why not everything came; null if it did
     */
    record Stored(long offset, TreeMap<Long, Digest> digests, Throwable cause) {}

    /**
     * @param tail plaintext of the tail that is there, maybe empty
     * @param expected how many bytes will come at most
     * @param maxBytes the largest upload whose length isn't known
     */
    UploadPieces(
            Workbench bench,
            OpenUploads.Upload upload,
            Digest proof,
            PieceSealer sealer,
            byte[] tail,
            long expected,
            long maxBytes,
            Valve valve) {
        this.bench = bench;
        this.upload = upload;
        this.proof = proof;
        this.sealer = sealer;
        this.valve = valve;
        this.limit = upload.size() < 0 ? maxBytes : upload.size();
        this.capacity = (int) Math.min(Slp1.CHUNK_BYTES, tail.length + Math.min(expected, Slp1.CHUNK_BYTES));
        this.index = upload.chunks();
        this.offset = upload.offset();
        this.filling = Arrays.copyOf(tail, capacity);
        this.filled = tail.length;
    }

    /** Done when all that came is stored. */
    Future<Stored> stored() {
        return stored;
    }

    private void giveBack() {
        if (reserved != null) {
            reserved.leave();
            reserved.lease().onComplete(ByteBudget.Lease::close, left -> {});
        }
    }

    void take(Buffer piece) {
        if (ended) {
            return;
        }
        if (offset + piece.length() > limit) {
            breakOff(tooMuch(limit));
            return;
        }
        offset += piece.length();
        rest = rest == null ? piece : rest.copy().appendBuffer(piece);
        advance();
    }

    static Problem tooMuch(long limit) {
        return new Problem(ProblemCode.TOO_LARGE, "this upload has at most " + limit + " bytes");
    }

    /** Nothing more comes. */
    void end() {
        ended = true;
        advance();
    }

    /** Nothing more comes, though more was to come; what came is kept. */
    void breakOff(Throwable reason) {
        if (!ended) {
            cause = reason;
            valve.pause();
            end();
        }
    }

    /** Does the next thing that can be done, whatever just happened. */
    private void advance() {
        if (done.future().isComplete()) {
            return;
        }
        fill();
        if (!sealing && !closed) {
            seal();
        }
        if (closed && !sealing && underWay == 0) {
            done.tryComplete(new Stored(offset, digests, cause));
        } else if (rest == null && !ended) {
            valve.resume();
        } else {
            valve.pause();
        }
    }

    private void fill() {
        if (rest == null) {
            return;
        }
        int step = Math.min(rest.length(), capacity - filled);
        rest.getBytes(0, step, filling, filled);
        filled += step;
        rest = step == rest.length() ? null : rest.slice(step, rest.length());
    }

    private void seal() {
        boolean known = upload.size() >= 0;
        boolean last = known && Sizes.isLast(index, upload.size());
        boolean full = filled == Slp1.CHUNK_BYTES;
        if (full && (known ? !last : rest != null)) {
            sealChunk(false);
        } else if (ended && rest == null) {
            if (last && offset == upload.size() && cause == null) {
                sealChunk(true);
            } else if (filled > 0 && offset > upload.offset()) {
                sealTail();
            } else {
                closed = true;
            }
        }
    }

    private void sealChunk(boolean last) {
        long chunk = index;
        byte[] batch = filling;
        int length = filled;
        if (room(length)) {
            sealing = true;
            closed = last;
            index++;
            filled = 0;
            filling = last ? null : spare == null ? new byte[capacity] : spare;
            spare = null;
            bench.aside(length, () -> sealer.chunk(chunk, last, batch, length))
                    .onSuccess(piece -> {
                        spare = batch;
                        digests.put(chunk, piece.plaintext());
                        append(chunk, piece, Chunks.Kind.CHUNK);
                    })
                    .onFailure(this::fail);
            fill();
        }
    }

    private void sealTail() {
        if (room(filled)) {
            sealing = true;
            closed = true;
            bench.aside(filled, () -> sealer.tail(index, filling, filled))
                    .onSuccess(piece -> append(index, piece, Chunks.Kind.TAIL))
                    .onFailure(this::fail);
        }
    }

    /** Whether there is room for one more sealed piece; asks for it if not. */
    private boolean room(int length) {
        if (reserved == null) {
            if (underWay == MAX_UNDER_WAY) {
                return false;
            }
            reserved = bench.uploads().take(Sizes.sealedLength(length));
            if (!reserved.lease().succeeded()) {
                reserved.lease().onSuccess(lease -> advance()).onFailure(this::fail);
            }
        }
        return reserved.lease().succeeded();
    }

    private void append(long chunk, PieceSealer.Piece piece, Chunks.Kind kind) {
        if (done.future().isComplete()) {
            return;
        }
        ByteBudget.Lease lease = reserved.lease().result();
        reserved = null;
        sealing = false;
        underWay++;
        OpenUploads.OpenUpload license = upload.license();
        Chunks.Append append = new Chunks.Append(
                license.fileId(),
                chunk,
                license.bucket(),
                license.partition(),
                upload.fence(),
                Wrapped.buffer(piece.bytes()),
                piece.digest(),
                kind,
                piece.note());
        bench.bus()
                .request(Chunks.APPEND, append)
                .onComplete(answered -> lease.close())
                .compose(appended -> bench.bus()
                        .request(
                                OpenUploads.STORED,
                                new OpenUploads.PieceStored(
                                        license.fileId(),
                                        proof,
                                        chunk,
                                        appended.location(),
                                        piece.digest(),
                                        upload.fence(),
                                        kind == Chunks.Kind.TAIL,
                                        piece.note())))
                .onSuccess(indexed -> {
                    underWay--;
                    advance();
                })
                .onFailure(this::fail);
        advance();
    }

    private void fail(Throwable failure) {
        if (done.tryFail(failure)) {
            ended = true;
            valve.pause();
        }
    }
}
