package io.slipway.presence;

import static io.slipway.presence.RedisPresenceIT.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.bus.Bus;
import io.slipway.journal.TestView;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Presence.Role;
import io.slipway.protocol.Presence.Whereabouts;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The actor on a real Redis: what it answers, what it renews, and whom it tells of whom. */
class PresenceVerticleIT {
    private static final String HERE = "192.0.2.1";
    private static final String ROOM = "share:s";

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final LinkedBlockingQueue<Presence.News> news = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Presence.Left> left = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Presence.Unplugged> unplugged = new LinkedBlockingQueue<>();
    private final PresenceSettings settings =
            new PresenceSettings(Duration.ofMillis(600), Duration.ofMillis(300), Duration.ofMillis(50));
    private TestView redis;
    private RedisPresence other;

    @BeforeEach
    void start() throws Exception {
        redis = TestView.start(vertx, false);
        other = new RedisPresence(redis.view(), "other", settings);
        await(bus.subscribe(Presence.NEWS, news::add));
        await(bus.subscribe(Presence.LEFT, left::add));
        await(bus.subscribe(Presence.UNPLUGGED, unplugged::add));
        await(vertx.deployVerticle(
                new PresenceVerticle(bus, redis.view(), "me", Randomness.of(new SecureRandom()), settings)));
    }

