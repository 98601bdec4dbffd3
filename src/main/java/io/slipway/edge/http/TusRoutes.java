package io.slipway.edge.http;

import io.slipway.edge.EdgeLimits;
import io.slipway.edge.RoutePolicy;
import io.slipway.edge.tus.Sheet;
import io.slipway.edge.tus.Tus;
import io.slipway.edge.tus.UploadChecksum;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.PieceSealer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** tus 1.0: open shares whose file arrives over many requests. An upload's URL is the capability to write to it. */
final class TusRoutes {
    private static final String UPLOAD = Tus.PATH + "/{file}/{token}";

    private final Workbench bench;
    private final TusWriter writer;
    private final TusCreation creation;

    TusRoutes(Workbench bench, HeldUploads held, Admission admission) {
        this.bench = bench;
        this.writer = new TusWriter(bench, held);
        this.creation = new TusCreation(bench, writer, admission);
    }

    void addTo(RouteTable routes) {
        for (String path : new String[] {Tus.PATH, Tus.PATH + "/"}) {
            routes.options(path, RoutePolicy.ANONYMOUS, this::options);
            routes.post(path, RoutePolicy.ANONYMOUS, exchange -> spoken(exchange, creation::create));
        }
        routes.options(UPLOAD, RoutePolicy.ANONYMOUS, this::options);
        routes.head(UPLOAD, RoutePolicy.UPLOAD, exchange -> spoken(exchange, this::head));
        routes.patch(UPLOAD, RoutePolicy.UPLOAD, exchange -> spoken(exchange, this::patch));
        routes.delete(UPLOAD, RoutePolicy.UPLOAD, exchange -> spoken(exchange, this::terminate));
    }

    /** Nothing is done for who speaks another version. */
    private static Future<Void> spoken(Exchange exchange, RouteTable.Action action) {
        if (!Tus.VERSION.equals(exchange.request().getHeader(Tus.RESUMABLE))) {
            exchange.response().putHeader("Tus-Version", Tus.VERSION);
            throw new Problem(ProblemCode.PRECONDITION_FAILED, "Tus-Resumable is " + Tus.VERSION + " here");
        }
        return action.on(exchange);
    }

    private Future<Void> options(Exchange exchange) {
        exchange.response()
                .putHeader("Tus-Version", Tus.VERSION)
                .putHeader("Tus-Extension", Tus.EXTENSIONS)
                .putHeader("Tus-Checksum-Algorithm", Tus.checksums())
                .putHeader(
                        "Tus-Max-Size", Long.toString(bench.settings().limits().maxFileBytes()));
        return empty(exchange, 204);
    }

    private Future<Void> head(Exchange exchange) {
        return hold(exchange, false)
                .compose(upload -> {
                    boolean endless = upload.state() == FileState.RECEIVING && upload.offset() == upload.size();
                    if (!endless || sheet(upload).isFinal()) {
                        return Future.succeededFuture(upload);
                    }
                    return hold(exchange, true)
                            .compose(taken -> taken.state() == FileState.COMPLETE
                                    ? Future.succeededFuture(taken)
                                    : writer.finish(new TusWriter.Held(taken, exchange.proof()))
                                            .compose(finished -> hold(exchange, false)));
                })
                .compose(upload -> {
                    describe(exchange.response(), upload);
                    return empty(exchange, 200);
                });
    }

    private void describe(HttpServerResponse response, OpenUploads.Upload upload) {
        Sheet sheet = sheet(upload);
        boolean complete = upload.state() == FileState.COMPLETE;
        if (complete || !sheet.isFinal()) {
            response.putHeader(Tus.OFFSET, Long.toString(upload.offset()));
        }
        if (upload.size() < 0) {
            response.putHeader(Tus.DEFER_LENGTH, "1");
        } else {
            response.putHeader(Tus.LENGTH, Long.toString(upload.size()));
        }
        if (!sheet.metadata().isEmpty()) {
            response.putHeader(Tus.METADATA, sheet.metadata());
        }
        if (!sheet.concat().isEmpty()) {
            response.putHeader(Tus.CONCAT, sheet.concat());
        }
        progress(bench, response, upload, complete);
    }

    /** What every answer about an upload says. */
    static void progress(Workbench bench, HttpServerResponse response, OpenUploads.Upload upload, boolean complete) {
        if (!complete && upload.expiresAt() != EdgeLimits.NEVER) {
            response.putHeader(Tus.EXPIRES, HttpDates.of(upload.expiresAt()));
        }
        if (!sheet(upload).isPartial()) {
            response.putHeader(
                    "X-Share-Link",
                    bench.settings().link("/s/" + upload.license().shareId()));
        }
    }

