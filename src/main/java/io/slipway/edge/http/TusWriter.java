package io.slipway.edge.http;

import io.slipway.edge.ContentType;
import io.slipway.edge.tus.UploadChecksum;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FilePolicy;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.PieceSealer;
import io.slipway.seal.RootDigest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Adds to an upload that this request holds, ends it when its last byte is there, and lets go of it, whatever happens.
 */
final class TusWriter {
    /** The longest body that comes with a checksum: it is held until the checksum was found right. */
    static final int MAX_CHECKED = 8 << 20;

    private static final UploadPieces.Valve NONE = new UploadPieces.Valve() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}
    };

    private final Workbench bench;
    private final HeldUploads held;

    TusWriter(Workbench bench, HeldUploads held) {
        this.bench = bench;
        this.held = held;
    }

    /** An upload that a request holds, and the proof that it may. */
    record Held(OpenUploads.Upload upload, Digest proof) {
        FileKey key() {
            return FileKey.of(upload.license().fileKey());
        }

        FileHeader header() {
            return FileHeader.parse(upload.header());
        }
    }

    /** Bytes stored by now, and whether that is all. */
    record Written(long offset, boolean complete) {}

    /** Takes a body. Fails with why it wasn't taken whole; what came is kept all the same. */
    Future<Written> write(Held hold, Incoming body, UploadChecksum checksum) {
        return holding(hold, body::fail, () -> checksum == null ? stream(hold, body) : checked(hold, body, checksum));
    }

    /** Ends an upload all of whose bytes are there. */
    Future<Written> finish(Held hold) {
        return holding(hold, reason -> {}, () -> pieces(hold, 0, NONE).compose(pieces -> {
            pieces.end();
            return written(hold, pieces);
        }));
    }

    /**
     * Takes bytes that don't come by a request's body.
     *
     * @param bytes memory that whoever hands them in needs
     * @param handIn gives them to the pieces as the valve allows; done after the last
     */
    Future<Written> writeBy(
            Held hold, long bytes, UploadPieces.Valve valve, Function<UploadPieces, Future<Void>> handIn) {
        UploadPieces[] writing = new UploadPieces[1];
        Consumer<Throwable> letGo = reason -> {
            if (writing[0] != null) {
                writing[0].breakOff(reason);
            }
        };
        return holding(hold, letGo, () -> bench.uploads()
                .take(UploadPieces.BASE_BYTES + bytes)
                .lease()
                .compose(lease -> pieces(hold, Long.MAX_VALUE, valve)
                        .compose(pieces -> {
                            writing[0] = pieces;
                            handIn.apply(pieces).onSuccess(all -> pieces.end()).onFailure(pieces::breakOff);
                            return written(hold, pieces);
                        })
                        .onComplete(done -> lease.close())));
    }

    private Future<Written> holding(Held hold, Consumer<Throwable> letGo, Supplier<Future<Written>> work) {
        FileId file = hold.upload.license().fileId();
        held.add(file, letGo);
        return Future.succeededFuture()
                .compose(go -> work.get())
                .onComplete(done -> held.remove(file, letGo))
                .eventually(() -> letGo(hold));
    }

    /** Nothing is to be written after all. */
    Future<Void> letGo(Held hold) {
        OpenUploads.Upload upload = hold.upload;
        return bench.bus()
                .request(
                        OpenUploads.RELEASE,
                        new OpenUploads.Release(upload.license().fileId(), upload.fence()))
                .otherwiseEmpty()
                .mapEmpty();
    }

    private Future<Written> stream(Held hold, Incoming body) {
        Buffer first = Buffer.buffer();
        return bench.uploads().take(Incoming.FIRST_LEASE).lease().compose(little -> {
            body.welcome();
            return body.first(first)
                    .transform(came -> came.failed() && first.length() == 0
                            ? Future.failedFuture(came.cause())
                            : Future.succeededFuture(first)
                                    .map(head -> allowed(hold, head))
                                    .compose(head -> bench.uploads()
                                            .instead(little, UploadPieces.BASE_BYTES)
                                            .lease())
                                    .compose(lease -> stream(hold, body, first).onComplete(done -> lease.close())))
                    .onComplete(done -> little.close());
        });
    }

    private Future<Written> stream(Held hold, Incoming body, Buffer first) {
        long expected = body.announced() < 0 ? Long.MAX_VALUE : body.announced();
        UploadPieces.Valve valve = new UploadPieces.Valve() {
            @Override
            public void pause() {
                body.pause();
            }

            @Override
            public void resume() {
                body.resume();
            }
        };
        return pieces(hold, expected, valve).compose(pieces -> {
            if (first.length() > 0) {
                pieces.take(first);
            }
            body.pieces(pieces::take).onSuccess(end -> pieces.end()).onFailure(pieces::breakOff);
            return written(hold, pieces);
        });
    }

    private Future<Written> checked(Held hold, Incoming body, UploadChecksum checksum) {
        long announced = body.announced();
        if (announced > MAX_CHECKED) {
            throw new Problem(ProblemCode.TOO_LARGE, "a request with a checksum has at most " + MAX_CHECKED + " bytes");
        }
        long bytes = announced < 0 ? MAX_CHECKED : announced;
        return bench.uploads().take(UploadPieces.BASE_BYTES + bytes).lease().compose(lease -> {
            body.welcome();
            return body.upTo(MAX_CHECKED, Buffer.buffer())
                    .compose(all -> bench.aside(all.length(), () -> verified(allowed(hold, all), checksum)))
                    .compose(all -> pieces(hold, all.length(), NONE).compose(pieces -> {
                        if (all.length() > 0) {
                            pieces.take(all);
                        }
                        pieces.end();
                        return written(hold, pieces);
                    }))
                    .onComplete(done -> lease.close());
        });
    }

    /** Looks into a file before any of it is kept, where that matters: then its first request brings what that takes. */
    private Buffer allowed(Held hold, Buffer first) {
        FilePolicy policy = bench.settings().limits().policy();
        OpenUploads.Upload upload = hold.upload;
        if (!policy.looksInside() || upload.offset() > 0) {
            return first;
        }
        long whole = upload.size() < 0 ? Long.MAX_VALUE : upload.size();
        if (first.length() < Math.min(ContentType.LOOKS_AT_BYTES, whole)) {
            throw new Problem(
                    ProblemCode.TYPE_NOT_ALLOWED,
                    "the first request of an upload brings its first " + ContentType.LOOKS_AT_BYTES + " bytes");
        }
        FileMeta meta = FileMeta.open(hold.key(), hold.header(), Commit.parse(upload.commit()), 1, upload.meta());
        policy.type(
                ContentType.of(first.getBytes(0, Math.min(first.length(), ContentType.LOOKS_AT_BYTES)), meta.type()));
        return first;
    }

    private static Buffer verified(Buffer body, UploadChecksum checksum) {
        if (!checksum.fits(body.getBytes())) {
            throw new Problem(ProblemCode.CHECKSUM_MISMATCH, "the bytes don't have that checksum; none was taken");
        }
        return body;
    }

    private Future<UploadPieces> pieces(Held hold, long expected, UploadPieces.Valve valve) {
        OpenUploads.Upload upload = hold.upload;
        PieceSealer sealer = new PieceSealer(hold.key(), hold.header(), bench.randomness());
        long maxBytes = bench.settings().limits().maxFileBytes();
        return tail(upload, sealer)
                .map(tail -> new UploadPieces(bench, upload, hold.proof, sealer, tail, expected, maxBytes, valve));
    }

    private Future<byte[]> tail(OpenUploads.Upload upload, PieceSealer sealer) {
        if (upload.tail() == null) {
            return Future.succeededFuture(new byte[0]);
        }
        Chunks.Read read = new Chunks.Read(upload.license().fileId(), upload.chunks(), List.of(upload.tail()));
        return bench.bus()
                .request(Chunks.READ, read)
                .compose(found -> bench.aside(
                        upload.tail().length(),
                        () -> sealer.openTail(
                                upload.chunks(), Wrapped.bytes(found.chunks().get(0)))));
    }

    private Future<Written> written(Held hold, UploadPieces pieces) {
        return pieces.stored().compose(stored -> {
            if (stored.cause() != null) {
                return Future.failedFuture(stored.cause());
            }
            if (stored.offset() != hold.upload.size()) {
                return Future.succeededFuture(new Written(stored.offset(), false));
            }
            return end(hold, stored).map(share -> new Written(stored.offset(), true));
        });
    }

    private Future<Catalog.ShareView> end(Held hold, UploadPieces.Stored stored) {
        OpenUploads.Upload upload = hold.upload;
        if (upload.state() == FileState.COMPLETE) {
            throw new IllegalStateException("a complete upload isn't written to");
        }
        PieceSealer sealer = new PieceSealer(hold.key(), hold.header(), bench.randomness());
        RootDigest root = new RootDigest();
        return earlier(hold, sealer, root, 0).compose(all -> {
            stored.digests().values().forEach(root::add);
            OpenUploads.Finish finish = new OpenUploads.Finish(
                    bench.freshId(),
                    upload.license().fileId(),
                    hold.proof,
                    upload.fence(),
                    meta(hold),
                    sealer.seal(upload.size(), root.end()));
            return bench.bus().request(OpenUploads.FINISH, finish);
        });
    }

    /** The digests of chunks that earlier requests stored, out of their notes. */
    private Future<Void> earlier(Held hold, PieceSealer sealer, RootDigest root, long from) {
        OpenUploads.Upload upload = hold.upload;
        int count = (int) Math.min(OpenUploads.MAX_NOTES, upload.chunks() - from);
        if (count == 0) {
            return Future.succeededFuture();
        }
        return bench.bus()
                .request(
                        OpenUploads.NOTES,
                        new OpenUploads.FindNotes(upload.license().fileId(), hold.proof, from, count))
                .compose(found -> bench.aside(Long.MAX_VALUE, () -> {
                    for (int i = 0; i < count; i++) {
                        root.add(sealer.openNote(from + i, found.notes().get(i)));
                    }
                    return null;
                }))
                .compose(done -> earlier(hold, sealer, root, from + count));
    }

    /** The name, with the size that is known by now. */
    private byte[] meta(Held hold) {
        OpenUploads.Upload upload = hold.upload;
        FileMeta meta = FileMeta.open(hold.key(), hold.header(), Commit.parse(upload.commit()), 1, upload.meta());
        return meta.size() == upload.size()
                ? upload.meta()
                : new FileMeta(meta.name(), meta.path(), meta.type(), meta.mtime(), upload.size())
                        .seal(hold.key(), hold.header(), 1, bench.randomness());
    }
}
