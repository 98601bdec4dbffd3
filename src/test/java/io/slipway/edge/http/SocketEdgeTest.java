package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.finish;
import static io.slipway.edge.http.EdgeHouse.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.kit.SockClient;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Signals;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal socket's conversation, from its hello to its close, over a real WebSocket. */
class SocketEdgeTest {
    private static final int MAX_BYTES = 32_768;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SocketHouse house = new SocketHouse(LONG, LONG);

    @AfterEach
    void close() {
        house.close();
    }

    private static JsonObject message(String kind) {
        return new JsonObject().put("t", kind);
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static PeerId someone() {
        return PeerId.of(new byte[16]);
    }

    @Test
    void whoSaysHelloWithATicketIsWelcome() {
        try (SockClient client = house.open()) {
            JsonObject welcome = client.hello(house.ticket(), null).next("welcome");

            assertThat(house.peer(welcome)).isNotNull();
            assertThat(welcome.getString("token")).isEqualTo("token");
            assertThat(welcome.getString("node")).isEqualTo("n1");
            assertThat(welcome.getLong("pingEvery")).isEqualTo(60_000);
            assertThat(welcome.getLong("grace")).isEqualTo(30_000);
            assertThat(welcome.getJsonArray("ice")).isEmpty();
            assertThat(welcome.getBoolean("resumed")).isFalse();
            assertThat(house.hellos.get(0).address().toString()).isEqualTo("127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whoHasNoTicketIsNot(String ticket) {
        try (SockClient client = house.open()) {
            client.hello(ticket, null);
            assertThat(client.code()).isEqualTo(ticket.isEmpty() ? 4400 : 4401);
        }
    }

    @Test
    void aTicketIsGoodOnce() {
        String ticket = house.ticket();
        try (SockClient first = SockClient.greeted(house.house.http, house.url(), ticket, null);
                SockClient second = SockClient.greeted(house.house.http, house.url(), ticket, null)) {
            assertThat(second.code()).isEqualTo(4401);
            assertThat(first.next("welcome")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "7",
                "null",
                "\"hello\"",
                "{",
                "{} {}",
                "{\"t\":\"ping\"}",
                "{\"t\":\"say\",\"to\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"body\":\"\"}",
                "{\"t\":\"hello\"}",
                "{\"t\":\"hello\",\"v\":2,\"ticket\":\"x\"}",
                "{\"t\":\"hello\",\"v\":1,\"ticket\":7}",
                "{\"t\":\"hello\",\"v\":1,\"ticket\":\"x\",\"resume\":[]}",
                "{\"t\":\"hello\",\"t\":\"hello\",\"v\":1,\"ticket\":\"x\"}"
            })
    void whateverComesInsteadOfAHelloEndsTheSocket(String text) {
        try (SockClient client = house.open()) {
            client.raw(text);
            assertThat(client.code()).isEqualTo(4400);
            assertThat(house.hellos).isEmpty();
        }
    }

    @Test
    void aSecondHelloEndsTheSocket() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            client.hello(house.ticket(), null);
            assertThat(client.code()).isEqualTo(4400);
            until(() -> house.byes.size() == 1);
        }
    }

    @Test
    void whatComesRightAfterTheHelloWaitsForTheWelcome_butNotMuch() {
        Promise<Void> gate = Promise.promise();
        house.greet = gate.future();
        try (SockClient client = house.open();
                SockClient greedy = house.open()) {
            client.hello(house.ticket(), null);
            greedy.hello(house.ticket(), null);
            for (int i = 0; i < 8; i++) {
                client.say(message("ping"));
                greedy.say(message("ping"));
            }
            greedy.say(message("ping"));
            assertThat(greedy.code()).isEqualTo(4429);

            gate.complete();

            client.next("welcome");
            for (int i = 0; i < 8; i++) {
                client.next("pong");
            }
            // Its peer came to be when nobody waited for it any more.
            until(() -> house.byes.size() == 1);
        }
    }

    @Test
    void aMessageMayBeAsLongAsTheLimit_andNoLonger() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            String open = "{\"t\":\"ping\",\"x\":\"";
            client.raw(open + "a".repeat(MAX_BYTES - open.length() - 2) + "\"}");
            client.next("pong");
            client.raw(open + "ä".repeat((MAX_BYTES - open.length() - 2) / 2) + "\"}");
            client.next("pong");

            client.raw(open + "a".repeat(MAX_BYTES - open.length() - 1) + "\"}");

            assertThat(client.code()).isEqualTo(4413);
        }
    }

