package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/**
 * A request's body, held back until there is room for it. Made before anything asynchronous happens, or the body is gone;
 * from then on it notices when the client goes away or sends too slowly.
 */
final class Incoming implements Source, Watchdog.Watched {
    /** How much of a body comes before much memory is set aside for it. */
    static final int FIRST_BYTES = 64 << 10;
    /** The memory for that: the last piece may go beyond. */
    static final int FIRST_LEASE = 2 * FIRST_BYTES;

    private final HttpServerRequest request;
    private final Watchdog watchdog;
    private final Pace pace;
    private final BooleanSupplier pressed;
    private Handler<Throwable> onFailure = failure -> {};
    private Throwable failure;
    private boolean ended;
    private boolean flowing;
    private long flowingSince;
    private long flowedMillis;

    /** @param pressed whether others wait for memory */
    Incoming(HttpServerRequest request, Watchdog watchdog, Pace.Rule pace, BooleanSupplier pressed) {
        this.request = request;
        this.watchdog = watchdog;
        this.pace = new Pace(pace);
        this.pressed = pressed;
        request.pause();
        request.exceptionHandler(e -> fail(new Disconnected()));
    }

    /** The announced length, or -1 if there is none. */
    long announced() {
        return announced(request);
    }

    static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        try {
            return Long.parseUnsignedLong(length.strip());
        } catch (NumberFormatException e) {
            throw new Problem(ProblemCode.BAD_REQUEST, "Content-Length isn't a number");
        }
    }

    /** Tells a client that waits for it to go on (RFC 9110, section 10.1.1). */
    void welcome() {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            Quiet.drop(request.response().writeContinue());
        }
    }

    /**
     * What has come by the time there are at least {@value #FIRST_BYTES} bytes, or all of it if it is shorter; the rest is
     * held back. So a client shows that it means to send before much memory is set aside for it.
     */
    Future<Buffer> first() {
        return first(Buffer.buffer());
    }

    /** @param bytes gets what comes, also if the client goes away before it is enough */
    Future<Buffer> first(Buffer bytes) {
        Promise<Buffer> first = Promise.promise();
        pieces(piece -> {
                    bytes.appendBuffer(piece);
                    if (bytes.length() >= FIRST_BYTES) {
                        pause();
                        first.tryComplete(bytes);
                    }
                })
                .onSuccess(end -> first.tryComplete(bytes))
                .onFailure(first::tryFail);
        return first.future();
    }

    /** Whether all of it has come. */
    boolean ended() {
        return ended;
    }

    /** All of it, in one array of exactly that length. */
    Future<byte[]> exactly(int length, Buffer first) {
        byte[] body = new byte[length];
        int[] at = {Math.min(first.length(), length)};
        first.getBytes(0, at[0], body);
        return pieces(piece -> {
                    int end = at[0] + piece.length();
                    if (end > length) {
                        fail(new Problem(ProblemCode.TOO_LARGE, "the body is longer than announced"));
                        return;
                    }
                    piece.getBytes(body, at[0]);
                    at[0] = end;
                })
                .map(done -> {
                    if (at[0] < length) {
                        throw new Problem(ProblemCode.BAD_REQUEST, "the body is shorter than announced");
                    }
                    return body;
                });
    }

    /** All of it, if it is no longer than that. */
    Future<Buffer> upTo(int max, Buffer first) {
        Buffer body = first;
        return pieces(piece -> {
                    if (body.length() + piece.length() > max) {
                        fail(new Problem(ProblemCode.TOO_LARGE, "the body has more than " + max + " bytes"));
                        return;
                    }
                    body.appendBuffer(piece);
                })
                .map(done -> body);
    }

    @Override
    public Future<Void> pieces(Handler<Buffer> taker) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        if (ended) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        onFailure = done::tryFail;
        request.handler(piece -> {
            pace.moved(piece.length());
            if (failure == null) {
                taker.handle(piece);
            }
        });
        request.endHandler(end -> {
            ended = true;
            stop();
            done.tryComplete();
        });
        watchdog.watch(this);
        resume();
        return done.future();
    }

    /** Holds it back; the client isn't blamed for the time. */
    @Override
    public void pause() {
        if (flowing) {
            flowing = false;
            flowedMillis += watchdog.now() - flowingSince;
            request.pause();
        }
    }

    @Override
    public void resume() {
        if (!flowing && !ended && failure == null) {
            flowing = true;
            flowingSince = watchdog.now();
            request.resume();
        }
    }

    /** Whether there is nobody any more who would be told. */
    boolean broken() {
        return failure instanceof Disconnected || request.response().closed();
    }

    @Override
    public void fail(Throwable reason) {
        if (failure == null && !ended) {
            failure = reason;
            pause();
            stop();
            onFailure.handle(reason);
        }
    }

    @Override
    public void look(long now) {
        long millis = flowedMillis + (flowing ? now - flowingSince : 0);
        if (pace.tooSlow(millis, pressed.getAsBoolean())) {
            fail(new Problem(ProblemCode.REQUEST_TIMEOUT, "the body came too slowly; try again"));
        }
    }

    private void stop() {
        watchdog.leave(this);
    }
}
