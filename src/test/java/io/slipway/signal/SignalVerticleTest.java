package io.slipway.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.bus.Address;
import io.slipway.bus.Bus;
import io.slipway.kit.CanIgnoreReturnValue;
import io.slipway.model.Digest;
import io.slipway.model.IpAddress;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Events;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Presence.Role;
import io.slipway.protocol.Presence.Whereabouts;
import io.slipway.protocol.Rates;
import io.slipway.protocol.Signals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may enter, what reaches whom in which order, and what is told when rooms end; the other actors say what a test has them say. */
class SignalVerticleTest {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.7").orElseThrow();
    private static final ShareId SHARE = ShareId.of(new byte[16]);
    private static final Digest RIGHT = Digest.of(new byte[32]);
    private static final PeerId ANN = peer(1);
    private static final PeerId BO = peer(2);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final LinkedBlockingQueue<Signals.Mail> delivered = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Presence.EndRoom> ended = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Presence.Left> left = new LinkedBlockingQueue<>();
    private final List<Presence.Enter> entered = new CopyOnWriteArrayList<>();
    private final List<Catalog.Admit> admitted = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> allowed = new ConcurrentHashMap<>();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private volatile Problem keptOut;
    private volatile Presence.Arrived arrival;
    private volatile Function<Presence.Meet, Future<Presence.Met>> meet =
            wish -> Future.succeededFuture(new Presence.Met("me", ""));

