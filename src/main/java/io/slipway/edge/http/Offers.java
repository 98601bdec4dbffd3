package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.Function;

/** Answers requests for the bytes of a file: whole or in part, or with the reason why not. */
final class Offers {
    private final Workbench bench;
    private final RunningDownloads running;

    Offers(Workbench bench, RunningDownloads running) {
        this.bench = bench;
        this.running = running;
    }

    /**
     * Bytes that may be had.
     *
     * @param layout of the bytes as the client sees them
     * @param etag without quotes
     * @param headers that describe them
     * @param stage makes what the client gets of what is stored; asked once it is known what to deliver
     * @param gate what is asked of those who take them
     */
    record Offer(
            ChunkReader.Source source,
            Layout layout,
            String etag,
            Map<String, String> headers,
            Function<Span, Stage> stage,
            Toll.Gate gate) {
        private String tag() {
            return '"' + etag + '"';
        }
    }

    Future<Void> answer(Exchange exchange, Offer offer) {
        return answer(exchange, offer, Long.MAX_VALUE);
    }

    /** @param upTo of a part that is asked for, the last byte that is to be delivered now */
    Future<Void> answer(Exchange exchange, Offer offer, long upTo) {
        HttpServerRequest request = exchange.request();
        Selection selection = Selection.of(
                offer.layout.total(),
                offer.tag(),
                exchange.head() ? null : request.getHeader("Range"),
                request.getHeader("If-Range"),
                request.getHeader(HttpHeaders.IF_NONE_MATCH));
        if (selection instanceof Selection.NotModified) {
            describe(exchange.response(), offer);
            Quiet.drop(exchange.response().setStatusCode(304).end());
            return Future.succeededFuture();
        }
        if (selection instanceof Selection.Unsatisfiable) {
            exchange.response().putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + offer.layout.total());
            throw new Problem(ProblemCode.RANGE_NOT_SATISFIABLE, "the file has " + offer.layout.total() + " bytes");
        }
        return selection instanceof Selection.Part part
                ? deliver(exchange, offer, new Span(offer.layout, part.from(), Math.min(part.to(), upTo)), 206)
                : deliver(exchange, offer, new Span(offer.layout, 0, offer.layout.total() - 1), 200);
    }

    private Future<Void> deliver(Exchange exchange, Offer offer, Span span, int status) {
        HttpServerResponse response = exchange.response();
        Runnable head = () -> {
            describe(response, offer);
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(span.length()));
            if (status == 206) {
                response.putHeader(
                        HttpHeaders.CONTENT_RANGE,
                        "bytes " + span.from() + "-" + span.to() + "/" + offer.layout.total());
            }
        };
        if (exchange.head()) {
            head.run();
            Quiet.drop(response.end());
            return Future.succeededFuture();
        }
        return Toll.begin(bench, offer, span).compose(toll -> {
            if (toll.remaining() >= 0) {
                response.putHeader("X-Remaining-Downloads", Integer.toString(toll.remaining()));
            }
            if (span.length() == 0) {
                head.run();
                Quiet.drop(response.end());
                toll.ended(0, true);
                return Future.succeededFuture();
            }
            Stage stage = offer.stage.apply(span);
            FileSender files = stage.unseen() ? FileSender.of(bench.vertx(), exchange.request()) : null;
            ChunkReader reader =
                    new ChunkReader(bench, offer.source, stage, files != null, span.firstChunk(), span.lastChunk());
            return new Download(bench, running, offer.source.share(), response, files, reader, span.length(), toll)
                    .run(head);
        });
    }

    private static void describe(HttpServerResponse response, Offer offer) {
        response.putHeader(HttpHeaders.ETAG, offer.tag())
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache, no-transform");
        offer.headers.forEach(response::putHeader);
    }
}
