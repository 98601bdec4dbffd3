package io.slipway.edge.http;

import io.slipway.edge.EdgeLimits;
import io.slipway.edge.RoutePolicy;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.Room;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /api/upload}: the files of a form (RFC 7578), sealed one after the other as they stream by, in one open share. */
final class FormUploadRoutes {
    private static final String FORM = "multipart/form-data";

    private final Workbench bench;
    private final Admission admission;

    FormUploadRoutes(Workbench bench, Admission admission) {
        this.bench = bench;
        this.admission = admission;
    }

    void addTo(RouteTable routes) {
        routes.post("/api/upload", RoutePolicy.ANONYMOUS, exchange -> new Form(exchange).receive());
    }

    /** One form on its way in. */
    private final class Form {
        private final Exchange exchange;
        private final HttpServerRequest request;
        private final Incoming body;
        private final long lifetime;
        private final RoomAsked rooms;
        private final Edits.Terms terms;
        private final List<OpenUploads.OpenFile> files = new ArrayList<>();
        private final List<RoomAsked.Growing> held = new ArrayList<>();
        private final List<FormPart> parts = new ArrayList<>();
        private Future<Void> queue = Future.succeededFuture();
        private Throwable failure;

        private Form(Exchange exchange) {
            this.exchange = exchange;
            this.request = exchange.request();
            this.body = bench.incoming(request);
            this.lifetime = OpenUploadRoutes.lifetime(
                    request.getHeader("Max-Days"), bench.settings().limits());
            this.terms = new Edits.Terms(
                    OpenUploadRoutes.limit(request.getHeader("Max-Downloads")),
                    null,
                    Visitors.newPassword(request),
                    true);
            this.rooms = new RoomAsked(bench, request);
        }

        private Future<Void> receive() {
            if (!MediaTypes.essence(request.getHeader(HttpHeaders.CONTENT_TYPE)).equals(FORM)) {
                throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body is " + FORM);
            }
            request.setExpectMultipart(true);
            request.exceptionHandler(e -> body.fail(
                    e instanceof HttpClosedException
                            ? new Disconnected()
                            : new Problem(ProblemCode.BAD_REQUEST, "the form can't be read")));
            request.uploadHandler(this::part);
            return admission
                    .create(exchange)
                    .compose(in -> {
                        body.welcome();
                        return body.pieces(piece -> {});
                    })
                    .onFailure(this::broken)
                    .compose(ended -> queue)
                    .compose(stored -> publish())
                    .onFailure(reason -> held.forEach(room -> room.giveBack(reason)));
        }

        private void broken(Throwable reason) {
            failure = reason;
            parts.forEach(part -> part.formFailed(reason));
        }

        /** Each waits for the one before it, and the form with it. */
        private void part(HttpServerFileUpload upload) {
            FormPart part = new FormPart(upload, body, bench.settings().limits().policy());
            int most = bench.settings().limits().maxFiles();
            parts.add(part);
            if (parts.size() > most) {
                part.fail(new Problem(ProblemCode.BAD_REQUEST, "a share has at most " + most + " files"));
                return;
            }
            body.pause();
            queue = queue.compose(before -> store(part)).onComplete(done -> body.resume());
            queue.onFailure(part::fail);
        }

        private Future<Void> store(FormPart part) {
            if (failure != null) {
                return Future.failedFuture(failure);
            }
            part.check();
            return bench.bus()
                    .request(OpenUploads.BEGIN, new OpenUploads.BeginOpen(lifetime))
                    .compose(license -> {
                        RoomAsked.Growing room = rooms.growing(license.fileId());
                        held.add(room);
                        return bench.uploads()
                                .take(OpenSealing.BASE_BYTES)
                                .lease()
                                .compose(lease -> room.hold(0)
                                        .compose(there -> seal(part, license, room))
                                        .onComplete(done -> lease.close()));
                    });
        }

        private Future<Void> seal(FormPart part, OpenUploads.OpenUpload license, RoomAsked.Growing room) {
            FileHeader header = FileHeader.ofUnknownSize(license.fileId());
            long maxBytes = bench.settings().limits().maxFileBytes();
            return new OpenSealing(bench, part, license, header, maxBytes, room)
                    .run(Buffer.buffer())
                    .map(stored -> {
                        if (part.isSomething(stored.file().size())) {
                            files.add(file(part, license, header, stored));
                        }
                        return null;
                    });
        }

        private OpenUploads.OpenFile file(
                FormPart part, OpenUploads.OpenUpload license, FileHeader header, OpenSealing.Sealed stored) {
            FileKey key = FileKey.of(license.fileKey());
            long size = stored.file().size();
            FileMeta meta = new FileMeta(part.name(), part.folder(), part.type(), 0, size);
            return new OpenUploads.OpenFile(
                    license,
                    header.bytes(),
                    Commit.of(key, header).bytes(),
                    meta.seal(key, header, 1, bench.randomness()),
                    stored.file().seal(),
                    OpenSealing.sheet(key, header, stored, bench),
                    stored.locations(),
                    size,
                    meta.name(),
                    meta.path(),
                    meta.type());
        }

        private Future<Void> publish() {
            if (exchange.response().closed()) {
                throw new Disconnected();
            }
            if (files.isEmpty()) {
                throw new Problem(ProblemCode.BAD_REQUEST, "the form has no file");
            }
            if (!request.formAttributes().isEmpty()) {
                throw new Problem(
                        ProblemCode.BAD_REQUEST,
                        "this form takes files only; limits and passwords are said in headers, or by PATCH afterwards");
            }
            Token owner = Token.random(bench.randomness());
            OpenUploads.PublishOpen change =
                    new OpenUploads.PublishOpen(bench.freshId(), files, lifetime, owner.verifier(), terms);
            List<Room.Wanted> wanted = files.stream()
                    .map(file -> new Room.Wanted(file.upload().fileId(), file.size()))
                    .toList();
            return rooms.around(wanted, () -> bench.bus().request(OpenUploads.PUBLISH, change))
                    .compose(share -> answer(share, owner));
        }

        private Future<Void> answer(Catalog.ShareView share, Token owner) {
            HttpServerResponse response = exchange.response();
            String link = bench.settings().link("/s/" + share.id());
            response.putHeader(HttpHeaders.LOCATION, link)
                    .putHeader("X-Url-Delete", link + "/" + owner.text())
                    .putHeader("X-Url-Status", bench.settings().link("/api/shares/" + share.id()));
            if (share.expiresAt() != EdgeLimits.NEVER) {
                response.putHeader("X-Expires", HttpDates.of(share.expiresAt()));
            }
            return Answers.json(
                    response, 201, ShareJson.share(share).put("link", link).put("owner", owner.text()));
        }
    }
}
