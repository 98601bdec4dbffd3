package io.slipway.journal;

import static io.slipway.journal.JournalIT.bytes;
import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.done;
import static io.slipway.journal.Waiting.persist;
import static io.slipway.journal.Waiting.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.Processes;
import io.slipway.kit.RealRedis;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard, the scripts of others, and the link under them, on both versions of Redis. */
class RedisViewIT {
    private static final Places PLACES = new Places(1, 1);
    private static final EntityKey SHARE = new EntityKey("share", "a");
    private static final EntityKey KEY = new EntityKey("key", "k");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger behind = new AtomicInteger();
    private final Horizon horizon = new Horizon(PLACES.size());
    private RealRedis redis;
    private RedisLink link;
    private RedisFold fold;
    private RedisView view;
    private RedisContents contents;

    private void start(boolean carried) throws Exception {
        redis = RealRedis.start(carried);
        link = new RedisLink(vertx, vertx.getOrCreateContext(), redis.address().uri());
        fold = new RedisFold(link, "slp:", PLACES, 1_000, JournalSettings.Times.DEFAULT);
        view = new RedisView(link, "slp:", PLACES, horizon, behind::incrementAndGet);
        contents = new RedisContents(link, "slp:");
    }

    private void begin(long facts, long keys) {
        done(fold.begin(List.of(new Position(facts, 0, "topic"), new Position(keys, 0, "topic"))));
    }

