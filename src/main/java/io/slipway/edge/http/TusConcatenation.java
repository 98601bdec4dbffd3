package io.slipway.edge.http;

import io.slipway.edge.tus.UploadConcat;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.ChunkOpener;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a final upload: reads its parts one chunk after the other, and seals them anew under the key of the new file. */
final class TusConcatenation {
    /** Memory for one chunk, sealed and opened. */
    private static final long READ_BYTES = Slp1.SEALED_CHUNK_BYTES + Slp1.CHUNK_BYTES;

    private static final int PLACES = 1_024;

    private final Workbench bench;
    private final TusWriter writer;

    TusConcatenation(Workbench bench, TusWriter writer) {
        this.bench = bench;
        this.writer = writer;
    }

    /** The parts in order. {@code NOT_FOUND}, {@code GONE}, {@code BAD_REQUEST} for no part, {@code NOT_COMPLETE}. */
    Future<List<OpenUploads.Upload>> parts(UploadConcat concat) {
        Map<FileId, OpenUploads.Upload> found = new HashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (UploadConcat.Part part : concat.parts()) {
            all = all.compose(before -> found.containsKey(part.file())
                    ? Future.<Void>succeededFuture()
                    : bench.bus()
                            .request(
                                    OpenUploads.HOLD,
                                    new OpenUploads.Hold(
                                            part.file(), part.token().verifier(), false))
                            .map(upload -> {
                                check(upload);
                                found.put(part.file(), upload);
                                return null;
                            }));
        }
        return all.map(done ->
                concat.parts().stream().map(part -> found.get(part.file())).toList());
    }

    private static void check(OpenUploads.Upload upload) {
        if (!TusRoutes.sheet(upload).isPartial()) {
            throw new Problem(ProblemCode.BAD_REQUEST, "a final upload is made of partial uploads");
        }
        if (upload.state() != FileState.COMPLETE) {
            throw new Problem(ProblemCode.NOT_COMPLETE, "a part of this upload isn't complete");
        }
    }

    static long size(List<OpenUploads.Upload> parts) {
        return parts.stream().mapToLong(OpenUploads.Upload::size).sum();
    }

    /** Goes on where the upload ends, so that what was copied before isn't copied again. */
    Future<TusWriter.Written> copy(TusWriter.Held target, List<OpenUploads.Upload> parts) {
        Gate gate = new Gate();
        return writer.writeBy(target, READ_BYTES, gate, pieces -> {
            Future<Void> copied = Future.succeededFuture();
            long there = target.upload().offset();
            for (OpenUploads.Upload part : parts) {
                long skipped = Math.min(there, part.size());
                there -= skipped;
                copied = copied.compose(before -> copyFrom(part, skipped, pieces, gate));
            }
            return copied;
        });
    }

    /** @param at first byte that isn't there yet */
    private Future<Void> copyFrom(OpenUploads.Upload part, long at, UploadPieces pieces, Gate gate) {
        if (at == part.size()) {
            return Future.succeededFuture();
        }
        long from = at / Slp1.CHUNK_BYTES;
        long chunks = Sizes.chunks(part.size());
        OpenUploads.OpenUpload license = part.license();
        ChunkOpener opener = new ChunkOpener(
                FileKey.of(license.fileKey()), FileHeader.parse(part.header()), Commit.parse(part.commit()));
        int count = (int) Math.min(PLACES, chunks - from);
        return bench.bus()
                .request(Catalog.LOCATE, new Catalog.Locate(license.shareId(), license.fileId(), null, from, count))
                .compose(places -> {
                    Future<Void> copied = Future.succeededFuture();
                    int found = places.locations().size();
                    for (int i = 0; i < found; i++) {
                        long chunk = from + i;
                        ChunkLocation place = places.locations().get(i);
                        copied = copied.compose(before -> gate.open())
                                .compose(open -> read(license.fileId(), chunk, place))
                                .compose(bytes -> bench.aside(
                                        bytes.length(),
                                        () -> opener.open(chunk, chunk == chunks - 1, Wrapped.bytes(bytes))))
                                .map(opened -> {
                                    int begin = (int) Math.max(0, at - chunk * Slp1.CHUNK_BYTES);
                                    pieces.take(Wrapped.buffer(opened).slice(begin, opened.length));
                                    return null;
                                });
                    }
                    return copied.compose(done ->
                            copyFrom(part, Math.min(part.size(), (from + found) * Slp1.CHUNK_BYTES), pieces, gate));
                });
    }

    private Future<Buffer> read(FileId file, long chunk, ChunkLocation place) {
        return bench.bus()
                .request(Chunks.READ, new Chunks.Read(file, chunk, List.of(place)))
                .map(found -> found.chunks().get(0));
    }

    /** Holds the reading back while what was read isn't sealed and stored. */
    private static final class Gate implements UploadPieces.Valve {
        private Promise<Void> waiting;

        @Override
        public void pause() {
            if (waiting == null) {
                waiting = Promise.promise();
            }
        }

        @Override
        public void resume() {
            if (waiting != null) {
                Promise<Void> waited = waiting;
                waiting = null;
                waited.complete();
            }
        }

        private Future<Void> open() {
            return waiting == null ? Future.succeededFuture() : waiting.future();
        }
    }
}
