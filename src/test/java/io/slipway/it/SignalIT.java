package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kit.CanIgnoreReturnValue;
import io.slipway.kit.SockClient;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Peers on two real nodes find each other, talk, are lost and come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignalIT {
    private static final int MESSAGES = 1_000;
    private static final long HOUR = 3_600_000;
    /** What a node's memory may grow by while a client doesn't read; far below what that client is sent. */
    private static final long ROOM_KIB = 48 << 10;

    private final Randomness random = Randomness.of(new SecureRandom());
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private RunningCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = SharedNodes.two();
    }

    private URI node(int index) {
        return cluster.node(index).url();
    }

    private HttpResponse<String> post(URI to, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(to.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String ticket(int node) {
        HttpResponse<String> made = post(node(node), "/api/sockets", "");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return new JsonObject(made.body()).getString("ticket");
    }

    /** One who has been welcomed at a node. */
    private final class Peer implements AutoCloseable {
        final SockClient socket;
        final JsonObject welcome;

        /** @param before the welcome of the peer it was, or null */
        Peer(int node, JsonObject before) {
            // A ticket of one node is good at the other.
            socket = SockClient.greeted(http, node(node), ticket(1 - node), before);
            welcome = socket.next("welcome");
        }

        Peer(int node) {
            this(node, null);
        }

        String id() {
            return welcome.getString("peer");
        }

        @CanIgnoreReturnValue
        JsonArray join(String room, String as, Token right) {
            enter(room, as, right);
            return socket.next("joined").getJsonArray("peers");
        }

        void enter(String room, String as, Token right) {
            JsonObject join = new JsonObject()
                    .put("t", "join")
                    .put("id", 1)
                    .put("room", room)
                    .put("as", as)
                    .put("name", as);
            socket.say(right == null ? join : join.put("right", right.text()));
        }

        /** Asks for a channel. @return the name of its room */
        String offers() {
            enter("code:", "sender", null);
            return socket.next("joined").getString("room");
        }

        JsonObject refused(String room, String as) {
            enter(room, as, null);
            return socket.next("trouble");
        }

        void hearsTheEndOf(String room) {
            JsonObject ended = socket.next("trouble");
            assertThat(ended.getString("code")).isEqualTo("GONE");
            assertThat(ended.getString("room")).isEqualTo(room);
        }

        void tell(Peer other, byte[] body) {
            socket.say(new JsonObject()
                    .put("t", "say")
                    .put("to", other.id())
                    .put("body", Base64.getUrlEncoder().withoutPadding().encodeToString(body)));
        }

        byte[] heard() {
            return Base64.getUrlDecoder().decode(socket.next("said").getString("body"));
        }

        /** Waits for news of another. */
        void sees(Peer other, String is) {
            JsonObject news = socket.next(
                    message -> message.getString("t").equals("peer")
                            && message.getString("peer").equals(other.id())
                            && message.getString("is").equals(is),
                    "news that it is " + is);
            assertThat(news.getString("room")).isNotEmpty();
        }

        String trouble() {
            return socket.next("trouble").getString("code");
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private SealedClient share() throws IOException {
        SealedClient share = new SealedClient(node(0), 10, HOUR, random);
        assertThat(share.create().status()).isEqualTo(201);
        return share;
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @Test
    @Order(1)
    void twoPeersOfAShareTalkBothWaysInOrder_andOneGoesOnAtTheOtherNode() throws Exception {
        SealedClient share = share();
        String room = "share:" + share.share;
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1)) {
            assertThat(ann.join(room, "sender", share.owner)).isEmpty();
            JsonObject seen = bo.join(room, "receiver", share.read).getJsonObject(0);
            assertThat(seen.getMap())
                    .isEqualTo(Map.of("peer", ann.id(), "as", "sender", "name", "sender", "is", "here"));
            ann.sees(bo, "here");
            assertThat(ann.welcome.getString("node")).isNotEqualTo(bo.welcome.getString("node"));
            for (int i = 0; i < MESSAGES; i++) {
                ann.tell(bo, number(i));
                bo.tell(ann, number(i));
            }
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(bo.heard()).isEqualTo(number(i));
                assertThat(ann.heard()).isEqualTo(number(i));
            }

            bo.socket.drop();
            ann.sees(bo, "away");
            ann.tell(bo, number(1));
            assertThat(ann.trouble()).isEqualTo("PEER_GONE");

            try (Peer again = new Peer(0, bo.welcome)) {
                assertThat(again.welcome.getBoolean("resumed")).isTrue();
                assertThat(again.id()).isEqualTo(bo.id());
                assertThat(again.welcome.getString("token")).isNotEqualTo(bo.welcome.getString("token"));
                ann.sees(bo, "here");
                ann.tell(bo, number(7));
                assertThat(again.heard()).isEqualTo(number(7));
                try (Peer late = new Peer(1, bo.welcome)) {
                    assertThat(late.welcome.getBoolean("resumed"))
                            .as("with a token from before")
                            .isFalse();
                }
                try (Peer there = new Peer(1, again.welcome)) {
                    assertThat(again.socket.code()).as("taken over").isEqualTo(4409);
                    there.tell(ann, number(8));
                    assertThat(ann.heard()).isEqualTo(number(8));
                }
                ann.sees(bo, "away");
                ann.sees(bo, "gone");
            }
        }
    }

    @Test
    @Order(2)
    void aRightOpensItsRoomAndARevokedShareEndsIt() throws Exception {
        SealedClient share = share();
        String room = "share:" + share.share;
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1)) {
            bo.enter(room, "receiver", null);
            assertThat(bo.trouble()).isEqualTo("CAPABILITY_REQUIRED");
            bo.enter(room, "receiver", Token.random(random));
            assertThat(bo.trouble()).isEqualTo("NOT_FOUND");
            bo.enter(room, "sender", share.read);
            assertThat(bo.trouble()).isEqualTo("NOT_FOUND");
            assertThat(ann.join(room, "sender", share.owner)).isEmpty();
            assertThat(bo.join(room, "receiver", share.read)).hasSize(1);

            assertThat(share.delete(share.owner).status()).isEqualTo(200);

            for (Peer peer : new Peer[] {ann, bo}) {
                JsonObject ended = peer.socket.next("trouble");
                assertThat(ended.getString("code")).isEqualTo("GONE");
                assertThat(ended.getString("room")).isEqualTo(room);
            }
            ann.tell(bo, number(1));
            assertThat(ann.trouble()).isEqualTo("PEER_GONE");
            bo.enter(room, "receiver", share.read);
            assertThat(bo.trouble()).isEqualTo("GONE");
            ann.enter(room, "sender", share.owner);
            assertThat(ann.trouble()).isEqualTo("GONE");
        }
    }

    @Test
    @Order(3)
    void whoHasNoTicketOrComesFromAnotherSiteIsKeptOut() {
        String once = ticket(0);
        try (SockClient first = SockClient.greeted(http, node(1), once, null);
                SockClient second = SockClient.greeted(http, node(0), once, null);
                SockClient none =
                        SockClient.greeted(http, node(0), Token.random(random).text(), null)) {
            assertThat(first.next("welcome")).isNotNull();
            assertThat(second.code()).isEqualTo(4401);
            assertThat(none.code()).isEqualTo(4401);
        }
        String evil = "https://evil.example";
        assertThat(post(node(0), "/api/sockets", "", "Origin", evil).statusCode())
                .isEqualTo(403);
        assertThatThrownBy(() -> SockClient.open(http, node(0), "Origin", evil))
                .hasRootCauseMessage("Unexpected HTTP response status code 403");
        SockClient.open(http, node(0), "Origin", cluster.url.toString()).close();
    }

    @Test
    @Order(4)
    void aClientThatPollsTalksAsWell() {
        String session = "/socket/000/" + SockClient.session();
        try (Peer bo = new Peer(1)) {
            assertThat(post(node(0), session + "/xhr", "").body()).isEqualTo("o\n");
            JsonObject hello = new JsonObject().put("t", "hello").put("v", 1).put("ticket", ticket(0));
            send(session, hello);
            JsonObject welcome = polled(session);
            assertThat(welcome.getString("t")).isEqualTo("welcome");
            send(
                    session,
                    new JsonObject()
                            .put("t", "join")
                            .put("id", 1)
                            .put("room", "near:")
                            .put("as", "receiver"));
            assertThat(polled(session).getString("t")).isEqualTo("joined");
            assertThat(bo.join("near:", "sender", null)).hasSize(1);
            assertThat(polled(session).getString("peer")).isEqualTo(bo.id());
        }
    }

    private void send(String session, JsonObject message) {
        String frame = new JsonArray().add(message.encode()).encode();
        assertThat(post(node(0), session + "/xhr_send", frame).statusCode()).isEqualTo(204);
    }

    private JsonObject polled(String session) {
        String frame = post(node(0), session + "/xhr", "").body();
        assertThat(frame).startsWith("a[");
        return new JsonObject(new JsonArray(frame.substring(1)).getString(0));
    }

    @Test
    @Order(5)
    void aClientThatDoesNotReadIsCutOff_andTheNodeKeepsItsMemory() throws Exception {
        SealedClient share = share();
        String room = "share:" + share.share;
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1);
                SockClient deaf = SockClient.thatStopsReading(http, node(1))) {
            ann.join(room, "sender", share.owner);
            bo.join(room, "receiver", share.read);
            deaf.hello(ticket(1), null);
            String there = deaf.next("welcome").getString("peer");
            deaf.say(new JsonObject()
                    .put("t", "join")
                    .put("id", 1)
                    .put("room", room)
                    .put("as", "receiver")
                    .put("right", share.read.text()));
            assertThat(ann.socket.next(message -> there.equals(message.getString("peer")), "the other"))
                    .isNotNull();
            long before = rssKib(1);
            JsonObject say = new JsonObject()
                    .put("t", "say")
                    .put("to", there)
                    .put("body", Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[16_384]));
            int sent = 0;
            while (!ann.socket.has(message -> "away".equals(message.getString("is")))) {
                ann.socket.say(say);
                ann.tell(bo, number(sent));
                assertThat(bo.heard()).isEqualTo(number(sent));
                // What the kernels' buffers take is not waiting: some MiB.
                assertThat(++sent).as("messages of 16 KiB").isLessThan(2_000);
            }
            assertThat(rssKib(1) - before).isLessThan(ROOM_KIB);
        }
    }

    private long rssKib(int node) throws IOException {
        Path status = Path.of("/proc/" + cluster.node(node).process().pid() + "/status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(6)
    void aCodesSenderAndReceiverMeetAcrossNodes_andTheRoomEndsWithTheSender() {
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1);
                Peer cy = new Peer(0)) {
            String room = ann.offers();
            assertThat(room).matches("code:[1-9][0-9]{0,2}");
            String other = cy.offers();
            assertThat(other).isNotEqualTo(room);
            JsonObject nobody = bo.refused("code:999", "receiver");
            assertThat(nobody.getString("code")).isEqualTo("NOT_FOUND");
            assertThat(nobody.getString("room")).isEqualTo("code:999");
            assertThat(bo.refused(room, "sender").getString("code")).isEqualTo("BAD_REQUEST");

            assertThat(bo.join(room, "receiver", null).getJsonObject(0).getString("peer"))
                    .isEqualTo(ann.id());
            ann.sees(bo, "here");
            ann.tell(bo, number(1));
            bo.tell(ann, number(2));
            assertThat(bo.heard()).isEqualTo(number(1));
            assertThat(ann.heard()).isEqualTo(number(2));
            JsonObject busy = cy.refused(room, "receiver");
            assertThat(busy.getString("code")).isEqualTo("OVER_CAPACITY");
            assertThat(busy.getLong("retryAfter")).isPositive();

            ann.socket.say(new JsonObject().put("t", "leave").put("room", room));
            bo.hearsTheEndOf(room);
            assertThat(cy.refused(room, "receiver").getString("code")).isEqualTo("NOT_FOUND");
            assertThat(ann.offers()).as("free again").isEqualTo(room);
        }
    }

    @Test
    @Order(7)
    void manyTriesOfCodesAreRefused_whicheverTheyAreAndAtWhicheverNode() {
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1)) {
            JsonObject last = null;
            // Some of a minute's tries were made by the test before, and some come back while these are made.
            for (int i = 0; i < 200 && (last == null || !last.getString("code").equals("RATE_LIMITED")); i++) {
                last = (i % 2 == 0 ? ann : bo).refused("code:" + (500 + i), "receiver");
            }
            assertThat(last.getString("code")).isEqualTo("RATE_LIMITED");
            assertThat(last.getLong("retryAfter")).isPositive();
            assertThat(ann.offers()).as("offering is another matter").startsWith("code:");
        }
    }

    @Test
    @Order(8)
    void whenRedisIsEmptiedPeersAreToldAndComeAgain() throws Exception {
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1)) {
            ann.join("near:", "sender", null);
            assertThat(cluster.redis("FLUSHALL")).isEqualTo("+OK");
            ann.tell(bo, number(1));
            assertThat(ann.socket.code()).isEqualTo(4410);
            try (Peer again = new Peer(0, ann.welcome)) {
                assertThat(again.welcome.getBoolean("resumed")).isFalse();
                assertThat(again.join("near:", "sender", null)).isEmpty();
            }
        }
    }

    @Test
    @Order(9)
    void aNodeThatIsKilledTakesItsPeersAwayThenTheyAreGone_andOneThatStopsSaysGoodbye() throws Exception {
        try (Peer ann = new Peer(0);
                Peer bo = new Peer(1);
                Peer cy = new Peer(1)) {
            ann.join("near:", "sender", null);
            bo.join("near:", "receiver", null);
            ann.sees(bo, "here");
            String code = cy.offers();
            ann.join(code, "receiver", null);

            cluster.node(1).kill();

            ann.sees(bo, "away");
            ann.sees(cy, "away");
            ann.tell(bo, number(1));
            assertThat(ann.trouble()).isEqualTo("PEER_GONE");
            ann.sees(bo, "gone");
            ann.hearsTheEndOf(code);
            assertThat(ann.offers()).as("free again").isEqualTo(code);

            assertThat(cluster.node(0).process().destroy()).isTrue();
            assertThat(ann.socket.next("goodbye").getLong("after")).isPositive();
            assertThat(ann.socket.code()).isEqualTo(4000);
        }
    }
}
