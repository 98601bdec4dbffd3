package io.slipway.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much may wait for a client, over a session that takes all it is given, as SockJS's do. */
class SocketLineTest {
    private final Vertx vertx = Vertx.vertx();
    private final Deque<Promise<Void>> written = new ArrayDeque<>();
    private int closed;
    private final SocketLine line = new SocketLine(vertx, session(), null);

    @AfterEach
    void stop() {
        assertThat(vertx.close().toCompletionStage().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(9));
    }

    private SockJSSocket session() {
        return (SockJSSocket) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SockJSSocket.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "write" -> {
                            Promise<Void> promise = Promise.promise();
                            written.add(promise);
                            return promise.future();
                        }
                        case "close" -> {
                            closed++;
                            return null;
                        }
                        default -> throw new AssertionError(method);
                    }
                });
    }

    @Test
    void asMuchAsTheBoundMayWait_andNoByteMore() {
        line.send("x".repeat(SocketLine.MAX_WAITING - 2));
        line.send("ä");
        assertThat(written).hasSize(2);
        assertThat(closed).isZero();

        line.send("x");

        assertThat(written).hasSize(2);
        assertThat(closed).isOne();
        line.send("y");
        line.close(SocketClose.GOODBYE);
        assertThat(written).as("nothing after its end").hasSize(2);
        assertThat(closed).isOne();
    }

    @Test
    void whatHasLeftDoesNotWait_whetherItArrivedOrNot() {
        for (int i = 0; i < 10; i++) {
            line.send("x".repeat(SocketLine.MAX_WAITING));
            if (i % 2 == 0) {
                written.remove().complete();
            } else {
                written.remove().fail("lost");
            }
        }
        assertThat(closed).isZero();
    }
}
