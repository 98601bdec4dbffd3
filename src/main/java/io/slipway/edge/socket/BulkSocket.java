package io.slipway.edge.socket;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.slipway.seal.Base64Url;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bulk socket: a raw, binary WebSocket, which is honest about what its client took.
 *
 * <pre>
 *  opened ── HELLO ──▶ ticket being redeemed ── READY ──▶ plugged into the relay ──▶ closed
 *    └──── silence, anything else ────┴── no such ticket ──────────┴── a rule broken ───┘
 * </pre>
 */
final class BulkSocket implements Relay.Port {
    /** Bytes of frames that the relay has yet to look at; beyond, the client isn't read. */
    static final int MAX_AHEAD = 8 * RelayFrame.MAX_BYTES;
    /** How long a client may take to answer a close before its connection is cut. */
    static final long LINGER_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(BulkSocket.class);

    private final BulkSockets house;
    private final SockJSSocket socket;
    private final String address;
    private final Context loop;
    private final Deque<Promise<Void>> untaken = new ArrayDeque<>();
    private Relay.Line line;
    private boolean helloSaid;
    private boolean closing;
    private boolean gone;
    private int ahead;
    private boolean paused;

    BulkSocket(BulkSockets house, SockJSSocket socket, String address) {
        this.house = house;
        this.socket = socket;
        this.address = address;
        this.loop = house.vertx().getOrCreateContext();
    }

    void listen() {
        socket.exceptionHandler(cause -> LOG.debug("a bulk socket broke", cause));
        socket.closeHandler(over -> ended());
        socket.handler(this::heard);
        house.vertx().setTimer(house.hello().toMillis(), late -> {
            if (!helloSaid) {
                end(SocketClose.SILENT);
            }
        });
    }

    private void heard(Buffer frame) {
        if (closing) {
            return;
        }
        if (frame.length() > RelayFrame.MAX_BYTES) {
            end(SocketClose.TOO_LARGE);
        } else if (line != null) {
            handOn(frame);
        } else if (helloSaid) {
            // Nothing may be said before READY.
            end(SocketClose.NOT_UNDERSTOOD);
        } else {
            hello(frame);
        }
    }

    private void hello(Buffer bytes) {
        helloSaid = true;
        String ticket;
        try {
            if (!(RelayFrame.parse(bytes) instanceof RelayFrame.Hello hello)) {
                end(SocketClose.NOT_UNDERSTOOD);
                return;
            }
            ticket = Base64Url.encode(hello.ticket().getBytes());
        } catch (RelayFrame.BadFrame e) {
            end(SocketClose.NOT_UNDERSTOOD);
            return;
        }
        house.redeem(ticket).onSuccess(this::welcome).onFailure(failure -> end(turnedAway(failure)));
    }

    private static SocketClose turnedAway(Throwable failure) {
        ProblemCode code = failure instanceof Problem problem ? problem.code() : ProblemCode.INTERNAL;
        return switch (code) {
            case NOT_FOUND -> SocketClose.NO_TICKET;
            case PEER_GONE -> SocketClose.LOST;
            default -> SocketClose.GOODBYE;
        };
    }

    private void welcome(Presence.Redeemed redeemed) {
        if (closing) {
            house.unplug(redeemed);
            return;
        }
        // Plugged in first: who hears that it is ready may be ended by news of its peer.
        line = house.relay().plug(redeemed.peer(), redeemed.turn(), address, this);
        write(new RelayFrame.Ready().toBuffer(), Promise.promise());
    }

    private void handOn(Buffer frame) {
        ahead += frame.length();
        if (ahead > MAX_AHEAD && !paused) {
            paused = true;
            socket.pause();
        }
        line.take(frame)
                .onComplete(taken -> loop.runOnContext(now -> {
                    ahead -= frame.length();
                    if (paused && ahead <= MAX_AHEAD / 2) {
                        paused = false;
                        socket.resume();
                    }
                }));
    }

    @Override
    public Future<Void> deliver(Buffer frame) {
        Promise<Void> took = Promise.promise();
        loop.runOnContext(now -> write(frame, took));
        return took.future();
    }

    private void write(Buffer frame, Promise<Void> took) {
        if (closing) {
            took.fail("the socket is closed");
            return;
        }
        untaken.add(took);
        socket.write(frame).onComplete(written -> {
            if (untaken.remove(took)) {
                took.handle(written);
            }
        });
    }

    @Override
    public void close(Relay.Ending why) {
        SocketClose close =
                switch (why) {
                    case REPLACED -> SocketClose.RESUMED;
                    case PEER_LEFT -> SocketClose.LOST;
                    case BAD_FRAME, CREDIT_VIOLATION -> SocketClose.NOT_UNDERSTOOD;
                    case TOO_MUCH -> SocketClose.TOO_MUCH;
                    case NOT_READ -> SocketClose.NOT_READ;
                    case NODE_LEAVING -> SocketClose.GOODBYE;
                };
        String reason = close == SocketClose.NOT_UNDERSTOOD ? why.name() : close.reason();
        loop.runOnContext(now -> end(close, reason));
    }

    /** The node leaves. Done when the client was told. */
    Future<Void> goodbye() {
        Promise<Void> told = Promise.promise();
        loop.runOnContext(now -> {
            end(SocketClose.GOODBYE);
            told.complete();
        });
        return told.future();
    }

    private void end(SocketClose why) {
        end(why, why == SocketClose.NOT_UNDERSTOOD ? Relay.Ending.BAD_FRAME.name() : why.reason());
    }

    private void end(SocketClose why, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        LOG.atDebug().addKeyValue("code", why).log("closing a bulk socket");
        if (line != null) {
            line.unplug();
        }
        if (why == SocketClose.NOT_READ) {
            // A close frame would wait behind the rest.
            cut();
            return;
        }
        // Read on, or the client's answer would never come.
        socket.resume();
        socket.close(why.code(), reason);
        house.vertx().setTimer(LINGER_MILLIS, late -> cut());
    }

    private void cut() {
        if (!gone) {
            socket.routingContext()
                    .request()
                    .connection()
                    .close()
                    .onFailure(e -> LOG.trace("the client was gone already", e));
        }
    }

    private void ended() {
        house.ended(this);
        gone = true;
        closing = true;
        if (line != null) {
            line.unplug();
        }
        for (Promise<Void> took : new ArrayList<>(untaken)) {
            untaken.remove(took);
            took.fail("the socket is closed");
        }
    }
}
