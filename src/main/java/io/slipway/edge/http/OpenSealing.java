package io.slipway.edge.http;

import io.slipway.edge.tus.Sheet;
import io.slipway.flow.ByteBudget;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileSealer;
import io.slipway.seal.PieceSealer;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Seals a body as it streams by and appends its chunks, in order, a few under way at once. What it holds is bounded: two
 * batches of plaintext and one chunk that grows ({@link #BASE_BYTES}, leased by the caller), and per chunk under way a lease
 * of its own. When there is no room the body is held back. Lives on one event loop; sealing is done beside it.
 */
final class OpenSealing {
    /** Plaintext handed over for sealing at once. At most one chunk can come of it. */
    static final int BATCH_BYTES = 256 << 10;
    /** Chunks whose append isn't acknowledged yet. */
    static final int MAX_UNDER_WAY = 4;
    /** Memory for everything but the chunks under way. */
    static final long BASE_BYTES = 2L * BATCH_BYTES + Slp1.SEGMENT_BYTES + Slp1.SEALED_CHUNK_BYTES;

    private final Workbench bench;
    private final Source body;
    private final OpenUploads.OpenUpload license;
    private final long maxBytes;
    private final RoomAsked.Growing room;
    private final FileSealer sealer;
    private final CRC32 crc = new CRC32();
    private final List<SealedChunk> emitted = new ArrayList<>();
    private final Promise<Sealed> done = Promise.promise();
    private byte[] filling = new byte[BATCH_BYTES];
    private int filled;
    private byte[] spare = new byte[BATCH_BYTES];
    private Buffer rest;
    private long received;
    private boolean bodyEnded;
    private boolean sealing;
    private FileSealer.SealedFile ended;
    private LeaseLine.Turn reserved;
    private int underWay;
    private byte[] locations = new byte[16 * ChunkLocation.BYTES];

    /**
     * A file whose chunks are all stored.
     *
     * @param locations packed, in order
     * @param crc CRC-32 of the plaintext, for archives
     */
    record Sealed(FileSealer.SealedFile file, byte[] locations, int crc) {}

    /** What is noted of it beside its bytes. */
    static byte[] sheet(FileKey key, FileHeader header, Sealed stored, Workbench bench) {
        return new PieceSealer(key, header, bench.randomness())
                .sealSheet(Sheet.of(stored.crc).bytes());
    }

    private record SealedChunk(long index, byte[] bytes, Digest digest) {}

    /**
     * @param maxBytes the largest file
     * @param room in which it is kept
     */
    OpenSealing(
            Workbench bench,
            Source body,
            OpenUploads.OpenUpload license,
            FileHeader header,
            long maxBytes,
            RoomAsked.Growing room) {
        this.bench = bench;
        this.body = body;
        this.license = license;
        this.maxBytes = maxBytes;
        this.room = room;
        this.sealer = new FileSealer(
                FileKey.of(license.fileKey()),
                header,
                bench.randomness(),
                chunk -> emitted.add(new SealedChunk(chunk.index(), chunk.bytes(), Digests.sha256(chunk.bytes()))));
    }

    /** @param first what has come already */
    Future<Sealed> run(Buffer first) {
        if (first.length() > 0) {
            take(first);
        }
        body.pieces(this::take)
                .onSuccess(end -> {
                    bodyEnded = true;
                    advance();
                })
                .onFailure(this::fail);
        return done.future().onComplete(end -> {
            if (reserved != null) {
                reserved.leave();
                reserved.lease().onComplete(ByteBudget.Lease::close, left -> {});
            }
        });
    }

    private void take(Buffer piece) {
        received += piece.length();
        if (received > maxBytes) {
            body.fail(tooLarge(maxBytes));
            return;
        }
        rest = rest == null ? piece : rest.copy().appendBuffer(piece);
        advance();
    }

    static Problem tooLarge(long maxBytes) {
        return new Problem(ProblemCode.TOO_LARGE, "a file has at most " + maxBytes + " bytes");
    }

    /** Does the next thing that can be done, whatever just happened. */
    private void advance() {
        if (done.future().isComplete()) {
            return;
        }
        fill();
        boolean full = filled == BATCH_BYTES;
        boolean atEnd = bodyEnded && rest == null;
        if (!sealing && ended == null && (full || atEnd) && room()) {
            seal(atEnd && filled == 0);
            fill();
        }
        if (ended != null && !sealing && underWay == 0) {
            done.tryComplete(new Sealed(
                    ended, Arrays.copyOf(locations, (int) ended.chunks() * ChunkLocation.BYTES), (int) crc.getValue()));
        } else if (rest == null) {
            body.resume();
        } else {
            body.pause();
        }
    }

    private void fill() {
        if (rest == null) {
            return;
        }
        int step = Math.min(rest.length(), BATCH_BYTES - filled);
        rest.getBytes(0, step, filling, filled);
        filled += step;
        rest = step == rest.length() ? null : rest.slice(step, rest.length());
    }

    /** Whether there is room for one more chunk; asks for it if not. */
    private boolean room() {
        if (reserved == null) {
            if (underWay == MAX_UNDER_WAY) {
                return false;
            }
            reserved = bench.uploads().take(Slp1.SEALED_CHUNK_BYTES);
            if (!reserved.lease().succeeded()) {
                reserved.lease().onSuccess(lease -> advance()).onFailure(this::fail);
            }
        }
        return reserved.lease().succeeded();
    }

    private void seal(boolean end) {
        sealing = true;
        byte[] batch = filling;
        int length = filled;
        filling = spare;
        filled = 0;
        spare = null;
        bench.aside(length, () -> {
                    if (end) {
                        return sealer.end();
                    }
                    crc.update(batch, 0, length);
                    sealer.write(batch, 0, length);
                    return null;
                })
                .onSuccess(file -> {
                    if (done.future().isComplete()) {
                        return;
                    }
                    sealing = false;
                    spare = batch;
                    ended = file;
                    List<SealedChunk> chunks = List.copyOf(emitted);
                    emitted.clear();
                    chunks.forEach(this::append);
                    advance();
                })
                .onFailure(this::fail);
    }

    private void append(SealedChunk chunk) {
        ByteBudget.Lease lease = reserved.lease().result();
        reserved = null;
        underWay++;
        Chunks.Append append = new Chunks.Append(
                license.fileId(),
                chunk.index,
                license.bucket(),
                license.partition(),
                0,
                Wrapped.buffer(chunk.bytes),
                chunk.digest);
        room.upTo(Math.min(received, (chunk.index + 1) * Slp1.CHUNK_BYTES))
                .compose(there -> bench.bus().request(Chunks.APPEND, append))
                .onComplete(answered -> lease.close())
                .onSuccess(appended -> {
                    underWay--;
                    note(chunk.index, appended.location());
                    advance();
                })
                .onFailure(this::fail);
    }

    private void note(long index, ChunkLocation location) {
        int at = Math.toIntExact(index * ChunkLocation.BYTES);
        if (at >= locations.length) {
            locations = Arrays.copyOf(locations, Math.max(at + ChunkLocation.BYTES, locations.length * 2));
        }
        location.pack(ByteBuffer.wrap(locations, at, ChunkLocation.BYTES));
    }

    private void fail(Throwable failure) {
        if (done.tryFail(failure)) {
            body.fail(failure);
        }
    }
}
