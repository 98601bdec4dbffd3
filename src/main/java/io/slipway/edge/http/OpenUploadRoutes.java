package io.slipway.edge.http;

import io.slipway.edge.ContentType;
import io.slipway.edge.EdgeLimits;
import io.slipway.edge.RoutePolicy;
import io.slipway.model.FilePolicy;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/** {@code curl -T FILE https://HOST/}: a file in the clear, sealed here on the way in; the answer is a link. */
final class OpenUploadRoutes {
    private final Workbench bench;
    private final Admission admission;

    OpenUploadRoutes(Workbench bench, Admission admission) {
        this.bench = bench;
        this.admission = admission;
    }

    void addTo(RouteTable routes) {
        routes.put("/", RoutePolicy.ANONYMOUS, this::upload);
        routes.put("/{name}", RoutePolicy.ANONYMOUS, this::upload);
    }

    /** A file that somebody wants to share. */
    private record Wish(String name, String type, long lifetimeMillis, long announced, Edits.Terms terms) {}

    private Future<Void> upload(Exchange exchange) {
        Incoming body = bench.incoming(exchange.request());
        Wish wish = wish(exchange.request(), body);
        return admission
                .create(exchange)
                .compose(in -> bench.bus().request(OpenUploads.BEGIN, new OpenUploads.BeginOpen(wish.lifetimeMillis)))
                .compose(license -> {
                    RoomAsked.Growing room = new RoomAsked(bench, exchange.request()).growing(license.fileId());
                    return room.hold(Math.max(0, wish.announced))
                            .compose(there -> take(exchange, body, wish, license, room))
                            .onFailure(room::giveBack);
                });
    }

    private Future<Void> take(
            Exchange exchange, Incoming body, Wish wish, OpenUploads.OpenUpload license, RoomAsked.Growing room) {
        return bench.uploads().take(Incoming.FIRST_LEASE).lease().compose(little -> first(body)
                .map(first -> allowed(first, wish))
                .compose(first -> bench.uploads()
                        .instead(little, OpenSealing.BASE_BYTES)
                        .lease()
                        .compose(lease -> receive(exchange, body, first, wish, license, room)
                                .onComplete(done -> lease.close())))
                .onComplete(done -> little.close()));
    }

    private static Future<Buffer> first(Incoming body) {
        body.welcome();
        return body.first();
    }

    /** Looks into a file before any of it is kept. */
    private Buffer allowed(Buffer first, Wish wish) {
        FilePolicy policy = bench.settings().limits().policy();
        if (policy.looksInside()) {
            byte[] head = first.getBytes(0, Math.min(first.length(), ContentType.LOOKS_AT_BYTES));
            policy.type(ContentType.of(head, wish.type));
        }
        return first;
    }

    /** @param maxDownloads the header's value, or null. @throws Problem {@code BAD_REQUEST} */
    static int limit(String maxDownloads) {
        if (maxDownloads == null) {
            return 0;
        }
        String text = maxDownloads.strip();
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > Edits.MAX_LIMIT) {
            throw new Problem(ProblemCode.BAD_REQUEST, "Max-Downloads is a number from 1 to " + Edits.MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    private Wish wish(HttpServerRequest request, Incoming body) {
        EdgeLimits limits = bench.settings().limits();
        long announced = body.announced();
        if (announced > limits.maxFileBytes()) {
            throw OpenSealing.tooLarge(limits.maxFileBytes());
        }
        boolean unknown = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        String name = FileNames.clean(PathName.of(request.path()));
        limits.policy().name(name);
        if (!unknown) {
            limits.policy().size(Math.max(0, announced));
        }
        return new Wish(
                name,
                MediaTypes.essence(request.getHeader(HttpHeaders.CONTENT_TYPE)),
                lifetime(request.getHeader("Max-Days"), limits),
                announced < 0 && !unknown ? 0 : announced,
                new Edits.Terms(limit(request.getHeader("Max-Downloads")), null, Visitors.newPassword(request), true));
    }

    /** @param maxDays the header's value, or null. @throws Problem {@code BAD_REQUEST} */
    static long lifetime(String maxDays, EdgeLimits limits) {
        if (maxDays == null) {
            return limits.defaultLifetime();
        }
        long longest =
                Math.max(1, Math.min(limits.maxLifetime() / Duration.ofDays(1).toMillis(), 36_500));
        String days = maxDays.strip();
        boolean number = !days.isEmpty() && days.length() <= 5 && days.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(days) < 1 || Integer.parseInt(days) > longest) {
            throw new Problem(ProblemCode.BAD_REQUEST, "Max-Days is a number from 1 to " + longest);
        }
        return Math.min(
                limits.maxLifetime(), Duration.ofDays(Integer.parseInt(days)).toMillis());
    }

    private Future<Void> receive(
            Exchange exchange,
            Incoming body,
            Buffer first,
            Wish wish,
            OpenUploads.OpenUpload license,
            RoomAsked.Growing room) {
        FileHeader header = wish.announced < 0
                ? FileHeader.ofUnknownSize(license.fileId())
                : FileHeader.of(license.fileId(), wish.announced);
        long maxBytes = bench.settings().limits().maxFileBytes();
        return new OpenSealing(bench, body, license, header, maxBytes, room)
                .run(first)
                .compose(stored -> {
                    if (exchange.response().closed()) {
                        throw new Disconnected();
                    }
                    return room.made(stored.file().size(), () -> publish(exchange, wish, license, header, stored));
                });
    }

    private Future<Void> publish(
            Exchange exchange,
            Wish wish,
            OpenUploads.OpenUpload license,
            FileHeader header,
            OpenSealing.Sealed stored) {
        FileKey key = FileKey.of(license.fileKey());
        Token owner = Token.random(bench.randomness());
        long size = stored.file().size();
        FileMeta meta = new FileMeta(wish.name, "", wish.type, 0, size);
        OpenUploads.OpenFile file = new OpenUploads.OpenFile(
                license,
                header.bytes(),
                Commit.of(key, header).bytes(),
                meta.seal(key, header, 1, bench.randomness()),
                stored.file().seal(),
                OpenSealing.sheet(key, header, stored, bench),
                stored.locations(),
                size,
                wish.name,
                "",
                wish.type);
        OpenUploads.PublishOpen change = new OpenUploads.PublishOpen(
                bench.freshId(), List.of(file), wish.lifetimeMillis, owner.verifier(), wish.terms);
        return bench.bus().request(OpenUploads.PUBLISH, change).compose(share -> answer(exchange, share, owner));
    }

    private Future<Void> answer(Exchange exchange, Catalog.ShareView share, Token owner) {
        HttpServerResponse response = exchange.response();
        String path = "/s/" + share.id();
        String link = bench.settings().link(path);
        response.putHeader(HttpHeaders.LOCATION, link)
                .putHeader("X-Url-Delete", link + "/" + owner.text())
                .putHeader("X-Url-Status", bench.settings().link("/api/shares/" + share.id()));
        if (share.expiresAt() != EdgeLimits.NEVER) {
            response.putHeader("X-Expires", HttpDates.of(share.expiresAt()));
        }
        return Answers.text(response, 201, link + "\n");
    }
}
