package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.until;
import static io.slipway.edge.http.SealedShare.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.flow.ByteBudget;
import io.slipway.protocol.Delivery;
import io.slipway.seal.Slp1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealed chunks that lie in a file of the machine are sent from there, and nothing but the speed tells. */
class FileDownloadEdgeTest {
    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";
    private static final int LARGE = 24 << 20;

    @TempDir
    Path temp;

    private EdgeHouse house;

    @BeforeEach
    void open() {
        house = house(EdgeTimeouts.DEFAULT);
    }

    private static EdgeHouse house(EdgeTimeouts timeouts) {
        return new EdgeHouse(timeouts, LARGE, new ByteBudget(32 << 20, 100), new ByteBudget(32 << 20, 100));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private SealedShare share(int size) {
        return new SealedShare(house.randomness, content(size, size)).put(house);
    }

    /** Says that all chunks of a share lie in a file. */
    private void copy(SealedShare sent) {
        Path ignored = copyOf(sent);
    }

    private Path copyOf(SealedShare sent) {
        Path file = temp.resolve(sent.file.text());
        try {
            Files.write(file, sent.sealed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        house.chunks.lying = look -> new Delivery.Lying(file, look.run().from() * (long) Slp1.SEALED_CHUNK_BYTES);
        return file;
    }

    private HttpResponse<byte[]> download(SealedShare sent, String... headers) {
        String[] all = Arrays.copyOf(new String[] {"Authorization", bearer(sent.read)}, 2 + headers.length);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return house.get(sent.download(), all);
    }

    private String request(SealedShare sent) {
        return "GET " + sent.download() + HOST + "Authorization: " + bearer(sent.read) + "\r\n\r\n";
    }

    private void nothingIsHeld() {
        until(() -> house.downloads.used() == 0);
        assertThat(house.downloads.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_504, 1_048_576, 1_048_577, 9 << 20})
    void allOfItComesFromTheFile(int size) {
        SealedShare sent = share(size);
        HttpResponse<byte[]> before = download(sent);
        int reads = house.chunks.reads.get();
        copy(sent);
        HttpResponse<byte[]> after = download(sent);
        assertThat(after.statusCode()).isEqualTo(200);
        assertSame(after.body(), sent.sealed());
        assertThat(house.chunks.reads.get()).isEqualTo(reads);
        assertThat(after.headers().map().keySet())
                .isEqualTo(before.headers().map().keySet());
        assertThat(after.headers().firstValue("etag"))
                .isEqualTo(before.headers().firstValue("etag"));
        assertThat(after.headers().firstValue("content-length")).contains(Integer.toString(sent.sealed().length));
        until(() -> house.catalog.reports.size() == 2);
        assertThat(house.catalog.reports).allMatch(report -> report.whole() && report.bytes() == sent.sealed().length);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1048847,1048848", "5,3000000", "2097696,2097700", "1,9438000"})
    void aRangeComesFromTheFile(int from, int to) {
        SealedShare sent = share(9 << 20);
        copy(sent);
        int reads = house.chunks.reads.get();
        HttpResponse<byte[]> part = download(sent, "Range", "bytes=" + from + "-" + to);
        assertThat(part.statusCode()).isEqualTo(206);
        int end = Math.min(to + 1, sent.sealed().length);
        assertSame(part.body(), Arrays.copyOfRange(sent.sealed(), from, end));
        assertThat(part.headers().firstValue("content-range"))
                .contains("bytes " + from + "-" + (end - 1) + "/" + sent.sealed().length);
        assertThat(house.chunks.reads.get()).isEqualTo(reads);
    }

    @Test
    void conditionsHoldAsWithoutIt() {
        SealedShare sent = share(2 << 20);
        String tag = download(sent).headers().firstValue("etag").orElseThrow();
        copy(sent);
        assertThat(download(sent, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(download(sent, "Range", "bytes=5-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertThat(download(sent, "Range", "bytes=5-9", "If-Range", "\"other\"").statusCode())
                .isEqualTo(200);
        assertProblem(download(sent, "Range", "bytes=99999999-"), 416, "RANGE_NOT_SATISFIABLE");
        HttpResponse<byte[]> head = house.send("HEAD", sent.download(), null, "Authorization", bearer(sent.read));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void oneConnectionTakesOneAfterTheOther() {
        SealedShare sent = share(3 << 20);
        copy(sent);
        try (RawClient client = new RawClient(house)) {
            for (int i = 0; i < 3; i++) {
                client.send(request(sent));
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertSame(client.read(sent.sealed().length), sent.sealed());
            }
        }
    }

    @Test
    void whatLiesThereInPartComesFromBoth() {
        SealedShare sent = share(9 << 20);
        Path file = copyOf(sent);
        int reads = house.chunks.reads.get();
        house.chunks.lying = look -> look.run().from() % 2 == 0
                ? null
                : new Delivery.Lying(file, look.run().from() * (long) Slp1.SEALED_CHUNK_BYTES);
        assertSame(download(sent).body(), sent.sealed());
        assertThat(house.chunks.reads.get() - reads).isPositive().isLessThan(9);
        nothingIsHeld();
    }

    @Test
    void aFileThatIsGoneOrTooShortIsMadeUpForFromTheLog() throws IOException {
        SealedShare sent = share(9 << 20);
        Path file = copyOf(sent);
        try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileChannel ignored = cut.truncate(5L * Slp1.SEALED_CHUNK_BYTES + 1);
        }
        assertSame(download(sent).body(), sent.sealed());
        assertThat(house.chunks.fromLog.get()).isPositive();
        Files.delete(file);
        assertSame(download(sent).body(), sent.sealed());
        nothingIsHeld();
    }

    @Test
    void nobodyWaitsForMemoryThatItDoesNotNeed() {
        SealedShare sent = share(3 << 20);
        copy(sent);
        ByteBudget.Lease[] all = new ByteBudget.Lease[1];
        ByteBudget.Ticket ignored = house.downloads.take(house.downloads.capacity(), lease -> all[0] = lease);
        assertSame(download(sent).body(), sent.sealed());
        all[0].close();
    }

    @Test
    void aRevokedShareIsCutWhileItsFileIsSent() {
        SealedShare sent = share(20 << 20);
        copy(sent);
        AtomicInteger looks = new AtomicInteger();
        var lying = house.chunks.lying;
        house.chunks.lying = look -> {
            looks.incrementAndGet();
            return lying.apply(look);
        };
        try (RawClient client = RawClient.thatTakesLittle(house)) {
            client.send(request(sent));
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.read(100_000)).hasSize(100_000);
            var deleted = house.send("DELETE", "/api/shares/" + sent.share, null, "Authorization", bearer(sent.owner));
            assertThat(deleted.statusCode()).isEqualTo(200);
            assertThat(client.rest().length()).isLessThan(sent.sealed().length - 100_000);
        }
        assertThat(looks.get()).isPositive();
        until(() -> !house.catalog.reports.isEmpty());
        var report = house.catalog.reports.get(0);
        assertThat(report.whole()).isFalse();
        assertThat(report.bytes()).isBetween(100_000L, sent.sealed().length - 1L);
        nothingIsHeld();
    }

    @Test
    void aClientThatTakesNothingIsCut_andOneThatTakesLittleIsNot() {
        house.close();
        house = house(new EdgeTimeouts(
                Duration.ofSeconds(1),
                Duration.ofMillis(1_500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofMillis(100)));
        SealedShare sent = share(20 << 20);
        copy(sent);
        try (RawClient idle = RawClient.thatTakesLittle(house);
                RawClient slow = RawClient.thatTakesLittle(house)) {
            idle.send(request(sent));
            slow.send(request(sent));
            assertThat(slow.head()).startsWith("HTTP/1.1 200 ");
            // As long as it takes for the other to be cut, this one takes a little.
            int taken = 0;
            while (house.catalog.reports.isEmpty()) {
                assertThat(slow.read(16_384)).hasSize(16_384);
                taken += 16_384;
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
            assertThat(slow.read(sent.sealed().length - taken)).hasSize(sent.sealed().length - taken);
            assertThat(idle.rest().length()).isLessThan(sent.sealed().length);
        }
    }

    @Test
    void clientsThatGoAwayLeaveNothingBehind() {
        SealedShare sent = share(20 << 20);
        copy(sent);
        for (int i = 0; i < 10; i++) {
            RawClient client = new RawClient(house);
            client.send(request(sent));
            if (i % 2 == 0) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(client.read(i * 300_000)).hasSize(i * 300_000);
            }
            client.reset();
        }
        until(() -> house.catalog.reports.size() == 10);
        assertSame(download(sent).body(), sent.sealed());
    }

    @Test
    void aFileThatShrinksWhileItIsSentGivesNoWrongByte() {
        SealedShare sent = share(20 << 20);
        Path file = copyOf(sent);
        try (RawClient client = RawClient.thatTakesLittle(house)) {
            client.send(request(sent));
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                FileChannel ignored = cut.truncate(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            // What was being sent just then breaks off; else the rest comes from the log.
            byte[] came = client.read(sent.sealed().length);
            assertSame(came, Arrays.copyOf(sent.sealed(), came.length));
        }
        nothingIsHeld();
    }

    @Test
    void aCopyThatDoesNotOpenIsMadeUpForFromTheLog() {
        byte[] content = content(5 << 20, 3);
        String share = house.curl("x", content);
        house.chunks.copies = chunk -> {
            chunk[chunk.length / 2] ^= 1;
            return chunk;
        };
        HttpResponse<byte[]> back = house.get("/s/" + share);
        assertThat(back.statusCode()).isEqualTo(200);
        assertSame(back.body(), content);
        assertThat(house.chunks.fromLog.get()).isPositive();
        house.chunks.copies = chunk -> chunk;
        int before = house.chunks.fromLog.get();
        assertSame(house.get("/s/" + share).body(), content);
        assertThat(house.chunks.fromLog.get()).isEqualTo(before);
        nothingIsHeld();
    }
}