    private static PeerId peer(int number) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) number;
        return PeerId.of(bytes);
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new AssertionError(e);
        }
    }

    private static void refused(Future<?> asked, ProblemCode code) {
        assertThatThrownBy(() -> await(asked))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(code);
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) {
        try {
            T one = queue.poll(10, TimeUnit.SECONDS);
            assertThat(one).isNotNull();
            return one;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private <Q extends Record, R extends Record> Future<Void> serve(Address<Q, R> address, Function<Q, R> answer) {
        return bus.serve(address, question -> Future.succeededFuture(answer.apply(question)));
    }

    @BeforeEach
    void start() {
        List<Future<?>> all = new ArrayList<>();
        all.add(serve(Rates.TAKE, take -> {
            boolean may = allowed.merge(take.limits().get(0).name(), 1, Integer::sum)
                    <= take.limits().get(0).rate().count();
            return new Rates.Taken(may, may ? 0 : 1_001, 0, 0);
        }));
        all.add(bus.serve(Catalog.ADMIT, wish -> {
            admitted.add(wish);
            return keptOut == null ? Future.succeededFuture(new Catalog.Admitted()) : Future.failedFuture(keptOut);
        }));
        all.add(serve(Presence.REDEEM, wish -> new Presence.Redeemed(null, "192.0.2.7", 0)));
        all.add(serve(Presence.ARRIVE, wish -> arrival));
        all.add(serve(Presence.DEPART, wish -> new Presence.Done()));
        all.add(serve(Presence.ENTER, wish -> {
            entered.add(wish);
            steps.add("entered");
            return new Presence.Entered(wish.room(), List.of());
        }));
        all.add(serve(Presence.EXIT, wish -> {
            steps.add("left");
            return new Presence.Done();
        }));
        all.add(serve(Presence.END_ROOM, wish -> {
            ended.add(wish);
            return new Presence.Done();
        }));
        all.add(bus.serve(Presence.MEET, wish -> meet.apply(wish)));
        all.add(bus.subscribe(Signals.DELIVER, delivered::add));
        all.add(bus.subscribe(Presence.LEFT, left::add));
        all.add(vertx.deployVerticle(new SignalVerticle(bus, "me")));
        await(Future.all(all));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private void come(PeerId peer, int turn, boolean resumed, String before) {
        arrival = new Presence.Arrived(peer, turn, "t", resumed, before);
        assertThat(await(bus.request(Signals.HELLO, new Signals.Hello("x", null, null, CLIENT)))
                        .peer())
                .isEqualTo(peer);
    }

    private Future<Presence.Entered> join(String room, Role as, Digest right) {
        return bus.request(Signals.JOIN, new Signals.Join(ANN, room, as, right, "Ann", CLIENT));
    }

    private Future<Presence.Done> say(int number) {
        return bus.request(Signals.SAY, new Signals.Say(ANN, BO, new byte[] {(byte) number}, CLIENT));
    }

    @Test
    void aSenderIsTheOwner_aReceiverMayRead() {
        await(join("share:" + SHARE, Role.SENDER, RIGHT));
        await(join("share:" + SHARE, Role.RECEIVER, RIGHT));
        await(join("share:" + SHARE, Role.RECEIVER, null));
        assertThat(admitted).extracting(Catalog.Admit::owner).containsExactly(true, false, false);
        assertThat(admitted).extracting(Catalog.Admit::proof).containsExactly(RIGHT, RIGHT, null);
        assertThat(entered).extracting(Presence.Enter::room).containsOnly("share:" + SHARE);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProblemCode.class,
            names = {"NOT_FOUND", "GONE", "PASSWORD_REQUIRED", "UNAVAILABLE"})
    void whoMayNotIsToldAsOverHttp(ProblemCode code) {
        keptOut = new Problem(code, "no");
        refused(join("share:" + SHARE, Role.RECEIVER, RIGHT), code);
        refused(
                join("share:" + SHARE, Role.RECEIVER, null),
                code == ProblemCode.NOT_FOUND ? ProblemCode.CAPABILITY_REQUIRED : code);
        refused(join("share:" + SHARE, Role.SENDER, null), ProblemCode.CAPABILITY_REQUIRED);
        assertThat(entered).isEmpty();
    }

    @Test
    void otherRoomsAskForNoRight_andWhatIsNoneIsRefused() {
        await(join("near:", Role.SENDER, null));
        await(join("pair:AAAAAAAAAAAAAAAAAAAAAA", Role.SENDER, null));
        assertThat(entered)
                .extracting(Presence.Enter::room)
                .containsExactly("near:192.0.2.7", "pair:AAAAAAAAAAAAAAAAAAAAAA");
        refused(join("park:", Role.SENDER, null), ProblemCode.BAD_REQUEST);
        assertThat(admitted).isEmpty();
    }

    @Test
    void anAddressEntersSoManyRoomsInAMinute() {
        for (int i = 0; i < 600; i++) {
            await(join("near:", Role.SENDER, null));
        }
        refused(join("near:", Role.SENDER, null), ProblemCode.RATE_LIMITED);
        assertThat(entered).hasSize(600);
    }

    @Test
    void anAddressTriesSoManyCodesInAMinute_andMayGoOnOfferingThem() {
        for (int i = 0; i < 30; i++) {
            await(join("code:" + i, Role.RECEIVER, null));
        }
        refused(join("code:30", Role.RECEIVER, null), ProblemCode.RATE_LIMITED);
        refused(join("code:", Role.RECEIVER, null), ProblemCode.RATE_LIMITED);
        assertThat(entered).hasSize(30);
        assertThat(await(join("code:", Role.SENDER, null)).room()).isEqualTo("code:");
        assertThat(admitted).isEmpty();
    }

    @Test
    void anAddressSaysSoMuchInAMinute() {
        come(ANN, 1, false, "");
        come(BO, 1, false, "");
        allowed.put("say:192.0.2.7", 5_999);
        await(say(1));
        refused(say(2), ProblemCode.RATE_LIMITED);
    }

    @Test
    void whatIsSaidIsDeliveredInOrder_howeverLongTheQuestionsTake() {
        come(ANN, 1, false, "");
        come(BO, 1, false, "");
        List<Promise<Presence.Met>> met = new CopyOnWriteArrayList<>();
        meet = wish -> {
            Promise<Presence.Met> later = Promise.promise();
            met.add(later);
            return later.future();
        };
        List<Future<Presence.Done>> said = List.of(say(0), say(1), say(2));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (met.size() < 3) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        for (int i : new int[] {2, 1, 0}) {
            met.get(i).complete(new Presence.Met("me", ""));
        }
        await(Future.all(said));
        for (int i = 0; i < 3; i++) {
            Signals.Mail mail = next(delivered);
            assertThat(mail.body()).containsExactly(i);
            assertThat(mail.from()).isEqualTo(ANN);
            assertThat(mail.to()).containsExactly(BO);
        }
    }

    @Test
    void whoLeavesIsHeardBefore_andHasLeftBeforeItJoins() {
        come(ANN, 1, false, "");
        come(BO, 1, false, "");
        Promise<Presence.Met> met = Promise.promise();
        meet = wish -> met.future();
        Future<Presence.Done> said = say(1);
        Future<Presence.Done> left = bus.request(Signals.LEAVE, new Signals.Leave(ANN, "code:7", CLIENT));
        Future<Presence.Entered> joined = join("code:", Role.SENDER, null);
        // A round of questions that wait for nothing: whatever was asked before has come as far as it could.
        for (int i = 0; i < 10; i++) {
            await(bus.request(Signals.JOIN, new Signals.Join(BO, "near:", Role.SENDER, null, "Bo", CLIENT)));
        }
        assertThat(steps).hasSize(10).containsOnly("entered");
        steps.clear();
        met.complete(new Presence.Met("me", ""));
        await(Future.all(said, left, joined));
        assertThat(next(delivered).body()).containsExactly(1);
        assertThat(steps).containsExactly("left", "entered");
    }

    @Test
    void whoIsNotHereIsGone_asIsANodeThatIsNot() {
        refused(say(1), ProblemCode.PEER_GONE);
        come(ANN, 1, false, "");
        refused(say(1), ProblemCode.PEER_GONE);
        meet = wish -> Future.succeededFuture(new Presence.Met("nowhere", ""));
        refused(say(1), ProblemCode.PEER_GONE);
        meet = wish -> Future.failedFuture(new Problem(ProblemCode.PEER_GONE, "no"));
        refused(say(1), ProblemCode.PEER_GONE);
        meet = wish -> Future.failedFuture(new Problem(ProblemCode.UNAVAILABLE, "Redis is away"));
        refused(say(1), ProblemCode.UNAVAILABLE);
        come(BO, 1, false, "");
        meet = wish -> Future.succeededFuture(new Presence.Met("me", ""));
        await(say(1));
        await(bus.request(Signals.BYE, new Signals.Bye(BO, 0)));
        await(say(1));
        await(bus.request(Signals.BYE, new Signals.Bye(BO, 1)));
        refused(say(1), ProblemCode.PEER_GONE);
    }

    @Test
    void newsGoesToThoseWhoAreToHearIt_withoutTheNetworkTheyAreIn() {
        Presence.Seat seat = new Presence.Seat(BO, Role.RECEIVER, "Bo", Whereabouts.HERE);
        bus.publish(
                Presence.NEWS,
                new Presence.News(
                        "near:192.0.2.7",
                        seat,
                        List.of(
                                new Presence.Reader(ANN, "me"),
                                new Presence.Reader(peer(3), "nowhere"),
                                new Presence.Reader(peer(4), "me"))));
        Signals.Mail mail = next(delivered);
        assertThat(mail.to()).containsExactly(ANN, peer(4));
        assertThat(mail.news()).isEqualTo(new Signals.Happened("near:", seat));
    }

    @Test
    void aShareThatIsRevokedOrEndsEndsItsRoom_oneThatChangesDoesNot() {
        bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(SHARE, false));
        bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(SHARE, true));
        bus.publish(Events.SHARE_ENDED, new Events.ShareEnded(SHARE));
        assertThat(next(ended).room()).isEqualTo("share:" + SHARE);
        assertThat(next(ended).room()).isEqualTo("share:" + SHARE);
        assertThat(ended).isEmpty();
    }

    @Test
    void aPeerThatArrivedElsewhereHasNoSocketHere_unlessItCameBackSince() {
        come(ANN, 1, false, "");
        await(bus.request(Signals.mailbox("me"), Signals.Mail.takenOver(ANN, 2)));
        assertThat(next(delivered).turn()).isEqualTo(2);
        assertThat(next(left).peer()).isEqualTo(ANN);

        come(ANN, 3, true, "me");
        assertThat(next(delivered).turn()).as("sockets before").isEqualTo(3);
        await(bus.request(Signals.mailbox("me"), Signals.Mail.takenOver(ANN, 2)));
        assertThat(next(delivered).turn()).isEqualTo(2);
        assertThat(left).isEmpty();
    }
}
