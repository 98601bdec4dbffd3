package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisLinkTlsTest {
    /** A record of the handshake protocol (RFC 8446, section 5.1). */
    private static final byte HANDSHAKE = 22;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void rediss_beginsWithAHandshake_andNothingInTheClear() throws Exception {
        assertThat(firstBytes("rediss").getByte(0)).isEqualTo(HANDSHAKE);
        assertThat(firstBytes("redis").toString()).contains("canary");
    }

    private Buffer firstBytes(String scheme) throws Exception {
        Promise<Buffer> first = Promise.promise();
        int port = await(vertx.createNetServer()
                        .connectHandler(socket -> socket.handler(first::tryComplete))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        RedisLink link =
                new RedisLink(vertx, vertx.getOrCreateContext(), scheme + "://:canary@localhost:" + port + "/0");

        assertThat(link.send(Request.cmd(Command.PING))).isNotNull();

        return await(first.future());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
