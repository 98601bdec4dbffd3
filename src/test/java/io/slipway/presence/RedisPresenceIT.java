package io.slipway.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.journal.TestView;
import io.slipway.kit.CanIgnoreReturnValue;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts about peers, on both versions of Redis, for two nodes. */
class RedisPresenceIT {
    private static final String HERE = "192.0.2.1";
    private static final PresenceSettings LONG =
            new PresenceSettings(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final PresenceSettings SHORT =
            new PresenceSettings(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMinutes(1));

    private final Vertx vertx = Vertx.vertx();
    private final Randomness randomness = Randomness.of(new SecureRandom());
    private TestView redis;
    private RedisPresence one;
    private RedisPresence two;

    private void start(boolean carried) throws Exception {
        start(carried, LONG);
    }

    private void start(boolean carried, PresenceSettings settings) throws Exception {
        redis = TestView.start(vertx, carried);
        one = new RedisPresence(redis.view(), "one", settings);
        two = new RedisPresence(redis.view(), "two", settings);
    }

    @AfterEach
    void stop() {
        redis.close();
        await(vertx.close());
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new AssertionError(e);
        }
    }

    @CanIgnoreReturnValue
    private static <T> T until(Supplier<Future<T>> question, Predicate<T> so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        T answer = await(question.get());
        while (!so.test(answer)) {
            assertThat(System.nanoTime()).as("still " + answer).isLessThan(end);
            answer = await(question.get());
        }
        return answer;
    }

    private static void refused(Future<?> asked, ProblemCode code) {
        assertThatThrownBy(() -> await(asked))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(code);
    }

    private RedisPresence.Arrival come(RedisPresence node, String address, Presence.Arrived before, String token) {
        Token fresh = Token.random(randomness);
        return await(node.arrive(
                PeerId.of(randomness.bytes(16)),
                fresh.text(),
                fresh.verifier(),
                new Presence.Arrive(before == null ? null : before.peer(), token, address),
                token == null ? null : Token.parse(token).orElseThrow().verifier()));
    }

    private Presence.Arrived come(RedisPresence node) {
        return come(node, HERE, null, null).arrived();
    }

