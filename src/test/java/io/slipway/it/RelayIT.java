package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.BulkClient;
import io.slipway.kit.BulkTransfer;
import io.slipway.kit.CanIgnoreReturnValue;
import io.slipway.kit.SockClient;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes of live peers on two real nodes without stickiness: Ann's signal socket is at one, Bo's at the other, bulk sockets anywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RelayIT {
    private static final int SIZE = 4 * RelayFrame.CHUNK_BYTES + 4_321;
    private static final int SECONDS = 20;
    private static final String ROOM = "pair:AAAAAAAAAAAAAAAAAAAAAA";
    private static final FileId FILE = FileId.of(new byte[16]);

    @TempDir
    static Path temp;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final byte[] file = new byte[SIZE];
    private final List<BulkClient> open = new ArrayList<>();
    private RunningCluster cluster;
    private Peer ann;
    private Peer bo;
    private int streams;

    @BeforeAll
    void start() throws Exception {
        new Random(9).nextBytes(file);
        cluster = new RunningCluster(
                        temp.resolve("data"), 2, Map.of("SLIPWAY_PEER_GRACE", "5s", "SLIPWAY_LOG", "TRACE"))
                .start();
        ann = new Peer(0, null);
        bo = new Peer(1, null);
        ann.join("sender");
        bo.join("receiver");
    }

    @BeforeEach
    void saySomething() {
        ann.socket.say(new JsonObject().put("t", "ping"));
        bo.socket.say(new JsonObject().put("t", "ping"));
    }

    @AfterEach
    void closeBulk() {
        open.forEach(BulkClient::close);
        open.clear();
    }

    @AfterAll
    void stop() {
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private URI node(int index) {
        return cluster.node(index).url();
    }

    private JsonObject ask(HttpRequest.Builder request) {
        try {
            return new JsonObject(
                    http.send(request.timeout(Duration.ofSeconds(SECONDS)).build(), BodyHandlers.ofString())
                            .body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One who has been welcomed at a node. */
    private final class Peer {
        final SockClient socket;
        final JsonObject welcome;

        /** @param before the welcome of the peer it was, or null */
        Peer(int node, JsonObject before) {
            String ticket = ask(HttpRequest.newBuilder(node(node).resolve("/api/sockets"))
                            .POST(BodyPublishers.noBody()))
                    .getString("ticket");
            socket = SockClient.greeted(http, node(node), ticket, before);
            welcome = socket.next("welcome");
        }

        PeerId id() {
            return new PeerId(welcome.getString("peer"));
        }

        void join(String as) {
            socket.say(new JsonObject()
                    .put("t", "join")
                    .put("id", 1)
                    .put("room", ROOM)
                    .put("as", as)
                    .put("name", as));
            socket.next("joined");
        }

        String ticket() {
            socket.say(new JsonObject().put("t", "bulk").put("id", 2));
            return socket.next("ticket").getString("ticket");
        }

        BulkClient bulk(int node) {
            BulkClient bulk = BulkClient.ready(vertx, node(node), ticket());
            open.add(bulk);
            return bulk;
        }
    }

    private BulkClient socket(int node) {
        BulkClient bulk = new BulkClient(vertx, node(node));
        open.add(bulk);
        return bulk;
    }

    private StreamId stream() {
        return new StreamId(7, ++streams);
    }

    private StreamId open(BulkClient receiver, Peer sender, long from) {
        StreamId stream = stream();
        receiver.send(new RelayFrame.Open(stream, from, sender.id(), FILE, SIZE, from + BulkTransfer.CREDIT));
        return stream;
    }

    /** Sends what is opened next, but nothing from a position on. @return how far it may */
    private CompletableFuture<Long> sending(BulkClient sender, long to) {
        return CompletableFuture.supplyAsync(() -> {
            RelayFrame.Open asked = sender.next(RelayFrame.Open.class);
            return send(sender, asked.stream(), asked.position(), asked.limit(), to);
        });
    }

    private long send(BulkClient sender, StreamId stream, long from, long granted, long to) {
        long at = from;
        long limit = granted;
        while (at < to) {
            while (at == limit) {
                limit = sender.next(RelayFrame.Grant.class).limit();
            }
            int until = (int) Math.min(at + RelayFrame.MAX_DATA, Math.min(limit, to));
            sender.send(new RelayFrame.Data(stream, at, Buffer.buffer(Arrays.copyOfRange(file, (int) at, until))));
            at = until;
        }
        return limit;
    }

    /** Takes what comes up to a position. */
    private static void take(BulkClient receiver, StreamId stream, byte[] into, long from, long to) {
        long at = from;
        while (at < to) {
            RelayFrame.Data data = receiver.next(RelayFrame.Data.class);
            assertThat(data.stream()).isEqualTo(stream);
            assertThat(data.position()).isEqualTo(at);
            data.bytes().getBytes(into, (int) at);
            at += data.bytes().length();
            receiver.send(new RelayFrame.Grant(stream, Math.min(SIZE, at + BulkTransfer.CREDIT)));
        }
        assertThat(at).isEqualTo(to);
    }

    private void isWhole(byte[] got) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        assertThat(digest.digest(got)).isEqualTo(digest.digest(file));
    }

    @CanIgnoreReturnValue
    private static long done(CompletableFuture<Long> sending) {
        return sending.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    private static void until(BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private JsonObject relay(int node) {
        return ask(HttpRequest.newBuilder(node(node).resolve("/api/health"))).getJsonObject("relay");
    }

    private long sent(int node) {
        return relay(node).getJsonObject("bytes").getLong("sent");
    }

    private void goesThrough(BulkClient sender, BulkClient receiver) throws NoSuchAlgorithmException {
        byte[] got = new byte[SIZE];
        CompletableFuture<Long> sending = sending(sender, SIZE);
        take(receiver, open(receiver, ann, 0), got, 0, SIZE);
        done(sending);
        isWhole(got);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1", "1, 1", "0, 0"})
    @Order(1)
    void whereverBulkSocketsAre_aFileGoesThrough(int annsBulk, int bosBulk) throws Exception {
        long before = sent(annsBulk);
        goesThrough(ann.bulk(annsBulk), bo.bulk(bosBulk));
        assertThat(sent(annsBulk) - before).as("it went through that node").isEqualTo(SIZE);
        until(() -> relay(annsBulk).getJsonObject("streams").getLong("open") == 0);
        relay(bosBulk).getJsonObject("refusedFrames").forEach(refused -> assertThat(refused.getValue())
                .as(refused.getKey())
                .isEqualTo(0));
    }

    @Test
    @Order(2)
    void aNewBulkSocketEndsTheFormerAtTheOtherNode_whoseEndTakesNothingFromIt() throws Exception {
        BulkClient receiver = bo.bulk(0);
        BulkClient former = ann.bulk(1);
        StreamId stream = open(receiver, ann, 0);
        former.next(RelayFrame.Open.class);
        for (int there = 0; there < 4; there++) {
            BulkClient now = ann.bulk(there % 2);
            assertThat(former.code()).isEqualTo(4409);
            RelayFrame.Close over = receiver.next(RelayFrame.Close.class);
            assertThat(over.stream()).isEqualTo(stream);
            assertThat(over.cause()).isEqualTo(Relay.Cause.PEER_GONE.code());
            stream = open(receiver, ann, 0);
            assertThat(now.next(RelayFrame.Open.class).stream()).isEqualTo(stream);
            former = now;
        }
    }

    @Test
    @Order(3)
    void aTicketOpensOneSocket_onceAndInTime_atWhicheverNode() throws Exception {
        String used = ann.ticket();
        socket(1).hello(used).next(RelayFrame.Ready.class);
        assertThat(socket(1).hello(used).code()).isEqualTo(4401);
        assertThat(socket(0).hello(used).code()).isEqualTo(4401);

        String twice = ann.ticket();
        List<BulkClient> both = List.of(socket(0), socket(1));
        both.forEach(socket -> socket.hello(twice));
        until(() -> both.stream().anyMatch(BulkClient::isClosed));
        BulkClient refused = both.get(0).isClosed() ? both.get(0) : both.get(1);
        assertThat(refused.code()).isEqualTo(4401);
        BulkClient let = refused == both.get(0) ? both.get(1) : both.get(0);
        assertThat(let.next()).isInstanceOf(RelayFrame.Ready.class);

        String stale = ann.ticket();
        String key = cluster.redis("KEYS", "*x:ticket:*")
                .lines()
                .reduce((before, last) -> last)
                .orElseThrow();
        assertThat(cluster.redis("PEXPIRE", key, "1")).isEqualTo(":1");
        until(() -> redisHasNoTickets());
        assertThat(socket(0).hello(stale).code()).isEqualTo(4401);
        StreamId stream = open(bo.bulk(1), ann, 0);
        assertThat(let.next(RelayFrame.Open.class).stream()).isEqualTo(stream);
    }

    private boolean redisHasNoTickets() {
        try {
            return cluster.redis("KEYS", "*x:ticket:*").equals("*0");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Order(3)
    void ofTwoBulkSocketsThatOpenAtOnceAtBothNodes_oneStays() throws Exception {
        BulkClient receiver = bo.bulk(0);
        for (int i = 0; i < 5; i++) {
            String[] tickets = {ann.ticket(), ann.ticket()};
            List<BulkClient> both = List.of(socket(0), socket(1));
            for (int there = 0; there < 2; there++) {
                both.get(there).hello(tickets[there]);
            }
            until(() -> both.stream().anyMatch(BulkClient::isClosed));
            BulkClient former = both.get(0).isClosed() ? both.get(0) : both.get(1);
            assertThat(former.code()).isEqualTo(4409);
            BulkClient now = former == both.get(0) ? both.get(1) : both.get(0);
            now.next(RelayFrame.Ready.class);
            StreamId stream = open(receiver, ann, 0);
            assertThat(now.next(RelayFrame.Open.class).stream()).isEqualTo(stream);
        }
    }

    @Test
    @Order(4)
    void aSignalSocketMovesToTheOtherNode_andStreamsGoOn() throws Exception {
        BulkClient sender = ann.bulk(0);
        BulkClient receiver = bo.bulk(0);
        byte[] got = new byte[SIZE];
        long half = 2L * RelayFrame.CHUNK_BYTES;
        StreamId stream = open(receiver, ann, 0);
        CompletableFuture<Long> first = sending(sender, half);
        take(receiver, stream, got, 0, half);
        long limit = done(first);

        ann.socket.drop();
        ann = new Peer(1, ann.welcome);
        assertThat(ann.welcome.getBoolean("resumed")).isTrue();
        CompletableFuture<Long> rest = CompletableFuture.supplyAsync(() -> send(sender, stream, half, limit, SIZE));
        take(receiver, stream, got, half, SIZE);
        done(rest);
        isWhole(got);

        Peer back = new Peer(0, ann.welcome);
        assertThat(ann.socket.code()).as("taken over").isEqualTo(4409);
        ann = back;
        goesThrough(sender, receiver);
    }

    @Test
    @Order(5)
    void whoIsGoneHasNoBulkSocket_whereverItIs() {
        Peer cy = new Peer(0, null);
        BulkClient bulk = cy.bulk(1);
        String late = cy.ticket();
        cy.socket.drop();
        assertThat(bulk.code()).isEqualTo(4410);
        assertThat(socket(0).hello(late).code()).isEqualTo(4410);
    }

    @Test
    @Order(5)
    void ofThirtyTransfersThereIsNothingOnAnyDisk_norInAnyLog() throws Exception {
        long last = (long) SIZE / RelayFrame.CHUNK_BYTES * RelayFrame.CHUNK_BYTES;
        BulkClient sender = ann.bulk(1);
        BulkClient receiver = bo.bulk(0);
        byte[] got = new byte[SIZE];
        for (int i = 0; i < 30; i++) {
            CompletableFuture<Long> sending = sending(sender, SIZE);
            take(receiver, open(receiver, ann, last), got, last, SIZE);
            done(sending);
        }
        assertThat(Arrays.mismatch(got, (int) last, SIZE, file, (int) last, SIZE))
                .isEqualTo(-1);

        Traces traces = new Traces(temp);
        for (int at = (int) last; at + 24 <= SIZE; at += 1_000) {
            traces.of("content at " + at, Arrays.copyOfRange(file, at, at + 24));
        }
        assertThat(traces.found()).isEmpty();
        // The search looks where nodes write: their peers are found.
        assertThat(new Traces(temp)
                        .of("a peer", ann.id().toString().getBytes(StandardCharsets.US_ASCII))
                        .found())
                .isNotEmpty();
    }

    @Test
    @Order(6)
    void aBulkNodeDies_bothKnow_andGoOnAtTheOther() throws Exception {
        BulkClient sender = ann.bulk(1);
        BulkClient receiver = bo.bulk(0);
        byte[] got = new byte[SIZE];
        long some = 2L * RelayFrame.CHUNK_BYTES + 100_000;
        StreamId stream = open(receiver, ann, 0);
        CompletableFuture<Long> sending = sending(sender, some);
        take(receiver, stream, got, 0, some);
        done(sending);

        cluster.node(1).kill();

        assertThat(sender.code()).isIn(-1, 1006);
        RelayFrame.Close over = receiver.next(RelayFrame.Close.class);
        assertThat(over.stream()).isEqualTo(stream);
        assertThat(over.cause()).isEqualTo(Relay.Cause.PEER_GONE.code());
        // Until the sender has another one, it stays gone, and nobody waits.
        StreamId early = open(receiver, ann, 0);
        assertThat(receiver.next(RelayFrame.Close.class))
                .isEqualTo(new RelayFrame.Close(early, 0, Relay.Cause.PEER_GONE.code()));

        CompletableFuture<Long> rest = sending(ann.bulk(0), SIZE);
        bo = new Peer(0, bo.welcome);
        assertThat(bo.welcome.getBoolean("resumed")).isTrue();
        long missing = 2L * RelayFrame.CHUNK_BYTES;
        Arrays.fill(got, (int) missing, SIZE, (byte) 0);
        take(receiver, open(receiver, ann, missing), got, missing, SIZE);
        done(rest);
        isWhole(got);
    }
}
