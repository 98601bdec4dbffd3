package io.slipway.presence;

import static io.slipway.presence.RedisPresenceIT.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.journal.TestView;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Presence.Role;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts about bulk sockets, on both versions of Redis, for three nodes; signal sockets are all at the first. */
class RedisPlugsIT {
    private static final String HERE = "192.0.2.1";

    private final Vertx vertx = Vertx.vertx();
    private final Randomness randomness = Randomness.of(new SecureRandom());
    private TestView redis;
    private RedisPresence presence;
    private RedisPlugs one;
    private RedisPlugs two;
    private PeerId ann;
    private PeerId bo;

    private void start(boolean carried, Duration lease) throws Exception {
        redis = TestView.start(vertx, carried);
        presence = new RedisPresence(redis.view(), "one", new PresenceSettings(lease, lease, lease));
        one = new RedisPlugs(redis.view(), "one");
        two = new RedisPlugs(redis.view(), "two");
        ann = come();
        bo = come();
        enter(ann, "share:s", Role.SENDER);
        enter(bo, "share:s", Role.RECEIVER);
    }

    private void start(boolean carried) throws Exception {
        start(carried, Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        redis.close();
        await(vertx.close());
    }

    private PeerId come() {
        Token token = Token.random(randomness);
        PeerId fresh = PeerId.of(randomness.bytes(16));
        Presence.Arrive client = new Presence.Arrive(null, null, HERE);
        return await(presence.arrive(fresh, token.text(), token.verifier(), client, null))
                .arrived()
                .peer();
    }

    private void enter(PeerId peer, String room, Role as) {
        assertThat(await(presence.enter(new Presence.Enter(peer, room, as, ""))).refusal())
                .isNull();
    }

    private static void gone(Future<?> asked) {
        assertThatThrownBy(() -> await(asked))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(ProblemCode.PEER_GONE);
    }

    private static RedisPlugs.Reached reach(RedisPlugs from, PeerId asker, int turn, PeerId other) {
        return await(from.reach(new Presence.Reach(asker, turn, other)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void peersReachEachOtherWhereTheirBulkSocketsAre(boolean carried) throws Exception {
        start(carried);
        assertThat(await(two.plug(ann))).isEqualTo(new RedisPlugs.Plugged(1, ""));
        gone(two.reach(new Presence.Reach(ann, 1, bo)));
        assertThat(await(one.plug(bo)).turn()).isEqualTo(1);
        assertThat(reach(two, ann, 1, bo).met()).isEqualTo(new Presence.Met("one", "s"));
        assertThat(reach(one, bo, 1, ann).met()).isEqualTo(new Presence.Met("two", "s"));
        await(presence.depart(ann, 1));
        assertThat(reach(one, bo, 1, ann).met())
                .as("with its signal socket lost")
                .isEqualTo(new Presence.Met("two", "s"));

        await(presence.exit(bo, "share:s"));
        gone(one.reach(new Presence.Reach(bo, 1, ann)));
        gone(one.reach(new Presence.Reach(bo, 1, PeerId.of(new byte[16]))));
        enter(bo, "near:x", Role.RECEIVER);
        gone(one.reach(new Presence.Reach(bo, 1, ann)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLastSocketIsThePeers_andTheEndOfOneBeforeChangesNothing(boolean carried) throws Exception {
        start(carried);
        await(one.plug(bo));
        await(one.plug(ann));
        assertThat(await(two.plug(ann))).isEqualTo(new RedisPlugs.Plugged(2, "one"));
        assertThat(await(new RedisPlugs(redis.view(), "three").plug(ann))).isEqualTo(new RedisPlugs.Plugged(3, "two"));
        await(one.unplug(ann, 1));
        await(two.unplug(ann, 2));
        await(two.unplug(ann, 3));
        assertThat(reach(one, bo, 1, ann).met().node()).isEqualTo("three");
        await(new RedisPlugs(redis.view(), "three").unplug(ann, 3));
        gone(one.reach(new Presence.Reach(bo, 1, ann)));
        assertThat(await(two.plug(ann))).isEqualTo(new RedisPlugs.Plugged(4, ""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSocketThatIsntItsPeersReachesNobody_andIsNamed(boolean carried) throws Exception {
        start(carried);
        await(one.plug(ann));
        await(two.plug(ann));
        await(two.plug(bo));
        Presence.Unplugged replaced = new Presence.Unplugged(ann, 2, "one", true);
        assertThat(reach(one, ann, 1, bo).lost()).isEqualTo(replaced);
        PeerId nobody = PeerId.of(new byte[16]);
        assertThat(await(one.check(Map.of(ann, 1, nobody, 4))))
                .containsExactlyInAnyOrder(replaced, new Presence.Unplugged(nobody, 5, "one", false));
        assertThat(await(two.check(Map.of(ann, 2, bo, 1)))).isEmpty();
        assertThat(await(two.check(Map.of(ann, 1)))).hasSize(1);
        redis.flush();
        assertThat(reach(two, ann, 2, bo).lost()).isEqualTo(new Presence.Unplugged(ann, 3, "two", false));
        gone(two.plug(ann));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsGoneHasNone_andWhoeverEndsItSaysWhereItWas(boolean carried) throws Exception {
        start(carried, Duration.ofMillis(100));
        await(two.plug(ann));
        await(one.plug(bo));
        await(one.unplug(bo, 1));
        List<Presence.Unplugged> ended = new ArrayList<>();
        while (!redis.names().isEmpty()) {
            ended.addAll(await(presence.sweep()).unplugged());
        }
        assertThat(ended).containsExactly(new Presence.Unplugged(ann, 2, "two", false));
    }
}