    private Future<Void> patch(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        Incoming body = bench.incoming(request);
        if (!isOffsetStream(request)) {
            throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body is " + Tus.OFFSET_STREAM);
        }
        long offset = Tus.bytes(Tus.OFFSET, request.getHeader(Tus.OFFSET));
        UploadChecksum checksum = UploadChecksum.parse(request.getHeader(Tus.CHECKSUM));
        String length = request.getHeader(Tus.LENGTH);
        long size = length == null ? OpenUploads.UNKNOWN : Tus.bytes(Tus.LENGTH, length);
        return hold(exchange, true)
                .compose(upload -> {
                    TusWriter.Held held = new TusWriter.Held(upload, exchange.proof());
                    return sized(request, held, offset, size, body.announced())
                            .recover(failure -> writer.letGo(held).transform(done -> Future.failedFuture(failure)))
                            .compose(sized -> sized.upload().state() == FileState.COMPLETE
                                    ? Future.succeededFuture(new TusWriter.Written(offset, true))
                                    : writer.write(sized, body, checksum))
                            .onSuccess(written -> progress(bench, exchange.response(), upload, written.complete()));
                })
                .compose(written -> {
                    exchange.response().putHeader(Tus.OFFSET, Long.toString(written.offset()));
                    return empty(exchange, 204);
                });
    }

    /** Lets a request go on only where the upload ends, and no further than it goes; from now on its length may be known. */
    private Future<TusWriter.Held> sized(
            HttpServerRequest request, TusWriter.Held held, long offset, long size, long announced) {
        OpenUploads.Upload upload = held.upload();
        if (sheet(upload).isFinal()) {
            throw new Problem(ProblemCode.NOT_ALLOWED, "a final upload is made of others and takes no bytes");
        }
        if (offset != upload.offset()) {
            throw new Problem(
                    ProblemCode.OFFSET_MISMATCH,
                    "this upload goes on at " + upload.offset(),
                    Map.of("offset", upload.offset()));
        }
        boolean other = upload.size() >= 0 ? size >= 0 && size != upload.size() : size >= 0 && size < offset;
        if (other) {
            throw new Problem(ProblemCode.BAD_REQUEST, "this upload has another length");
        }
        long known = upload.size() >= 0 ? upload.size() : size;
        if (known >= 0 && announced > known - offset) {
            throw UploadPieces.tooMuch(known);
        }
        return upload.size() >= 0 || size < 0 ? Future.succeededFuture(held) : lengthen(request, held, size);
    }

    /** From now on the upload has a length, if there is room for so much. */
    private Future<TusWriter.Held> lengthen(HttpServerRequest request, TusWriter.Held held, long size) {
        OpenUploads.Upload upload = held.upload();
        OpenUploads.SetLength length = new OpenUploads.SetLength(
                bench.freshId(), upload.license().fileId(), held.proof(), upload.fence(), size);
        // The upload itself is kept already, with no room of its own; something else stands for it until it has a
        // length.
        RoomAsked.Growing room =
                new RoomAsked(bench, request).growing(bench.randomness().fileId());
        return room.hold(size)
                .compose(there -> bench.bus().request(OpenUploads.LENGTH, length))
                .onComplete(done -> room.giveBack(new Disconnected()))
                .map(set -> new TusWriter.Held(upload.sized(size), held.proof()));
    }

    private Future<Void> terminate(Exchange exchange) {
        return bench.bus()
                .request(
                        OpenUploads.TERMINATE,
                        new OpenUploads.Terminate(bench.freshId(), exchange.file(), exchange.proof()))
                .compose(done -> empty(exchange, 204));
    }

    private Future<OpenUploads.Upload> hold(Exchange exchange, boolean take) {
        return bench.bus().request(OpenUploads.HOLD, new OpenUploads.Hold(exchange.file(), exchange.proof(), take));
    }

    /** What its creator said of an upload. */
    static Sheet sheet(OpenUploads.Upload upload) {
        TusWriter.Held held = new TusWriter.Held(upload, null);
        return Sheet.of(new PieceSealer(held.key(), held.header(), target -> {
                    throw new IllegalStateException("nothing is sealed here");
                })
                .openSheet(upload.sheet()));
    }

    static boolean isOffsetStream(HttpServerRequest request) {
        return Tus.OFFSET_STREAM.equals(MediaTypes.essence(request.getHeader(HttpHeaders.CONTENT_TYPE)));
    }

    static Future<Void> empty(Exchange exchange, int status) {
        exchange.response().setStatusCode(status);
        if (!exchange.response().closed()) {
            Quiet.drop(exchange.response().end());
        }
        return Future.succeededFuture();
    }
}
