package io.slipway.journal;

import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.RealRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that counts for all nodes, on both versions of Redis. */
class GcraScriptIT {
    private static final Places PLACES = new Places(1, 1);
    private static final long HOUR_MICROS = 3_600_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private RealRedis redis;
    private RedisLink link;
    private RedisView view;
    private RedisScript script;

    private void start(boolean carried) throws Exception {
        redis = RealRedis.start(carried);
        link = new RedisLink(vertx, vertx.getOrCreateContext(), redis.address().uri());
        view = new RedisView(link, "slp:", PLACES, new Horizon(PLACES.size()), () -> {});
        script = view.script("gcra");
    }

    @AfterEach
    void stop() {
        done(link.close());
        redis.close();
        done(vertx.close());
    }

    /** @param counts of each limit, per hour */
    private Future<Response> take(int cost, List<String> keys, int... counts) {
        List<byte[]> args = new ArrayList<>();
        args.add(text(cost));
        for (int count : counts) {
            args.add(text(HOUR_MICROS / count));
            args.add(text(count));
        }
        return view.run(script, List.of(), keys, args);
    }

    private static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean allowed(Response limits) {
        boolean all = true;
        for (Response limit : limits) {
            all &= limit.get(0).toInteger() == 1;
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fiftyAtOnceGetExactlyWhatThereIs(boolean carried) throws Exception {
        start(carried);

        List<Future<Response>> asked = IntStream.range(0, 50)
                .mapToObj(i -> take(1, List.of("rate:a"), 7))
                .toList();

        assertThat(asked.stream().filter(one -> allowed(await(one))).count()).isEqualTo(7);
        Response refused = await(take(1, List.of("rate:a"), 7)).get(0);
        assertThat(refused.get(1).toLong()).isBetween(HOUR_MICROS / 7_000 - 60_000, HOUR_MICROS / 7_000);
        assertThat(refused.get(2).toInteger()).isZero();
        assertThat(allowed(await(take(1, List.of("rate:b"), 7)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoLimitsBothAllow_orNothingIsTaken(boolean carried) throws Exception {
        start(carried);
        List<String> both = List.of("rate:address", "rate:share");
        assertThat(allowed(await(take(1, both, 5, 1)))).isTrue();

        Response refused = await(take(1, both, 5, 1));

        assertThat(allowed(refused)).isFalse();
        assertThat(refused.get(0).get(0).toInteger()).isOne();
        assertThat(refused.get(0).get(2).toInteger()).isEqualTo(4);
        assertThat(await(take(0, List.of("rate:address"), 5)).get(0).get(2).toInteger())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsGivenBackCanBeTakenAgain_andNoMore(boolean carried) throws Exception {
        start(carried);
        for (int i = 0; i < 3; i++) {
            assertThat(allowed(await(take(1, List.of("rate:a"), 3)))).isTrue();
        }

        done(take(-1, List.of("rate:a"), 3));
        assertThat(allowed(await(take(1, List.of("rate:a"), 3)))).isTrue();
        assertThat(allowed(await(take(1, List.of("rate:a"), 3)))).isFalse();

        for (int i = 0; i < 10; i++) {
            done(take(-1, List.of("rate:a"), 3));
        }
        assertThat(await(take(0, List.of("rate:a"), 3)).get(0).get(2).toInteger())
                .isEqualTo(3);
    }
}
