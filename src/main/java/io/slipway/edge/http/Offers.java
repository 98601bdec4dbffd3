package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
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

    /** Bytes that may be had. */
    interface Body {
        ShareId share();

        /** Of the capability they are had by; null if none is needed. */
        Digest proof();

        long total();

        /** Without quotes. */
        String etag();

        /** What describes them. */
        Map<String, String> headers();

        /** Whether they may be had in part. */
        boolean ranged();

        /** What is asked of those who take them. */
        Toll.Gate gate();

        /** Which bytes of which files some of them are. @param from first. @param to last, included */
        Toll.Course course(long from, long to);

        /** The bytes themselves. @param files whether they may lie in files. @param from first. @param to last, included */
        Pieces pieces(Workbench bench, boolean files, long from, long to);
    }

    /**
     * Bytes of one file.
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
            Toll.Gate gate)
            implements Body {
        @Override
        public ShareId share() {
            return source.share();
        }

        @Override
        public Digest proof() {
            return source.proof();
        }

        @Override
        public long total() {
            return layout.total();
        }

        @Override
        public boolean ranged() {
            return true;
        }

        @Override
        public Toll.Course course(long from, long to) {
            return new Span(layout, from, to).course(source.file());
        }

        @Override
        public Pieces pieces(Workbench bench, boolean files, long from, long to) {
            Span span = new Span(layout, from, to);
            return new ChunkReader(bench, source, stage.apply(span), files, span.firstChunk(), span.lastChunk());
        }
    }

    Future<Void> answer(Exchange exchange, Body body) {
        return answer(exchange, body, Long.MAX_VALUE);
    }

    /** @param upTo of a part that is asked for, the last byte that is to be delivered now */
    Future<Void> answer(Exchange exchange, Body body, long upTo) {
        HttpServerRequest request = exchange.request();
        Selection selection = Selection.of(
                body.total(),
                tag(body),
                exchange.head() || !body.ranged() ? null : request.getHeader("Range"),
                request.getHeader("If-Range"),
                request.getHeader(HttpHeaders.IF_NONE_MATCH));
        if (selection instanceof Selection.NotModified) {
            describe(exchange.response(), body);
            Quiet.drop(exchange.response().setStatusCode(304).end());
            return Future.succeededFuture();
        }
        if (selection instanceof Selection.Unsatisfiable) {
            exchange.response().putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + body.total());
            throw new Problem(ProblemCode.RANGE_NOT_SATISFIABLE, "the file has " + body.total() + " bytes");
        }
        return selection instanceof Selection.Part part
                ? deliver(exchange, body, part.from(), Math.min(part.to(), upTo), 206)
                : deliver(exchange, body, 0, body.total() - 1, 200);
    }

    private Future<Void> deliver(Exchange exchange, Body body, long from, long to, int status) {
        HttpServerResponse response = exchange.response();
        long length = to - from + 1;
        Runnable head = () -> {
            describe(response, body);
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            if (status == 206) {
                response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes " + from + "-" + to + "/" + body.total());
            }
        };
        if (exchange.head()) {
            head.run();
            Quiet.drop(response.end());
            return Future.succeededFuture();
        }
        return Toll.begin(bench, body, body.course(from, to)).compose(toll -> {
            if (toll.remaining() >= 0) {
                response.putHeader("X-Remaining-Downloads", Integer.toString(toll.remaining()));
            }
            if (length == 0) {
                head.run();
                Quiet.drop(response.end());
                toll.ended(0, true);
                return Future.succeededFuture();
            }
            FileSender files = FileSender.of(bench.vertx(), exchange.request());
            Pieces pieces = body.pieces(bench, files != null, from, to);
            return new Download(bench, running, body.share(), response, files, pieces, length, toll).run(head);
        });
    }

    private static void describe(HttpServerResponse response, Body body) {
        response.putHeader(HttpHeaders.ETAG, tag(body))
                .putHeader(HttpHeaders.ACCEPT_RANGES, body.ranged() ? "bytes" : "none")
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache, no-transform");
        body.headers().forEach(response::putHeader);
    }

    private static String tag(Body body) {
        return '"' + body.etag() + '"';
    }
}