    @Test
    void aMessageThatTheTransportDoesNotTakeEndsTheConnection() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            client.frame("[\"" + "a".repeat(HttpFront.MAX_WEB_SOCKET_FRAME) + "\"]");
            assertThat(client.code()).isNotEqualTo(4413);
            until(() -> house.byes.size() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void objectsStandInEachOtherToADepth(int depth) {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            int more = depth - 1;
            client.raw("{\"t\":\"ping\",\"x\":" + "[".repeat(more) + "]".repeat(more) + "}");
            if (depth == 8) {
                client.next("pong");
            } else {
                assertThat(client.code()).isEqualTo(4400);
            }
        }
    }

    @Test
    void whatIsNoMessageIsRefusedByItsNumber_andTheTalkGoesOn() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            client.raw("{\"t\":\"join\",\"id\":7,\"room\":\"near:\",\"as\":\"boss\"}");
            JsonObject trouble = client.next("trouble");
            assertThat(trouble.getString("code")).isEqualTo("BAD_REQUEST");
            assertThat(trouble.getInteger("id")).isEqualTo(7);
            for (String text : List.of(
                    "{\"t\":\"dance\"}",
                    "{}",
                    "{\"t\":7}",
                    "{\"t\":\"join\",\"id\":-1,\"room\":\"near:\",\"as\":\"sender\"}",
                    "{\"t\":\"join\",\"id\":2147483648,\"room\":\"near:\",\"as\":\"sender\"}",
                    "{\"t\":\"join\",\"id\":1.5,\"room\":\"near:\",\"as\":\"sender\"}",
                    "{\"t\":\"join\",\"id\":1,\"room\":\"near:\",\"as\":\"sender\",\"right\":\"x\"}",
                    "{\"t\":\"join\",\"id\":1,\"room\":\"near:\",\"as\":\"sender\",\"name\":\"" + "ä".repeat(33)
                            + "\"}",
                    "{\"t\":\"say\",\"to\":\"me\",\"body\":\"\"}",
                    "{\"t\":\"say\",\"to\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
                    "{\"t\":\"say\",\"to\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"body\":\"AB\"}",
                    "{\"t\":\"say\",\"to\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"body\":\"A+==\"}")) {
                client.raw(text);
                assertThat(client.next("trouble").getString("code")).as(text).isEqualTo("BAD_REQUEST");
            }
            assertThat(house.joins).isEmpty();
            assertThat(house.said).isEmpty();
            client.say(message("ping").put("more", true)).next("pong");
        }
    }

    @Test
    void aPeerEntersARoomAndSeesWhoIsThere() {
        try (SockClient client = house.talking()) {
            PeerId me = house.peer(client.next("welcome"));
            String right = Token.random(house.house.randomness).text();
            client.say(message("join")
                    .put("id", 0)
                    .put("room", "share:AAAAAAAAAAAAAAAAAAAAAA")
                    .put("as", "receiver")
                    .put("right", right)
                    .put("name", "ä".repeat(32)));

            JsonObject joined = client.next("joined");

            assertThat(joined.getInteger("id")).isZero();
            assertThat(joined.getString("room")).isEqualTo("share:AAAAAAAAAAAAAAAAAAAAAA");
            assertThat(joined.getJsonArray("peers").getJsonObject(0).getMap())
                    .isEqualTo(Map.of("peer", someone().text(), "as", "sender", "name", "Ann", "is", "away"));
            Signals.Join join = house.joins.get(0);
            assertThat(join.peer()).isEqualTo(me);
            assertThat(join.right()).isEqualTo(Token.parse(right).orElseThrow().verifier());
            assertThat(join.name()).isEqualTo("ä".repeat(32));

            client.say(message("join").put("id", 9).put("room", "near:").put("as", "sender"));
            JsonObject trouble = client.next("trouble");
            assertThat(trouble.getString("code")).isEqualTo("RATE_LIMITED");
            assertThat(trouble.getInteger("id")).isEqualTo(9);
            assertThat(trouble.getInteger("retryAfter")).isEqualTo(7);
        }
    }

    @Test
    void whatIsSaidGoesOutAsItIs_upToTheLimit() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            byte[] most = EdgeHouse.content(16_384, 1);
            client.say(message("say").put("to", someone().text()).put("body", base64url(most)));
            until(() -> house.said.size() == 1);
            assertThat(house.said.get(0).body()).isEqualTo(most);
            assertThat(house.said.get(0).to()).isEqualTo(someone());

            client.say(message("say").put("to", someone().text()).put("body", base64url(new byte[16_385])));
            assertThat(client.next("trouble").getString("code")).isEqualTo("BAD_REQUEST");

            house.say = wish -> Future.failedFuture(new Problem(ProblemCode.PEER_GONE, "gone"));
            client.say(message("say").put("to", someone().text()).put("body", ""));
            JsonObject gone = client.next("trouble");
            assertThat(gone.getString("code")).isEqualTo("PEER_GONE");
            assertThat(gone.getString("about")).isEqualTo(someone().text());
        }
    }

    @Test
    void whoGoesOnBeyondHundredRefusalsIsClosed() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            JsonObject join = message("join").put("id", 1).put("room", "near:").put("as", "sender");
            for (int i = 0; i < 100; i++) {
                client.say(join).next("trouble");
            }
            client.say(join);
            assertThat(client.code()).isEqualTo(4429);
        }
    }

    @Test
    void moreThanMayBeUnderWayEndsTheSocket() {
        try (SockClient client = house.talking()) {
            client.next("welcome");
            Promise<Presence.Done> later = Promise.promise();
            house.say = wish -> later.future();
            JsonObject say = message("say").put("to", someone().text()).put("body", "");
            for (int i = 0; i < 1_024; i++) {
                client.say(say);
            }
            until(() -> house.said.size() == 1_024);

            client.say(say);

            assertThat(client.code()).isEqualTo(4429);
            later.complete(new Presence.Done());
        }
    }

    @Test
    void mailComesToItsPeerAndToNobodyElse() {
        try (SockClient client = house.talking();
                SockClient other = house.talking()) {
            PeerId me = house.peer(client.next("welcome"));
            other.next("welcome");
            house.house.bus.publish(Signals.DELIVER, Signals.Mail.said(me, someone(), new byte[] {1, 2}));
            Presence.Seat seat = new Presence.Seat(someone(), Presence.Role.RECEIVER, "Bo", Presence.Whereabouts.HERE);
            house.house.bus.publish(Signals.DELIVER, Signals.Mail.happened(List.of(me), "near:", seat));
            house.house.bus.publish(Signals.DELIVER, Signals.Mail.happened(List.of(me), "share:x", null));

            JsonObject said = client.next("said");
            assertThat(said.getString("from")).isEqualTo(someone().text());
            assertThat(said.getString("body")).isEqualTo("AQI");
            assertThat(client.next("peer").getMap())
                    .isEqualTo(Map.of(
                            "t",
                            "peer",
                            "room",
                            "near:",
                            "peer",
                            someone().text(),
                            "as",
                            "receiver",
                            "name",
                            "Bo",
                            "is",
                            "here"));
            JsonObject ended = client.next("trouble");
            assertThat(ended.getString("code")).isEqualTo("GONE");
            assertThat(ended.getString("room")).isEqualTo("share:x");
            other.say(message("ping"));
            assertThat(other.next(any -> true, "anything").getString("t")).isEqualTo("pong");
        }
    }

    @Test
    void aPeerThatComesAgainHasItsLastSocketOnly() {
        try (SockClient first = house.talking()) {
            JsonObject welcome = first.next("welcome");
            try (SockClient second = SockClient.greeted(house.house.http, house.url(), house.ticket(), welcome)) {
                JsonObject again = second.next("welcome");
                assertThat(again.getBoolean("resumed")).isTrue();
                assertThat(again.getString("peer")).isEqualTo(welcome.getString("peer"));
                assertThat(first.code()).isEqualTo(4409);
                // Its own arrival takes nothing from it; one elsewhere does.
                PeerId me = house.peer(again);
                house.house.bus.publish(Signals.DELIVER, Signals.Mail.takenOver(me, 2));
                second.say(message("ping")).next("pong");
                house.house.bus.publish(Signals.DELIVER, Signals.Mail.takenOver(me, 3));
                assertThat(second.code()).isEqualTo(4409);
            }
        }
    }

    @Test
    void aPeerThatIsNotKnownAnyMoreIsTold() {
        try (SockClient client = house.talking()) {
            PeerId me = house.peer(client.next("welcome"));
            house.house.bus.publish(Presence.LEFT, new Presence.Left(me));
            assertThat(client.code()).isEqualTo(4410);
        }
    }

    @Test
    void aBulkSocketsTicketIsOfThisPeer() {
        try (SockClient client = house.talking()) {
            PeerId me = house.peer(client.next("welcome"));
            JsonObject ticket = client.say(message("bulk").put("id", 3)).next("ticket");
            assertThat(ticket.getInteger("id")).isEqualTo(3);
            assertThat(ticket.getString("ticket")).hasSize(43);
            assertThat(house.wanted).containsExactly(new Presence.NewTicket(Presence.Door.BULK, me, "127.0.0.1"));
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() {
        try (SockClient client = SockClient.thatStopsReading(house.house.http, house.url());
                SockClient other = house.talking()) {
            client.hello(house.ticket(), null);
            PeerId me = house.peer(client.next("welcome"));
            PeerId reader = house.peer(other.next("welcome"));
            byte[] body = new byte[16_384];
            int sent = 0;
            while (house.byes.isEmpty()) {
                house.house.bus.publish(Signals.DELIVER, Signals.Mail.said(me, someone(), body));
                house.house.bus.publish(Signals.DELIVER, Signals.Mail.said(reader, someone(), new byte[0]));
                other.next("said");
                // What the kernel's buffers take is not waiting: some MiB at most.
                assertThat(++sent).isLessThan(2_000);
            }
            assertThat(house.byes).extracting(Signals.Bye::peer).containsExactly(me);
            other.say(message("ping")).next("pong");
        }
    }

    @Test
    void aNodeThatLeavesSaysGoodbye() {
        try (SockClient client = house.talking();
                SockClient silent = house.open()) {
            client.next("welcome");
            Future<Void> left = house.leave();
            assertThat(client.next("goodbye").getLong("after")).isEqualTo(200);
            assertThat(client.code()).isEqualTo(4000);
            assertThat(silent.code()).isEqualTo(4000);
            finish(left);
            assertThat(house.byes).hasSize(1);
        }
    }

    @Test
    void aSocketThatIsLostIsToldOnce() {
        SockClient client = house.talking();
        PeerId me = house.peer(client.next("welcome"));
        client.drop();
        until(() -> !house.byes.isEmpty());
        assertThat(house.byes).containsExactly(new Signals.Bye(me, 1));
    }

    @Test
    void aSocketOutlivesWhatARequestMayTake() {
        EdgeTimeouts usual = EdgeTimeouts.DEFAULT;
        Duration little = Duration.ofMillis(200);
        EdgeTimeouts hasty = new EdgeTimeouts(
                little, little, usual.idle(), usual.memory(), usual.pace(), usual.follow(), usual.linger());
        try (SocketHouse quick = new SocketHouse(Duration.ofSeconds(1), Duration.ofMillis(500), hasty);
                SockClient client = quick.talking()) {
            client.next("welcome");
            // Closed for its own silence, much later than connections between requests are.
            long began = System.nanoTime();
            assertThat(client.code()).isEqualTo(4408);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void whoIsSilentIsClosed() {
        try (SocketHouse hasty = new SocketHouse(Duration.ofMillis(300), Duration.ofMillis(200));
                SockClient silent = hasty.open();
                SockClient quiet = hasty.talking()) {
            quiet.next("welcome");
            assertThat(silent.code()).isEqualTo(4408);
            assertThat(quiet.code()).isEqualTo(4408);
        }
    }
}