    @AfterEach
    void stop() {
        done(link.close());
        redis.close();
        done(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsShownBehindWhatWasMet(boolean carried) throws Exception {
        start(carried);
        assertThat(refusal(view.read(List.of(SHARE)))).as("no view").isEqualTo(ProblemCode.UNAVAILABLE);
        begin(5, 9);
        horizon.met(0, 5);
        assertThat(await(view.read(List.of(SHARE, KEY))).entities())
                .extracting(Entity::version)
                .containsExactly(-1L, -1L);
        assertThat(horizon.least(1)).as("met while reading").isEqualTo(9);

        horizon.met(0, 6);

        assertThat(refusal(view.read(List.of(SHARE)))).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(refusal(view.run(view.script("probe"), List.of(SHARE), List.of("x"), List.of(bytes("y")))))
                .isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(refusal(view.runEverywhere(view.script("probe"), List.of("x"), List.of(bytes("y")))))
                .isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(contents.names("x:")).as("not run").isEmpty();
        assertThat(await(view.read(List.of(KEY))).entities()).hasSize(1);
        assertThat(behind).hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aScriptSeesItsKeysItsArgumentsTheClockAndTheLife(boolean carried) throws Exception {
        start(carried);
        begin(0, 0);
        RedisScript probe = view.script("probe");

        Response first = await(view.run(probe, List.of(SHARE, KEY), List.of("noted"), List.of(bytes("a"), bytes("b"))));
        Response second = await(view.run(probe, List.of(), List.of(), List.of(bytes("c"))));

        assertThat(first.get(0).toLong())
                .isBetween(1_700_000_000_000L, second.get(0).toLong());
        assertThat(first.get(1).toString()).isEqualTo(second.get(1).toString());
        assertThat(List.of(first.get(2).toInteger(), first.get(3).toInteger())).containsExactly(1, 2);
        assertThat(contents.entries()).containsEntry("b noted\0", "b");
        assertThat(await(view.run(view.script("probe-nothing"), List.of(), List.of(), List.of())))
                .isNull();
        assertThat(refusal(view.run(view.script("probe-broken"), List.of(), List.of("x"), List.of())))
                .isEqualTo(ProblemCode.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyLifeHasANameOfItsOwn(boolean carried) throws Exception {
        start(carried);
        List<String> lives = new ArrayList<>();
        begin(0, 0);
        lives.add(life());
        contents.flush();
        begin(0, 0);
        lives.add(life());
        done(fold.empty(0, new Position(0, 0, "topic")));
        begin(0, 0);
        lives.add(life());
        redis.kill(contents.pid());
        redis.launch();
        lives.add(persist(() -> view.run(view.script("probe"), List.of(), List.of(), List.of(bytes("x"))))
                .get(1)
                .toString());

        assertThat(lives).hasSize(4).doesNotHaveDuplicates();
    }

    private String life() {
        return await(view.run(view.script("probe"), List.of(), List.of(), List.of(bytes("x"))))
                .get(1)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void emptyingTakesOurNamesAndNoOthers(boolean carried) throws Exception {
        start(carried);
        begin(3, 4);
        for (int i = 0; i < 2_500; i++) {
            contents.tell(Command.SET, "slp:x:" + i, i);
        }
        contents.tell(Command.SET, "other:1", "stays");

        done(fold.empty(0, new Position(2, 0, "topic")));
        assertThat(await(fold.look()).life()).as("not what was seen").isNotNull();
        done(fold.empty(0, new Position(3, 0, "topic")));

        assertThat(contents.names("")).isEmpty();
        assertThat(contents.ask(Command.GET, "other:1").toString()).isEqualTo("stays");
        assertThat(await(fold.look()).life()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmptyingThatWasLeftIsGoneOnWith_andShowsNothing(boolean carried) throws Exception {
        start(carried);
        begin(3, 4);
        contents.tell(Command.SET, "slp:emptying", "left");
        contents.tell(Command.DEL, "slp:pos");
        begin(0, 0);
        assertThat(await(fold.look()).life()).as("none is begun").isNull();
        assertThat(refusal(view.read(List.of(SHARE)))).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(await(fold.look()).emptying()).isEqualTo("left");

        done(fold.goOnEmptying("another"));
        assertThat(await(fold.look()).emptying()).isEqualTo("left");
        done(fold.goOnEmptying("left"));

        assertThat(contents.names("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void positionsAreStampedOnlyWhenTheyHaveTheWholeLog(boolean carried) throws Exception {
        start(carried);
        begin(3, 4);

        done(fold.stamp(new long[] {3, 5}));

        Standing standing = await(fold.look());
        assertThat(standing.positions().get(0).time()).isBetween(standing.now() - 10_000, standing.now());
        assertThat(standing.positions().get(1)).isEqualTo(new Position(4, 0, "topic"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scriptsAreToldAgain_whenRedisForgotThem(boolean carried) throws Exception {
        start(carried);
        begin(0, 0);
        assertThat(await(view.read(List.of(SHARE))).entities()).hasSize(1);
        contents.tell(Command.SCRIPT, "FLUSH");

        assertThat(await(view.read(List.of(SHARE))).entities()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false})
    void aSilentRedisIsGivenUpAfterTheTimeout_andFoundAgain(boolean carried) throws Exception {
        start(carried);
        begin(0, 0);
        long pid = contents.pid();
        Processes.signal("STOP", pid);
        long before = System.nanoTime();
        List<Future<Response>> asked = new ArrayList<>();
        for (int i = 0; i <= RedisLink.MAX_PIPELINED; i++) {
            asked.add(link.send(Request.cmd(Command.PING)));
        }

        assertThat(refusal(asked.get(RedisLink.MAX_PIPELINED))).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(refusal(asked.get(0))).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(refusal(asked.get(RedisLink.MAX_PIPELINED - 1))).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(10_000);
        Processes.signal("CONT", pid);

        assertThat(persist(() -> view.read(List.of(SHARE))).entities()).hasSize(1);
    }

    private void keep(EntityKey key, long version, int stateBytes, byte fill) {
        byte[] state = new byte[stateBytes];
        Arrays.fill(state, fill);
        ByteBuffer value = ByteBuffer.allocate(EntityValue.HEADER_BYTES + stateBytes)
                .putLong(version)
                .putLong(version)
                .putLong(-1)
                .putLong(1_700_000_000_000L + version)
                .put((byte) 2)
                .putInt(0)
                .put(state);
        contents.tell(Command.SET, "slp:e:" + key, value.array());
    }

    private Entity shown(EntityKey key) {
        return await(view.read(List.of(KEY, key), List.of("some", "other")))
                .entities()
                .get(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeValueIsCarriedOverOnce_untilItChanges(boolean carried) throws Exception {
        start(carried);
        begin(9, 9);
        int large = 1 << 16;
        keep(SHARE, 3, large, (byte) 'a');
        byte[] first = shown(SHARE).state();
        assertThat(first).hasSize(large).containsOnly('a');
        assertThat(shown(SHARE).state()).as("what was read").isSameAs(first);
        long sent = sentBytes();
        assertThat(shown(SHARE).version()).isEqualTo(3);
        assertThat(sentBytes() - sent).as("of Redis's answers").isLessThan(large);

        contents.tell(Command.SETRANGE, "slp:e:" + SHARE, 15, "\7");
        assertThat(shown(SHARE).seen()).as("a void record").isEqualTo(7);
        keep(SHARE, 8, large, (byte) 'b');
        assertThat(shown(SHARE).state()).containsOnly('b');
        contents.tell(Command.DEL, "slp:e:" + SHARE);
        assertThat(shown(SHARE).version()).as("gone").isEqualTo(-1);
        keep(SHARE, 9, KnownValues.LEAST_BYTES - EntityValue.HEADER_BYTES - 1, (byte) 'c');
        byte[] small = shown(SHARE).state();
        assertThat(shown(SHARE).state()).isEqualTo(small).isNotSameAs(small);
    }

    private long sentBytes() {
        return Long.parseLong(contents.ask(Command.INFO, "stats")
                .toString()
                .replaceAll("(?s).*total_net_output_bytes:(\\d+).*", "$1"));
    }
}
