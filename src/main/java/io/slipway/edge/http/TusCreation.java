package io.slipway.edge.http;

import io.slipway.edge.EdgeLimits;
import io.slipway.edge.tus.Sheet;
import io.slipway.edge.tus.Tus;
import io.slipway.edge.tus.UploadChecksum;
import io.slipway.edge.tus.UploadConcat;
import io.slipway.edge.tus.UploadMetadata;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FilePolicy;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.Room;
import io.slipway.seal.Commit;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.PieceSealer;
import io.slipway.seal.SealException;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Makes tus uploads: empty, with their first bytes, or out of others. The share's link is known from then on. */
final class TusCreation {
    private static final Set<ProblemCode> HOPELESS =
            Set.of(ProblemCode.NOT_FOUND, ProblemCode.GONE, ProblemCode.DAMAGED, ProblemCode.TOO_LARGE);

    private final Workbench bench;
    private final TusWriter writer;
    private final TusConcatenation concatenation;
    private final Admission admission;

    TusCreation(Workbench bench, TusWriter writer, Admission admission) {
        this.bench = bench;
        this.admission = admission;
        this.writer = writer;
        this.concatenation = new TusConcatenation(bench, writer);
    }

    /** What somebody wants to upload. */
    private record Wish(UploadMetadata metadata, UploadConcat concat, long size, long lifetimeMillis) {}

    /** What was made of it. */
    private record Made(OpenUploads.Upload upload, Token token, Token owner) {
        TusWriter.Held held() {
            return new TusWriter.Held(upload, token.verifier());
        }
    }

    Future<Void> create(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        Incoming body = bench.incoming(request);
        UploadConcat concat = UploadConcat.parse(request.getHeader(Tus.CONCAT));
        UploadMetadata metadata = UploadMetadata.parse(request.headers().getAll(Tus.METADATA));
        EdgeLimits limits = bench.settings().limits();
        long lifetime = OpenUploadRoutes.lifetime(request.getHeader("Max-Days"), limits);
        boolean bytes = hasBytes(request, body);
        if (concat.isFinal()) {
            if (request.getHeader(Tus.LENGTH) != null || bytes) {
                throw new Problem(ProblemCode.BAD_REQUEST, "a final upload has no length and no bytes of its own");
            }
            return concatenation.parts(concat).compose(parts -> {
                long size = TusConcatenation.size(parts);
                check(size, limits);
                Wish wish = new Wish(metadata, concat, size, lifetime);
                return new Final(exchange, wish, parts).made();
            });
        }
        Wish wish = new Wish(metadata, concat, size(request), lifetime);
        check(wish.size, limits);
        if (wish.size >= 0 && body.announced() > wish.size) {
            throw UploadPieces.tooMuch(wish.size);
        }
        UploadChecksum checksum = UploadChecksum.parse(request.getHeader(Tus.CHECKSUM));
        return make(exchange, wish).compose(made -> begun(made, bytes ? body : null, checksum)
                .compose(written -> answer(exchange, made, written)));
    }

    private static boolean hasBytes(HttpServerRequest request, Incoming body) {
        boolean bytes = body.announced() > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (bytes && !TusRoutes.isOffsetStream(request)) {
            throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body is " + Tus.OFFSET_STREAM);
        }
        return bytes;
    }

    private static long size(HttpServerRequest request) {
        String length = request.getHeader(Tus.LENGTH);
        String deferred = request.getHeader(Tus.DEFER_LENGTH);
        if (deferred != null && !deferred.strip().equals("1") || (length == null) == (deferred == null)) {
            throw new Problem(ProblemCode.BAD_REQUEST, "there is one of Upload-Length and Upload-Defer-Length: 1");
        }
        return length == null ? OpenUploads.UNKNOWN : Tus.bytes(Tus.LENGTH, length);
    }

