package io.slipway.edge.socket;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SockJS session that counts what waits in it, and ends for a reason. SockJS itself takes whatever it is given, however slowly
 * the client reads: only the future of a write tells when it left. And it closes with one code only: over a WebSocket the
 * frame that tells another is written here; over XHR there is no other.
 */
final class SocketLine {
    /** Bytes of messages that may wait for a client. */
    static final int MAX_WAITING = 256 << 10;

    /** How long a client may take to answer a close before its connection is cut. */
    private static final long LINGER_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SocketLine.class);

    private final Vertx vertx;
    private final SockJSSocket session;
    private final ServerWebSocket transport;
    private long waiting;
    private boolean closed;

    /** @param transport below the session; null if that isn't a WebSocket */
    SocketLine(Vertx vertx, SockJSSocket session, ServerWebSocket transport) {
        this.vertx = vertx;
        this.session = session;
        this.transport = transport;
    }

    /** @param message hears each message, also after {@link #close}. @param end hears once that it is over */
    void listen(Handler<Buffer> message, Runnable end) {
        session.exceptionHandler(cause -> LOG.debug("a socket broke", cause));
        session.handler(message);
        session.closeHandler(over -> {
            boolean first = !closed;
            closed = true;
            if (first && transport != null) {
                // A message that is too large for the transport ends the session, but not the connection.
                cut();
            }
            end.run();
        });
    }

    /** Sends, or ends a line on which too much waits. */
    void send(String text) {
        if (closed) {
            return;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (waiting + bytes > MAX_WAITING) {
            close(SocketClose.NOT_READ);
            return;
        }
        waiting += bytes;
        session.write(text).onComplete(written -> waiting -= bytes);
    }

    void close(SocketClose why) {
        if (closed) {
            return;
        }
        closed = true;
        LOG.atDebug().addKeyValue("code", why).log("closing a socket");
        if (transport == null) {
            session.close();
        } else if (why == SocketClose.NOT_READ) {
            // A close frame would wait behind the rest.
            cut();
        } else if (!transport.isClosed()) {
            drop(transport.writeTextMessage("c[" + why.code() + ",\"" + why.reason() + "\"]"));
            drop(transport.close((short) why.code(), why.reason()));
            vertx.setTimer(LINGER_MILLIS, late -> cut());
        }
    }

    private void cut() {
        ((WebSocketInternal) transport)
                .channelHandlerContext()
                .close()
                .addListener(done -> LOG.trace("a connection was cut"));
    }

    private static void drop(Future<?> future) {
        future.onFailure(e -> LOG.trace("the client was gone already", e));
    }
}