    private static RedisPresence.Entry enter(RedisPresence node, PeerId peer, String room, Role as) {
        return await(node.enter(new Presence.Enter(peer, room, as, "Ann Ä")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTicketIsGoodOnceForItsDoor_andIsNotKeptAsItIs(boolean carried) throws Exception {
        start(carried);
        Token token = Token.random(randomness);
        PeerId peer = PeerId.of(randomness.bytes(16));
        await(one.keep(token.verifier(), new Presence.NewTicket(Presence.Door.BULK, peer, HERE)));
        assertThat(redis.names().toString() + redis.values()).doesNotContain(token.text());
        assertThat(redis.ttl("ticket:" + token.verifier())).isBetween(20_000L, 30_000L);

        assertThat(await(two.redeem(Presence.Door.BULK, token.verifier())))
                .isEqualTo(new Presence.Redeemed(peer, HERE, 0));
        refused(one.redeem(Presence.Door.BULK, token.verifier()), ProblemCode.NOT_FOUND);

        await(one.keep(token.verifier(), new Presence.NewTicket(Presence.Door.SIGNAL, null, HERE)));
        refused(one.redeem(Presence.Door.BULK, token.verifier()), ProblemCode.NOT_FOUND);
        refused(one.redeem(Presence.Door.SIGNAL, token.verifier()), ProblemCode.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofManyWhoTakeATicketAtOnceOneGetsIt(boolean carried) throws Exception {
        start(carried);
        Token token = Token.random(randomness);
        await(one.keep(token.verifier(), new Presence.NewTicket(Presence.Door.SIGNAL, null, HERE)));
        List<Future<Presence.Redeemed>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add((i % 2 == 0 ? one : two).redeem(Presence.Door.SIGNAL, token.verifier()));
        }
        await(Future.join(asked).otherwiseEmpty());
        assertThat(asked.stream().filter(Future::succeeded)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void peersInARoomSeeEachOtherAcrossNodes(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        PeerId bo = come(two).peer();
        assertThat(enter(one, ann, "share:s", Role.SENDER).others()).isEmpty();

        RedisPresence.Entry entry = enter(two, bo, "share:s", Role.RECEIVER);

        assertThat(entry.others()).containsExactly(new Presence.Seat(ann, Role.SENDER, "Ann Ä", Whereabouts.HERE));
        assertThat(entry.news())
                .containsExactly(new Presence.News(
                        "share:s",
                        new Presence.Seat(bo, Role.RECEIVER, "Ann Ä", Whereabouts.HERE),
                        List.of(new Presence.Reader(ann, "one"))));
        assertThat(enter(two, bo, "share:s", Role.RECEIVER).news()).as("again").isEmpty();
        assertThat(await(one.meet(new Presence.Meet(ann, bo)))).isEqualTo(new Presence.Met("two", "s"));
        assertThat(await(two.meet(new Presence.Meet(bo, ann)))).isEqualTo(new Presence.Met("one", "s"));

        List<Presence.News> left = await(two.exit(bo, "share:s"));
        assertThat(left).extracting(news -> news.seat().is()).containsExactly(Whereabouts.GONE);
        assertThat(await(two.exit(bo, "share:s"))).isEmpty();
        refused(one.meet(new Presence.Meet(ann, bo)), ProblemCode.PEER_GONE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aShareIsNamedOnlyWhereOneOfThemSends(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        PeerId bo = come(one).peer();
        enterAll(one, "near:x", ann, bo);
        assertThat(await(one.meet(new Presence.Meet(ann, bo)))).isEqualTo(new Presence.Met("one", ""));
        enterAll(one, "share:s", ann, bo);
        assertThat(await(one.meet(new Presence.Meet(ann, bo)))).isEqualTo(new Presence.Met("one", ""));
        assertThat(enter(one, bo, "share:s", Role.SENDER).refusal()).isNull();
        assertThat(await(one.meet(new Presence.Meet(ann, bo)))).isEqualTo(new Presence.Met("one", "s"));
        refused(one.meet(new Presence.Meet(ann, PeerId.of(new byte[16]))), ProblemCode.PEER_GONE);
        assertThat(await(one.meet(new Presence.Meet(PeerId.of(new byte[16]), ann))))
                .isNull();
        assertThat(await(two.meet(new Presence.Meet(ann, bo)))).as("not there").isNull();
    }

    private void enterAll(RedisPresence node, String room, PeerId... peers) {
        for (PeerId peer : peers) {
            assertThat(enter(node, peer, room, Role.RECEIVER).refusal()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyBoundHolds_andOneMoreIsRefused(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        for (int i = 0; i < 8; i++) {
            assertThat(enter(one, ann, "pair:" + i, Role.SENDER).refusal()).isNull();
        }
        assertThat(enter(one, ann, "pair:8", Role.SENDER).refusal().code()).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(enter(one, ann, "pair:7", Role.SENDER).refusal())
                .as("is in it")
                .isNull();
        await(one.exit(ann, "pair:0"));
        assertThat(enter(one, ann, "pair:8", Role.SENDER).refusal()).isNull();

        for (int i = 0; i < 64; i++) {
            Role as = i < 4 ? Role.SENDER : Role.RECEIVER;
            assertThat(enter(one, come(one).peer(), "share:s", as).refusal()).isNull();
            if (i == 4) {
                assertThat(enter(one, come(one).peer(), "share:s", Role.SENDER)
                                .refusal()
                                .getMessage())
                        .contains("4 senders");
            }
        }
        assertThat(enter(one, come(one).peer(), "share:s", Role.RECEIVER)
                        .refusal()
                        .getMessage())
                .contains("64 peers");

        RedisPresence.Arrival last = null;
        for (int i = 0; i < 257; i++) {
            last = come(i % 2 == 0 ? one : two, "192.0.2.9", null, null);
            assertThat(last.arrived() == null).as("socket " + i).isEqualTo(i == 256);
        }
        assertThat(come(one, "192.0.2.8", null, null).arrived()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostSocketsPeerIsAway_andComesBackAnywhereWithItsRoomsAndAnotherToken(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        Presence.Arrived bo = come(two);
        enterAll(one, "share:s", ann);
        enterAll(two, "share:s", bo.peer());

        List<Presence.News> away = await(two.depart(bo.peer(), bo.turn()));
        assertThat(away).extracting(news -> news.seat().is()).containsExactly(Whereabouts.AWAY);
        refused(one.meet(new Presence.Meet(ann, bo.peer())), ProblemCode.PEER_GONE);
        assertThat(enter(one, ann, "share:s", Role.RECEIVER).others())
                .extracting(Presence.Seat::is)
                .containsExactly(Whereabouts.AWAY);

        RedisPresence.Arrival back = come(one, HERE, bo, bo.token());
        assertThat(back.arrived().peer()).isEqualTo(bo.peer());
        assertThat(back.arrived().resumed()).isTrue();
        assertThat(back.arrived().turn()).isEqualTo(2);
        assertThat(back.arrived().before()).isEqualTo("two");
        assertThat(back.news()).extracting(news -> news.seat().is()).containsExactly(Whereabouts.HERE);
        assertThat(await(one.meet(new Presence.Meet(ann, bo.peer()))).node()).isEqualTo("one");

        RedisPresence.Arrival stale = come(two, HERE, bo, bo.token());
        assertThat(stale.arrived().resumed()).as("the token was changed").isFalse();
        assertThat(stale.arrived().peer()).isNotEqualTo(bo.peer());
        assertThat(await(two.depart(bo.peer(), bo.turn())))
                .as("of a socket before")
                .isEmpty();
        assertThat(redis.values()).doesNotContain(bo.token(), back.arrived().token());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoComesBackFromElsewhereIsNotNearAnyMore(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        Presence.Arrived bo = come(one);
        enterAll(one, "near:" + HERE, ann, bo.peer());
        enterAll(one, "share:s", bo.peer());
        RedisPresence.Arrival back = come(one, "192.0.2.77", bo, bo.token());
        assertThat(back.news())
                .extracting(Presence.News::room, news -> news.seat().is())
                .containsExactly(tuple("near:" + HERE, Whereabouts.GONE));
        refused(one.meet(new Presence.Meet(ann, bo.peer())), ProblemCode.PEER_GONE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutALeaseAPeerIsAwayThenGone_andNothingOfItStays(boolean carried) throws Exception {
        start(carried, SHORT);
        Presence.Arrived ann = come(one);
        Presence.Arrived bo = come(two);
        enterAll(one, "share:s", ann.peer());
        enterAll(two, "share:s", bo.peer());
        List<Presence.News> heard = new ArrayList<>();
        List<Map.Entry<PeerId, Integer>> mine = List.of(Map.entry(ann.peer(), ann.turn()));

        until(
                () -> one.renew(mine).compose(renewed -> one.sweep()).map(swept -> {
                    heard.addAll(swept.news());
                    return heard.size();
                }),
                count -> count == 2);

        assertThat(heard).extracting(news -> news.seat().is()).containsExactly(Whereabouts.AWAY, Whereabouts.GONE);
        assertThat(heard)
                .extracting(Presence.News::readers)
                .allMatch(all -> all.get(0).peer().equals(ann.peer()));
        assertThat(come(two, HERE, bo, bo.token()).arrived().resumed())
                .as("too late")
                .isFalse();
        await(one.exit(ann.peer(), "share:s"));
        until(() -> two.sweep(), swept -> redis.names().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNodeThatLeftHasNobody_butOneThatOnlySeemedToHasThemAgain(boolean carried) throws Exception {
        start(carried);
        Presence.Arrived ann = come(one);
        Presence.Arrived bo = come(two);
        enterAll(one, "share:s", ann.peer());
        enterAll(two, "share:s", bo.peer());
        List<Presence.News> left = await(one.left("two"));
        assertThat(left).extracting(news -> news.seat().peer()).containsExactly(bo.peer());
        assertThat(left).extracting(news -> news.seat().is()).containsExactly(Whereabouts.AWAY);

        RedisPresence.Renewed renewed = await(two.renew(List.of(Map.entry(bo.peer(), bo.turn()))));
        assertThat(renewed.lost()).isEmpty();
        assertThat(renewed.news()).extracting(news -> news.seat().is()).containsExactly(Whereabouts.HERE);
        assertThat(await(one.renew(List.of(Map.entry(bo.peer(), bo.turn())))).lost())
                .as("another's")
                .containsExactly(bo.peer());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRoomThatEndsTellsAllOnce(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        PeerId bo = come(two).peer();
        enterAll(one, "share:s", ann);
        enterAll(two, "share:s", bo);
        List<Presence.News> ended = await(one.end("share:s"));
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).seat()).isNull();
        assertThat(ended.get(0).readers())
                .containsExactlyInAnyOrder(new Presence.Reader(ann, "one"), new Presence.Reader(bo, "two"));
        assertThat(await(two.end("share:s"))).isEmpty();
        refused(one.meet(new Presence.Meet(ann, bo)), ProblemCode.PEER_GONE);
    }

    private static RedisPresence.Entry offer(RedisPresence node, PeerId peer) {
        return enter(node, peer, "code:", Role.SENDER);
    }

    private static RedisPresence.Entry guess(RedisPresence node, PeerId peer, String room) {
        return enter(node, peer, room, Role.RECEIVER);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCodesRoomHasOneSenderAndOneReceiver_andEndsWithItsSender(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        PeerId bo = come(two).peer();
        PeerId cy = come(two).peer();
        assertThat(guess(two, bo, "code:1").refusal().code()).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(offer(one, ann).room()).isEqualTo("code:1");
        RedisPresence.Entry chosen = enter(two, cy, "code:1", Role.SENDER);
        assertThat(chosen.refusal().code()).as("another sender").isEqualTo(ProblemCode.BAD_REQUEST);

        RedisPresence.Entry guessing = guess(two, bo, "code:1");
        assertThat(guessing.others()).extracting(Presence.Seat::peer).containsExactly(ann);
        assertThat(guessing.news())
                .extracting(Presence.News::readers)
                .containsExactly(List.of(new Presence.Reader(ann, "one")));
        Problem busy = guess(two, cy, "code:1").refusal();
        assertThat(busy.code()).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(busy.details()).containsKey("retryAfter");
        assertThat(await(two.meet(new Presence.Meet(bo, ann)))).isEqualTo(new Presence.Met("one", ""));
        assertThat(guess(two, bo, "code:1").news()).as("again").isEmpty();
        assertThat(guess(one, ann, "code:1").news())
                .as("who sends stays the sender")
                .isEmpty();
        RedisPresence.Entry again = offer(one, ann);
        assertThat(again.room()).isEqualTo("code:1");
        assertThat(again.others()).extracting(Presence.Seat::peer).containsExactly(bo);

        await(two.exit(bo, "code:1"));
        assertThat(guess(two, cy, "code:1").refusal()).as("the place is free").isNull();
        List<Presence.News> ended = await(one.exit(ann, "code:1"));
        assertThat(ended).containsExactly(new Presence.News("code:1", null, List.of(new Presence.Reader(cy, "two"))));
        refused(two.meet(new Presence.Meet(cy, ann)), ProblemCode.PEER_GONE);
        assertThat(guess(two, bo, "code:1").refusal().code()).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(offer(one, come(one).peer()).room()).as("free again").isEqualTo("code:1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLowestFreeChannelIsGivenOut_soManyToAnAddress_soManyInAll(boolean carried) throws Exception {
        start(carried);
        List<PeerId> senders = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            PeerId peer = come(one).peer();
            senders.add(peer);
            assertThat(offer(one, peer).room()).isEqualTo("code:" + i);
        }
        Problem tooMany = offer(two, come(two).peer()).refusal();
        assertThat(tooMany.code()).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(tooMany.getMessage()).contains("16 codes");
        await(one.exit(senders.get(4), "code:5"));
        await(one.exit(senders.get(2), "code:3"));
        assertThat(offer(two, come(two, "192.0.2.2", null, null).arrived().peer())
                        .room())
                .isEqualTo("code:3");
        assertThat(offer(two, come(two).peer()).room()).isEqualTo("code:5");
        assertThat(offer(two, come(two).peer()).room()).isEqualTo("code:17");
        assertThat(offer(two, come(two).peer()).refusal().getMessage()).contains("16 codes");

        for (int i = 18; i <= 999; i++) {
            String address = "198.51.100." + i / 16;
            assertThat(offer(two, come(two, address, null, null).arrived().peer())
                            .room())
                    .isEqualTo("code:" + i);
        }
        PeerId last = come(two, "203.0.113.1", null, null).arrived().peer();
        Problem full = offer(two, last).refusal();
        assertThat(full.code()).isEqualTo(ProblemCode.OVER_CAPACITY);
        assertThat(full.details()).containsKey("retryAfter");
        await(one.exit(senders.get(0), "code:1"));
        assertThat(offer(two, last).room()).isEqualTo("code:1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPeerIsInSoManyRooms_thoseOfCodesToo(boolean carried) throws Exception {
        start(carried);
        PeerId ann = come(one).peer();
        PeerId bo = come(one).peer();
        assertThat(offer(one, ann).refusal()).isNull();
        for (int i = 0; i < 8; i++) {
            enterAll(one, "pair:" + i, bo);
        }
        assertThat(offer(one, bo).refusal().getMessage()).contains("8 rooms");
        assertThat(guess(one, bo, "code:1").refusal().getMessage()).contains("8 rooms");
        await(one.exit(bo, "pair:0"));
        assertThat(guess(one, bo, "code:1").refusal()).isNull();
        assertThat(guess(two, bo, "code:1").lost()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderThatIsAwayKeepsItsChannel_untilItIsGone(boolean carried) throws Exception {
        start(carried, SHORT);
        Presence.Arrived ann = come(one);
        Presence.Arrived bo = come(two);
        List<Map.Entry<PeerId, Integer>> mine = List.of(Map.entry(bo.peer(), bo.turn()));
        assertThat(offer(one, ann.peer()).room()).isEqualTo("code:1");
        assertThat(await(one.depart(ann.peer(), ann.turn())))
                .extracting(news -> news.seat().is())
                .containsExactly(Whereabouts.AWAY);
        assertThat(guess(two, bo.peer(), "code:1").others())
                .extracting(Presence.Seat::is)
                .containsExactly(Whereabouts.AWAY);
        Presence.Arrived back = come(two, "192.0.2.2", ann, ann.token()).arrived();
        assertThat(back.resumed()).isTrue();
        assertThat(offer(two, back.peer()).room()).isEqualTo("code:1");
        await(two.left("two"));
        List<Presence.News> heard = new ArrayList<>();

        until(
                () -> two.renew(mine).compose(renewed -> two.sweep()).map(swept -> {
                    heard.addAll(swept.news());
                    return heard;
                }),
                all -> !all.isEmpty());

        assertThat(heard)
                .containsExactly(new Presence.News("code:1", null, List.of(new Presence.Reader(bo.peer(), "two"))));
        assertThat(guess(two, bo.peer(), "code:1").refusal().code()).isEqualTo(ProblemCode.NOT_FOUND);
        until(() -> two.sweep(), swept -> redis.names().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenRedisIsEmptiedNobodyIsKnown(boolean carried) throws Exception {
        start(carried);
        Presence.Arrived ann = come(one);
        redis.flush();
        assertThat(await(one.renew(List.of(Map.entry(ann.peer(), ann.turn())))).lost())
                .containsExactly(ann.peer());
        assertThat(enter(one, ann.peer(), "share:s", Role.SENDER).lost()).isTrue();
        assertThat(await(one.meet(new Presence.Meet(ann.peer(), ann.peer())))).isNull();
        assertThat(come(one, HERE, ann, ann.token()).arrived().resumed()).isFalse();
    }
}