    private static void check(long size, EdgeLimits limits) {
        if (size > limits.maxFileBytes()) {
            throw OpenSealing.tooLarge(limits.maxFileBytes());
        }
    }

    /** What may not be kept is refused before it comes; its type is found once its first bytes are here. */
    private static void allowed(Wish wish, FilePolicy policy) {
        if (wish.concat.isPartial()) {
            if (policy.looksInside()) {
                throw new Problem(ProblemCode.TYPE_NOT_ALLOWED, "parts can't be looked into; send the file as one");
            }
            return;
        }
        policy.name(FileNames.clean(wish.metadata.name()));
        if (wish.size >= 0) {
            policy.size(wish.size);
        }
    }

    private Future<Made> make(Exchange exchange, Wish wish) {
        allowed(wish, bench.settings().limits().policy());
        return admission
                .create(exchange)
                .compose(in -> bench.bus().request(OpenUploads.BEGIN, new OpenUploads.BeginOpen(wish.lifetimeMillis)))
                .compose(license -> make(
                        exchange.request(),
                        wish,
                        license,
                        Token.random(bench.randomness()),
                        Token.random(bench.randomness())));
    }

    private Future<Made> make(
            HttpServerRequest request, Wish wish, OpenUploads.OpenUpload license, Token token, Token owner) {
        FileKey key = FileKey.of(license.fileKey());
        FileHeader header =
                wish.size < 0 ? FileHeader.ofUnknownSize(license.fileId()) : FileHeader.of(license.fileId(), wish.size);
        FileMeta meta = new FileMeta(
                FileNames.clean(wish.metadata.name()),
                "",
                MediaTypes.essence(wish.metadata.type()),
                0,
                Math.max(0, wish.size));
        Sheet sheet = new Sheet(wish.metadata.header(), wish.concat.header());
        OpenUploads.Create create = new OpenUploads.Create(
                bench.freshId(),
                license,
                header.bytes(),
                Commit.of(key, header).bytes(),
                meta.seal(key, header, 1, bench.randomness()),
                new PieceSealer(key, header, bench.randomness()).sealSheet(sheet.bytes()),
                wish.size,
                wish.concat.isPartial(),
                wish.lifetimeMillis,
                owner.verifier(),
                token.verifier());
        Room.Wanted room = new Room.Wanted(license.fileId(), Math.max(0, wish.size));
        return new RoomAsked(bench, request)
                .around(List.of(room), () -> bench.bus().request(OpenUploads.CREATE, create))
                .map(upload -> new Made(upload, token, owner));
    }

    /** @param body null if no bytes came along */
    private Future<TusWriter.Written> begun(Made made, Incoming body, UploadChecksum checksum) {
        if (body != null) {
            return writer.write(made.held(), body, checksum);
        }
        return made.upload.size() == 0
                ? writer.finish(made.held())
                : writer.letGo(made.held()).map(done -> new TusWriter.Written(0, false));
    }

    /**
     * An upload that is made of others, once: whoever asks for it again, in the same words and knowing the parts, gets what there
     * is of it, and it is gone on with where it was left. Its capabilities follow from those of the parts.
     */
    private final class Final {
        private static final int TRIES = 4;

        private final Exchange exchange;
        private final Wish wish;
        private final List<OpenUploads.Upload> parts;
        private final Digest name;
        private final Token token;
        private final Token owner;

        private Final(Exchange exchange, Wish wish, List<OpenUploads.Upload> parts) {
            this.exchange = exchange;
            this.wish = wish;
            this.parts = parts;
            StringBuilder words =
                    new StringBuilder().append(wish.lifetimeMillis).append('\n');
            wish.concat.parts().forEach(part -> words.append(part.file())
                    .append(part.token().text())
                    .append('\n'));
            words.append(wish.metadata.header());
            this.name = derived("name", words);
            this.token = Token.of(derived("upload", words).bytes());
            this.owner = Token.of(derived("owner", words).bytes());
        }

