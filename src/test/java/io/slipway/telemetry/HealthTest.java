package io.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.model.ComponentHealth;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final Health health = new Health(vertx, nanos::get);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aNodeWithoutPartsIsReady() throws Exception {
        assertThat(check().ready()).isTrue();
    }

    @Test
    void oneDownPartMakesItUnready_aDegradedOneDoesNot() throws Exception {
        health.watchNow("redis", ComponentHealth::ok);
        health.watchNow("disk", () -> ComponentHealth.degraded("nearly full"));
        assertThat(check().ready()).isTrue();

        health.watch("kafka", () -> Future.succeededFuture(ComponentHealth.down("no broker answers")));
        Health.Report report = check();

        assertThat(report.ready()).isFalse();
        assertThat(report.parts().keySet()).containsExactly("redis", "disk", "kafka");
        assertThat(report.parts().values())
                .extracting(Health::reason)
                .containsExactly("", "nearly full", "no broker answers");
    }

    @Test
    void aPartThatFailsToAnswerIsDown_andSaysNothingItShouldNot() throws Exception {
        health.watch("failing", () -> Future.failedFuture("redis://user:canary@host is away"));
        health.watch("throwing", () -> {
            throw new IllegalStateException("canary");
        });

        health.watch("missing", () -> null);
        health.watchNow("empty", () -> null);

        Health.Report report = check();

        assertThat(report.parts().values()).noneMatch(ComponentHealth::ready).hasSize(4);
        assertThat(report.toString()).doesNotContain("canary");
    }

    @Test
    void aPartThatNeverAnswersIsDownWhenPatienceEnds() throws Exception {
        Promise<ComponentHealth> never = Promise.promise();
        health.watch("stuck", never::future);

        Health.Report report = check();

        assertThat(report.parts().get("stuck")).isEqualTo(ComponentHealth.down("no answer within 2 s"));
    }

    @Test
    void answersAreKeptForASecondAndNoLonger() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        health.watchNow("part", () -> {
            asked.incrementAndGet();
            return ComponentHealth.ok();
        });

        Health.Report first = check();
        nanos.addAndGet(Health.KEPT.toNanos() - 1);
        assertThat(check()).isSameAs(first);
        assertThat(asked).hasValue(1);

        nanos.addAndGet(1);
        assertThat(check()).isNotSameAs(first);
        assertThat(asked).hasValue(2);
    }

    @Test
    void thoseWhoAskMeanwhileShareTheAnswer() throws Exception {
        Queue<Promise<ComponentHealth>> asked = new ArrayDeque<>();
        health.watch("slow", () -> {
            Promise<ComponentHealth> answer = Promise.promise();
            asked.add(answer);
            return answer.future();
        });

        Future<Health.Report> first = health.check();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        Future<Health.Report> second = health.check();
        assertThat(asked).hasSize(1);
        asked.remove().complete(ComponentHealth.ok());

        assertThat(await(first)).isSameAs(await(second));
    }

    @Test
    void aNameIsTakenOnce() {
        health.watchNow("part", ComponentHealth::ok);
        assertThatIllegalArgumentException().isThrownBy(() -> health.watchNow("part", ComponentHealth::ok));
    }

    @Test
    void whatPartsCountIsAsItIsNow() {
        AtomicInteger count = new AtomicInteger(1);
        health.show("relay", () -> Map.of("streams", count.get()));
        assertThat(health.counters()).isEqualTo(Map.of("relay", Map.of("streams", 1)));
        count.set(2);
        assertThat(health.counters()).isEqualTo(Map.of("relay", Map.of("streams", 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> health.show("relay", Map::of));
    }

    private Health.Report check() throws Exception {
        return await(health.check());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
