package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.until;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.flow.ByteBudget;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transfers that don't end well: nothing half, nothing kept, nothing that looks finished. */
class BrokenTransfersEdgeTest {
    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";
    private static final int LARGE = 24 << 20;

    private EdgeHouse house;

    @BeforeEach
    void open() {
        house = new EdgeHouse(
                EdgeTimeouts.DEFAULT, LARGE, new ByteBudget(32 << 20, 100), new ByteBudget(32 << 20, 100));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void nothingIsHeld() {
        until(() -> house.uploads.used() == 0 && house.downloads.used() == 0);
        assertThat(house.uploads.waiting()).isZero();
        assertThat(house.downloads.waiting()).isZero();
    }

    private String putChunk(SealedShare sent, int index) {
        return "PUT " + sent.path() + "/chunks/" + index + HOST + "Authorization: " + bearer(sent.upload)
                + "\r\nContent-Length: " + sent.chunks.get(index).length + "\r\n\r\n";
    }

    @Test
    void aChunkThatBreaksOffIsNotAppended() {
        SealedShare sent = new SealedShare(house.randomness, content(1 << 20, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        try (RawClient client = new RawClient(house)) {
            client.send(putChunk(sent, 0));
            client.send(Arrays.copyOf(sent.chunks.get(0), 500_000));
            until(() -> house.uploads.used() == sent.chunks.get(0).length);
        }
        nothingIsHeld();
        assertThat(house.chunks.appends.get()).isZero();
        assertThat(sent.chunk(house, 0).statusCode()).isEqualTo(201);
    }

    @Test
    void aChunkThatIsResetIsNotAppended() {
        SealedShare sent = new SealedShare(house.randomness, content(1 << 20, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        RawClient client = new RawClient(house);
        client.send(putChunk(sent, 0));
        client.send(Arrays.copyOf(sent.chunks.get(0), 1_000));
        until(() -> house.uploads.used() > 0);
        client.reset();
        nothingIsHeld();
        assertThat(house.chunks.appends.get()).isZero();
    }

    @Test
    void aClientIsWelcomedOnlyWhenItsChunkMayCome() {
        SealedShare sent = new SealedShare(house.randomness, content(1_000, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        String head = putChunk(sent, 0).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
        try (RawClient client = new RawClient(house)) {
            client.send(head);
            assertThat(client.head()).startsWith("HTTP/1.1 100 ");
            client.send(sent.chunks.get(0));
            assertThat(client.status()).isEqualTo(201);
        }
        try (RawClient client = new RawClient(house)) {
            client.send(head.replace(sent.upload.text(), sent.owner.text()));
            assertThat(client.head()).startsWith("HTTP/1.1 404 ").containsIgnoringCase("connection: close");
            assertThat(client.rest()).contains("NOT_FOUND");
        }
    }

    @Test
    void aChunkWithoutALengthIsRefused() {
        SealedShare sent = new SealedShare(house.randomness, content(1_000, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        try (RawClient client = new RawClient(house)) {
            client.send("PUT " + sent.path() + "/chunks/0" + HOST + "Authorization: " + bearer(sent.upload)
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
            assertThat(client.status()).isEqualTo(411);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProblemCode.class,
            names = {"UNAVAILABLE", "STORAGE_FULL", "OVER_CAPACITY"})
    void aChunkThatIsNotStoredIsNotAcknowledged(ProblemCode code) {
        SealedShare sent = new SealedShare(house.randomness, content(1_000, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        house.chunks.beforeAppend = append -> Future.failedFuture(new Problem(code, "no"));
        assertProblem(sent.chunk(house, 0), code.status(), code.name());
        assertThat(house.catalog.asked).doesNotContainKey("catalog.chunk-stored");
        house.chunks.beforeAppend = append -> Future.succeededFuture();
        house.catalog.failures.put("catalog.chunk-stored", new Problem(code, "no"));
        assertProblem(sent.chunk(house, 0), code.status(), code.name());
        house.catalog.failures.clear();
        assertThat(sent.chunk(house, 0).statusCode()).isEqualTo(201);
        nothingIsHeld();
    }

    @Test
    void whenMemoryIsGivenOutOthersWaitAndThenAreRefused() {
        house.close();
        EdgeTimeouts normal = EdgeTimeouts.DEFAULT;
        EdgeTimeouts impatient = new EdgeTimeouts(
                normal.headers(),
                normal.keepAlive(),
                normal.idle(),
                Duration.ofMillis(100),
                normal.pace(),
                normal.follow(),
                normal.linger());
        house = new EdgeHouse(impatient, LARGE, new ByteBudget(16 << 20, 1), new ByteBudget(16 << 20, 1));
        SealedShare sent = new SealedShare(house.randomness, content(20 << 20, 1));
        assertThat(sent.create(house).statusCode()).isEqualTo(201);
        List<RawClient> holders = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            RawClient holder = new RawClient(house);
            holder.send(putChunk(sent, i));
            holder.send(Arrays.copyOf(sent.chunks.get(i), 100_000));
            holders.add(holder);
        }
        until(() -> house.uploads.used() == 15L * sent.chunks.get(0).length);
        var refused = sent.chunk(house, 15);
        assertProblem(refused, 503, "OVER_CAPACITY");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        holders.forEach(RawClient::close);
        until(() -> house.uploads.used() == 0);
        assertThat(sent.chunk(house, 15).statusCode()).isEqualTo(201);
    }

    @Test
    void anOpenUploadThatBreaksOffLeavesNothing() {
        try (RawClient client = new RawClient(house)) {
            client.send("PUT /x" + HOST + "Content-Length: 5000000\r\n\r\n");
            client.send(content(3_000_000, 1));
            until(() -> house.chunks.appends.get() == 2);
        }
        nothingIsHeld();
        assertThat(house.catalog.size()).isZero();
        try (RawClient client = new RawClient(house)) {
            client.send(
                    "PUT /x" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(3_000_000) + "\r\n");
            client.send(content(3_000_000, 1));
            client.send("\r\n");
            until(() -> house.chunks.appends.get() == 4);
        }
        nothingIsHeld();
        assertThat(house.catalog.size()).isZero();
        assertThat(house.catalog.asked).doesNotContainKey("catalog.publish-open");
    }

    @Test
    void onlyAFewChunksOfAnOpenUploadAreUnderWay() {
        List<Promise<Void>> held = new CopyOnWriteArrayList<>();
        house.chunks.beforeAppend = append -> {
            Promise<Void> promise = Promise.promise();
            held.add(promise);
            return promise.future();
        };
        byte[] content = content(10_500_000, 1);
        try (RawClient client = new RawClient(house)) {
            Thread sender = new Thread(() -> {
                client.send("PUT /x" + HOST + "Content-Length: " + content.length + "\r\n\r\n");
                client.send(content);
            });
            sender.start();
            for (int released = 0; released < 11; released++) {
                int most = Math.min(11, released + OpenSealing.MAX_UNDER_WAY);
                until(() -> held.size() == most);
                assertThat(house.uploads.used())
                        .isLessThanOrEqualTo(OpenSealing.BASE_BYTES + (OpenSealing.MAX_UNDER_WAY + 1) * 1_048_848L);
                held.get(released).complete();
            }
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 201 ");
        }
        assertThat(house.chunks.mostAppending.get()).isEqualTo(OpenSealing.MAX_UNDER_WAY);
        nothingIsHeld();
    }

    @Test
    void anOpenUploadThatCannotBeStoredSaysSo() {
        house.chunks.beforeAppend = append -> append.index() == 2
                ? Future.failedFuture(new Problem(ProblemCode.STORAGE_FULL, "no room"))
                : Future.succeededFuture();
        assertProblem(house.send("PUT", "/x", content(5_000_000, 1)), 507, "STORAGE_FULL");
        house.chunks.beforeAppend = append -> Future.succeededFuture();
        house.catalog.failures.put("catalog.publish-open", new Problem(ProblemCode.UNAVAILABLE, "away"));
        assertProblem(house.send("PUT", "/x", content(10, 1)), 503, "UNAVAILABLE");
        house.catalog.failures.put("catalog.begin-open", new Problem(ProblemCode.UNAVAILABLE, "away"));
        assertProblem(house.send("PUT", "/x", content(10, 1)), 503, "UNAVAILABLE");
        assertThat(house.catalog.size()).isZero();
        nothingIsHeld();
    }

    @Test
    void aDownloadThatFailsAtOnceIsToldWhy() {
        String share = house.curl("x", content(5_000_000, 1));
        house.chunks.beforeRead = read -> Future.failedFuture(new Problem(ProblemCode.DAMAGED, "not what was stored"));
        var refused = house.get("/s/" + share);
        assertProblem(refused, 500, "DAMAGED");
        assertThat(refused.headers().firstValue("content-disposition")).isEmpty();
        assertThat(refused.headers().firstValue("etag")).isEmpty();
        nothingIsHeld();
    }

    @Test
    void aDownloadThatFailsInTheMiddleLooksBroken() {
        String share = house.curl("x", content(5_000_000, 1));
        house.chunks.beforeRead = read -> read.from() + read.locations().size() > 3
                ? Future.failedFuture(new Problem(ProblemCode.DAMAGED, "not what was stored"))
                : Future.succeededFuture();
        try (RawClient client = new RawClient(house)) {
            client.send("GET /s/" + share + HOST + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-length: 5000000");
            assertThat(client.rest().length()).isLessThan(5_000_000);
        }
        nothingIsHeld();
    }

    @Test
    void aDownloadOfARevokedShareIsCut() {
        SealedShare sent = new SealedShare(house.randomness, content(20 << 20, 1)).put(house);
        try (RawClient client = new RawClient(house);
                RawClient other = new RawClient(house)) {
            client.send("GET " + sent.download() + HOST + "Authorization: " + bearer(sent.read) + "\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            String share = house.curl("x", content(20 << 20, 1));
            other.send("GET /s/" + share + HOST + "\r\n");
            assertThat(other.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.read(100_000)).hasSize(100_000);
            var deleted = house.send("DELETE", "/api/shares/" + sent.share, null, "Authorization", bearer(sent.owner));
            assertThat(deleted.statusCode()).isEqualTo(200);
            assertThat(client.rest().length()).isLessThan(sent.sealed().length - 100_000);
            assertThat(other.read(20 << 20)).hasSize(20 << 20);
        }
        nothingIsHeld();
    }

    @Test
    void aClientThatReadsNothingHoldsLittle() {
        String share = house.curl("x", content(LARGE, 1));
        try (RawClient client = RawClient.thatTakesLittle(house)) {
            client.send("GET /s/" + share + HOST + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            long most = (ChunkReader.MAX_AHEAD + 1) * 2L * 1_048_848;
            assertThat(house.downloads.used()).isLessThanOrEqualTo(most);
            assertThat(client.read(LARGE)).hasSize(LARGE);
        }
        nothingIsHeld();
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() {
        String share = house.curl("x", content(LARGE, 1));
        for (int i = 0; i < 10; i++) {
            RawClient client = new RawClient(house);
            client.send("GET /s/" + share + HOST + "\r\n");
            if (i % 2 == 0) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(client.read(i * 300_000)).hasSize(i * 300_000);
            }
            client.reset();
        }
        nothingIsHeld();
    }

    @Test
    void aChunkThatMovedIsFoundAgain() {
        byte[] content = content(5_000_000, 1);
        String share = house.curl("x", content);
        AtomicInteger reads = new AtomicInteger();
        house.chunks.beforeRead = read -> {
            if (reads.incrementAndGet() == 2) {
                house.chunks.moveAll();
                house.catalog.shiftAll(5);
            }
            return Future.succeededFuture();
        };
        assertSame(house.get("/s/" + share).body(), content);
        nothingIsHeld();
    }

    @Test
    void aChunkThatIsNowhereIsDamage() {
        String share = house.curl("x", content(1_000, 1));
        house.catalog.shiftAll(1);
        assertProblem(house.get("/s/" + share), 500, "DAMAGED");
        assertThat(house.catalog.asked.get("catalog.locate").get()).isEqualTo(2);
        nothingIsHeld();
    }

    @Test
    void placesThatCameAlongAreNotAskedFor_unlessNothingIsThereAnyMore() {
        house.catalog.placesAhead = true;
        byte[] content = content(3_000_000, 1);
        String share = house.curl("x", content);
        assertSame(house.get("/s/" + share).body(), content);
        byte[] part = house.get("/s/" + share, "Range", "bytes=2000000-2999999").body();
        assertSame(part, Arrays.copyOfRange(content, 2_000_000, 3_000_000));
        assertThat(house.catalog.asked).doesNotContainKey("catalog.locate");
        house.chunks.moveAll();
        AtomicInteger reads = new AtomicInteger();
        house.chunks.beforeRead = read -> {
            if (reads.incrementAndGet() == 1) {
                house.catalog.shiftAll(3);
            }
            return Future.succeededFuture();
        };
        assertSame(house.get("/s/" + share).body(), content);
        assertThat(house.catalog.asked).containsKey("catalog.locate");
        nothingIsHeld();
    }

    @Test
    void theIndexIsReadPageByPage() {
        byte[] content = content(LARGE, 1);
        String share = house.curl("x", content);
        house.catalog.page = 3;
        assertSame(house.get("/s/" + share).body(), content);
        assertThat(house.catalog.asked.get("catalog.locate").get()).isBetween(8, 12);
        nothingIsHeld();
    }

    @Test
    void manyAtOnceShareTheMemory() {
        byte[] content = content(LARGE, 1);
        String share = house.curl("x", content);
        List<Future<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(house.vertx.executeBlocking(() -> house.get("/s/" + share).body(), false));
        }
        all.forEach(
                one -> assertThat(Arrays.equals(EdgeHouse.await(one), content)).isTrue());
        nothingIsHeld();
    }

    @Test
    void aStalledClientGivesBackWhatOthersWaitForAndGoesOnLater() {
        byte[] content = content(LARGE, 1);
        String share = house.curl("x", content);
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = RawClient.thatTakesLittle(house);
            client.send("GET /s/" + share + HOST + "\r\n");
            slow.add(client);
        }
        slow.forEach(client -> assertThat(client.head()).startsWith("HTTP/1.1 200 "));
        List<Future<Boolean>> all = new ArrayList<>();
        for (RawClient client : slow) {
            all.add(house.vertx.executeBlocking(() -> Arrays.equals(client.read(LARGE), content), false));
        }
        all.forEach(one -> assertThat(EdgeHouse.await(one)).isTrue());
        slow.forEach(RawClient::close);
        nothingIsHeld();
    }
}