        private static Digest derived(String what, CharSequence words) {
            return Digests.sha256(("slipway final " + what + "\n" + words).getBytes(StandardCharsets.UTF_8));
        }

        private Future<Void> made() {
            return same(null, null)
                    .compose(known -> known == null ? begin(null, TRIES) : goOn(known, TRIES))
                    .compose(upload -> copied(new Made(upload, token, owner)));
        }

        private Future<FileId> same(FileId mine, FileId instead) {
            return bench.bus()
                    .request(OpenUploads.SAME, new OpenUploads.FindSame(name, mine, instead))
                    .map(OpenUploads.Same::id);
        }

        /** @param instead one that there is no more, or never was */
        private Future<OpenUploads.Upload> begin(FileId instead, int tries) {
            allowed(wish, bench.settings().limits().policy());
            return admission
                    .create(exchange)
                    .compose(in ->
                            bench.bus().request(OpenUploads.BEGIN, new OpenUploads.BeginOpen(wish.lifetimeMillis)))
                    .compose(license -> same(license.fileId(), instead)
                            .compose(known -> license.fileId().equals(known)
                                    ? make(exchange.request(), wish, license, token, owner)
                                            .map(Made::upload)
                                    : goOn(known, tries)));
        }

        /** Takes what somebody else began, or I before; who began it just now may not have made it yet. */
        private Future<OpenUploads.Upload> goOn(FileId known, int tries) {
            return bench.bus()
                    .request(OpenUploads.HOLD, new OpenUploads.Hold(known, token.verifier(), true))
                    .recover(failure -> {
                        ProblemCode code = failure instanceof Problem problem ? problem.code() : null;
                        if (code == ProblemCode.GONE) {
                            return begin(known, tries);
                        }
                        if (code != ProblemCode.NOT_FOUND) {
                            return Future.failedFuture(failure);
                        }
                        return tries == 0
                                ? begin(known, TRIES)
                                : bench.vertx()
                                        .timer(OpenUploads.PATIENCE.toMillis() / TRIES, TimeUnit.MILLISECONDS)
                                        .compose(over -> goOn(known, tries - 1));
                    });
        }

        private Future<Void> copied(Made made) {
            return (made.upload.state() == FileState.COMPLETE
                            ? Future.succeededFuture(new TusWriter.Written(made.upload.size(), true))
                            : concatenation.copy(made.held(), parts))
                    .recover(failure -> drop(made, failure))
                    .compose(written -> answer(exchange, made, written));
        }

        /** What can't be made whole whoever tries is no upload; all else may be asked for again. */
        private <T> Future<T> drop(Made made, Throwable failure) {
            boolean hopeless = failure instanceof SealException
                    || failure instanceof Problem problem && HOPELESS.contains(problem.code());
            if (!hopeless) {
                return Future.failedFuture(failure);
            }
            return bench.bus()
                    .request(
                            OpenUploads.TERMINATE,
                            new OpenUploads.Terminate(
                                    bench.freshId(), made.upload.license().fileId(), token.verifier()))
                    .transform(done -> Future.failedFuture(failure));
        }
    }

    private Future<Void> answer(Exchange exchange, Made made, TusWriter.Written written) {
        HttpServerResponse response = exchange.response();
        OpenUploads.OpenUpload license = made.upload.license();
        response.putHeader(HttpHeaders.LOCATION, Tus.PATH + "/" + license.fileId() + "/" + made.token.text())
                .putHeader(Tus.OFFSET, Long.toString(written.offset()));
        if (!TusRoutes.sheet(made.upload).isPartial()) {
            String share = bench.settings().link("/s/" + license.shareId());
            response.putHeader("X-Url-Delete", share + "/" + made.owner.text())
                    .putHeader("X-Url-Status", bench.settings().link("/api/shares/" + license.shareId()));
        }
        TusRoutes.progress(bench, response, made.upload, written.complete());
        return TusRoutes.empty(exchange, 201);
    }
}
