package io.slipway.edge.http;

import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Live;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** One end of a plain stream: a request that waits for the other end and then sends or receives. Lives on one event loop. */
abstract class LiveEnd implements Relay.Port {
    private static final int PEER_BYTES = 16;

    private final Workbench bench;
    private final HttpServerRequest request;
    private final PeerId peer;
    private final Context loop;
    private final Promise<Void> done = Promise.promise();
    private final long waiting;
    private Relay.Line line;

    LiveEnd(Workbench bench, HttpServerRequest request) {
        this.bench = bench;
        this.request = request;
        this.peer = PeerId.of(bench.randomness().bytes(PEER_BYTES));
        this.loop = bench.vertx().getOrCreateContext();
        long often = Math.max(1, bench.settings().timeouts().idle().toMillis() / 3);
        waiting = bench.vertx().setPeriodic(often, timer -> stillWaiting());
        request.response().closeHandler(gone -> fail(new Disconnected()));
        request.response().exceptionHandler(gone -> fail(new Disconnected()));
    }

    /** Plugs it in; to be done before it comes to where the two meet. */
    final void plug(Relay.Switchboard relay, String address) {
        line = relay.plug(peer, Relay.UNLISTED, address, this);
    }

    final PeerId peer() {
        return peer;
    }

    /** Done when it is answered; fails with what went wrong otherwise. */
    final Future<Void> done() {
        return done.future();
    }

    final boolean over() {
        return done.future().isComplete();
    }

    final HttpServerResponse response() {
        return request.response();
    }

    final Workbench bench() {
        return bench;
    }

    /** Hands a frame to the relay; done when that has dealt with it. */
    final Future<Void> send(RelayFrame frame) {
        return line.take(frame.toBuffer());
    }

    /** A connection on which nothing moves is closed, so something moves: an answer for the time being (RFC 8297). */
    private void stillWaiting() {
        if (request.version() == HttpVersion.HTTP_1_1 && !response().headWritten()) {
            Quiet.drop(response().writeEarlyHints(MultiMap.caseInsensitiveMultiMap()));
        }
    }

    /** Bytes move, or will soon. */
    final void flows() {
        bench.vertx().cancelTimer(waiting);
    }

    /** The other end is there. */
    abstract void met(PeerId other);

    /** The receiver has all of it. */
    abstract void taken();

    /** A frame of the relay; done when the client took what is in it. */
    abstract Future<Void> heard(RelayFrame frame);

    final void succeed() {
        end();
        done.tryComplete();
    }

    final void fail(Throwable failure) {
        end();
        done.tryFail(failure);
    }

    private void end() {
        flows();
        if (!over()) {
            if (line != null) {
                line.unplug();
            }
            Quiet.drop(bench.bus().request(Live.LEAVE, new Live.Leave(peer)));
        }
    }

    final void hear(Live.Note news) {
        if (over()) {
            return;
        }
        switch (news.what()) {
            case HERE -> met(news.from());
            case TAKEN -> taken();
            default ->
                fail(
                        news.from().equals(peer)
                                ? new Problem(ProblemCode.PEER_GONE, "nobody came for the other end of this stream")
                                : gone());
        }
    }

    @Override
    public final Future<Void> deliver(Buffer bytes) {
        Promise<Void> took = Promise.promise();
        loop.runOnContext(now -> {
            if (over()) {
                took.fail(new Disconnected());
            } else {
                heard(RelayFrame.parse(bytes)).onComplete(took);
            }
        });
        return took.future();
    }

    @Override
    public final void close(Relay.Ending why) {
        loop.runOnContext(now -> fail(
                why == Relay.Ending.NODE_LEAVING
                        ? problem(Relay.Cause.NODE_LEAVING)
                        : new Problem(ProblemCode.INTERNAL, "the node failed to answer")));
    }

    private static Problem gone() {
        return new Problem(ProblemCode.PEER_GONE, "the other end of this stream is gone");
    }

    static Problem problem(Relay.Cause cause) {
        return switch (cause) {
            case OVER_CAPACITY -> new Problem(ProblemCode.OVER_CAPACITY, "there is no room for one more stream");
            case STALLED -> new Problem(ProblemCode.REQUEST_TIMEOUT, "nothing was taken for too long");
            case SOURCE_NOT_SEEKABLE -> new Problem(ProblemCode.UNAVAILABLE, "something was lost between two nodes");
            case NODE_LEAVING -> new Problem(ProblemCode.UNAVAILABLE, "a node between the two ends stopped");
            default -> gone();
        };
    }

    static Problem problem(RelayFrame.Close close) {
        return problem(Relay.Cause.of(close.cause()).orElse(Relay.Cause.CANCELLED));
    }
}