    @AfterEach
    void stop() {
        redis.close();
        await(vertx.close());
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) {
        try {
            T one = queue.poll(20, TimeUnit.SECONDS);
            assertThat(one).isNotNull();
            return one;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Presence.Arrived come(Presence.Arrived before) {
        return await(bus.request(
                Presence.ARRIVE,
                new Presence.Arrive(
                        before == null ? null : before.peer(), before == null ? null : before.token(), HERE)));
    }

    private void enter(PeerId peer) {
        await(bus.request(Presence.ENTER, new Presence.Enter(peer, ROOM, Role.RECEIVER, "")));
    }

    private void says(PeerId about, Whereabouts is) {
        Presence.News heard = next(news);
        assertThat(heard.seat().peer()).isEqualTo(about);
        assertThat(heard.seat().is()).isEqualTo(is);
        assertThat(heard.room()).isEqualTo(ROOM);
    }

    private static void refused(Future<?> asked, ProblemCode code) {
        assertThatThrownBy(() -> await(asked))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(code);
    }

    @Test
    void aTicketIsMadeAndTakenOnce_andWhatIsNoneIsNot() {
        Presence.Ticket ticket =
                await(bus.request(Presence.TICKET, new Presence.NewTicket(Presence.Door.SIGNAL, null, HERE)));
        Presence.Redeem redeem = new Presence.Redeem(Presence.Door.SIGNAL, ticket.text());
        assertThat(await(bus.request(Presence.REDEEM, redeem)).address()).isEqualTo(HERE);
        refused(bus.request(Presence.REDEEM, redeem), ProblemCode.NOT_FOUND);
        refused(bus.request(Presence.REDEEM, new Presence.Redeem(Presence.Door.SIGNAL, "x y")), ProblemCode.NOT_FOUND);
    }

    @Test
    void aPeerHereOutlivesManyLeases_andOneThatIsLostIsAwayThenGone() {
        Presence.Arrived ann = come(null);
        Presence.Arrived bo = come(null);
        enter(ann.peer());
        enter(bo.peer());
        says(ann.peer(), Whereabouts.HERE);
        says(bo.peer(), Whereabouts.HERE);
        // Another node's peer has nobody who renews: it lasts one lease and the grace, Ann and Bo outlast it.
        Token token = Token.random(Randomness.of(new SecureRandom()));
        PeerId cy = PeerId.of(new byte[16]);
        await(other.arrive(cy, token.text(), token.verifier(), new Presence.Arrive(null, null, HERE), null));
        await(other.enter(new Presence.Enter(cy, ROOM, Role.SENDER, "")));
        says(cy, Whereabouts.AWAY);
        says(cy, Whereabouts.GONE);
        assertThat(await(bus.request(Presence.MEET, new Presence.Meet(ann.peer(), bo.peer())))
                        .node())
                .isEqualTo("me");

        await(bus.request(Presence.DEPART, new Presence.Depart(bo.peer(), bo.turn())));

        says(bo.peer(), Whereabouts.AWAY);
        says(bo.peer(), Whereabouts.GONE);
        assertThat(next(left).peer()).isEqualTo(bo.peer());
        refused(bus.request(Presence.MEET, new Presence.Meet(ann.peer(), bo.peer())), ProblemCode.PEER_GONE);
        assertThat(left).isEmpty();
    }

    @Test
    void aPeerThatComesBackInTimeHasLeftNobody() {
        Presence.Arrived ann = come(null);
        await(bus.request(Presence.DEPART, new Presence.Depart(ann.peer(), ann.turn())));
        Presence.Arrived again = come(ann);
        assertThat(again.resumed()).isTrue();
        assertThat(again.peer()).isEqualTo(ann.peer());
        // The one that departs next is told of after the first would have been.
        Presence.Arrived bo = come(null);
        await(bus.request(Presence.DEPART, new Presence.Depart(bo.peer(), bo.turn())));
        assertThat(next(left).peer()).isEqualTo(bo.peer());
        await(bus.request(Presence.DEPART, new Presence.Depart(ann.peer(), ann.turn())));
        enter(ann.peer());
        assertThat(left).as("a socket from before is nobody's").isEmpty();
    }

    @Test
    void whoIsNotKnownAnyMoreIsTold_whenItAsks_andByItself() {
        Presence.Arrived ann = come(null);
        Presence.Arrived bo = come(null);
        redis.flush();
        refused(
                bus.request(Presence.ENTER, new Presence.Enter(ann.peer(), ROOM, Role.SENDER, "")),
                ProblemCode.UNAVAILABLE);
        assertThat(next(left).peer()).isIn(ann.peer(), bo.peer());
        assertThat(next(left).peer()).isIn(ann.peer(), bo.peer());
        assertThat(come(ann).resumed()).isFalse();
    }

    private Future<Presence.Redeemed> plug(PeerId peer) {
        return bus.request(Presence.TICKET, new Presence.NewTicket(Presence.Door.BULK, peer, HERE))
                .compose(
                        ticket -> bus.request(Presence.REDEEM, new Presence.Redeem(Presence.Door.BULK, ticket.text())));
    }

    @Test
    void aBulkSocketIsFoundWhereItsTicketWasTaken_andTheFormerIsTold() {
        Presence.Arrived ann = come(null);
        Presence.Arrived bo = come(null);
        enter(ann.peer());
        enter(bo.peer());
        Presence.Reach ask = new Presence.Reach(ann.peer(), 1, bo.peer());
        await(plug(ann.peer()));
        refused(bus.request(Presence.REACH, ask), ProblemCode.PEER_GONE);
        RedisPlugs elsewhere = new RedisPlugs(redis.view(), "other");
        await(elsewhere.plug(bo.peer()));
        assertThat(await(bus.request(Presence.REACH, ask)).node()).isEqualTo("other");

        assertThat(await(plug(bo.peer()))).isEqualTo(new Presence.Redeemed(bo.peer(), HERE, 2));
        assertThat(next(unplugged)).isEqualTo(new Presence.Unplugged(bo.peer(), 2, "other", true));
        assertThat(await(bus.request(Presence.REACH, ask)).node()).isEqualTo("me");
        await(bus.request(Presence.UNPLUG, new Presence.Unplug(bo.peer(), 1)));
        assertThat(await(bus.request(Presence.REACH, ask)).node())
                .as("of one before")
                .isEqualTo("me");
        await(bus.request(Presence.UNPLUG, new Presence.Unplug(bo.peer(), 2)));
        refused(bus.request(Presence.REACH, ask), ProblemCode.PEER_GONE);
        assertThat(unplugged).isEmpty();
    }

    @Test
    void thatABulkSocketIsNoMoreItsPeersIsNoticed_whenItAsks_andByItself() {
        Presence.Arrived ann = come(null);
        Presence.Arrived bo = come(null);
        await(plug(ann.peer()));
        await(plug(bo.peer()));
        RedisPlugs elsewhere = new RedisPlugs(redis.view(), "other");
        await(elsewhere.plug(ann.peer()));
        refused(bus.request(Presence.REACH, new Presence.Reach(ann.peer(), 1, bo.peer())), ProblemCode.UNAVAILABLE);
        assertThat(next(unplugged)).isEqualTo(new Presence.Unplugged(ann.peer(), 2, "me", true));

        await(elsewhere.plug(bo.peer()));
        assertThat(next(unplugged)).isEqualTo(new Presence.Unplugged(bo.peer(), 2, "me", true));
    }

    @Test
    void aBulkSocketStaysWhereverItsPeersSignalSocketGoes_andGoesWithThePeer() {
        Presence.Arrived ann = come(null);
        Presence.Arrived bo = come(null);
        enter(ann.peer());
        enter(bo.peer());
        await(plug(ann.peer()));
        await(plug(bo.peer()));
        bus.publish(Presence.LEFT, new Presence.Left(ann.peer()));
        assertThat(await(bus.request(Presence.REACH, new Presence.Reach(bo.peer(), 1, ann.peer())))
                        .node())
                .isEqualTo("me");

        Token token = Token.random(Randomness.of(new SecureRandom()));
        PeerId cy = PeerId.of(new byte[16]);
        await(other.arrive(cy, token.text(), token.verifier(), new Presence.Arrive(null, null, HERE), null));
        await(new RedisPlugs(redis.view(), "third").plug(cy));
        Presence.Unplugged ended = next(unplugged);
        while (!ended.peer().equals(cy)) {
            // Ann isn't renewed any more either.
            ended = next(unplugged);
        }
        assertThat(ended).isEqualTo(new Presence.Unplugged(cy, 2, "third", false));
        refused(plug(cy), ProblemCode.PEER_GONE);
    }

    @Test
    void anotherNodesPeersAreAwayWhenItLeaves() {
        Presence.Arrived ann = come(null);
        enter(ann.peer());
        assertThat(next(news).seat().peer()).isEqualTo(ann.peer());
        Token token = Token.random(Randomness.of(new SecureRandom()));
        PeerId cy = PeerId.of(new byte[16]);
        await(other.arrive(cy, token.text(), token.verifier(), new Presence.Arrive(null, null, HERE), null));
        await(other.enter(new Presence.Enter(cy, ROOM, Role.SENDER, "")));
        long before = System.nanoTime();

        bus.publish(Presence.NODE_LEFT, new Presence.NodeLeft("other"));

        says(cy, Whereabouts.AWAY);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(settings.lease());
        says(cy, Whereabouts.GONE);
    }
}
