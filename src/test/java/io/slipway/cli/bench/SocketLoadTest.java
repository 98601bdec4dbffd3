package io.slipway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketLoadTest {
    private static final int MESSAGES = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Echo echo = new Echo();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Says at once what it is told to say, and sometimes repeats what was said before the load began. */
    private static final class Echo implements SocketLoad.Crowd {
        private LongConsumer ear;
        private final int[] said = new int[4];

        @Override
        public int size() {
            return said.length;
        }

        @Override
        public void say(int client, long number) {
            said[client]++;
            ear.accept(0);
            ear.accept(number);
        }

        @Override
        public void listen(LongConsumer listener) {
            ear = listener;
        }
    }

    @Test
    void eachMessageIsTimedOnce_andAllClientsTalk() throws Exception {
        Rival.Work work = SocketLoad.run(vertx, echo, MESSAGES);

        assertThat(work.latencies()).hasSize(MESSAGES);
        assertThat(Arrays.stream(work.latencies())).allMatch(millis -> millis >= 0);
        assertThat(echo.said).containsOnly(MESSAGES / echo.size());
    }
}
