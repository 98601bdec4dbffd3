package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.LiveFiles;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A sealed share from creation to its end, with the node killed and its Redis emptied on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptShareIT {
    private static final long HOUR = 3_600_000;
    private static final long SIZE = (5L << 19) + 17;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = new RunningNode(
                        temp.resolve("data"),
                        Map.of("SLIPWAY_UNDO", "1s", "SLIPWAY_SWEEP_EVERY", "500ms", "SLIPWAY_FOLLOW_TIME", "2s"))
                .start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private SealedClient client(long size, long lifetime) {
        return new SealedClient(node.url, size, lifetime, random);
    }

    /** A share whose one file is complete. @return its sealed bytes */
    private byte[] kept(SealedClient client) throws IOException {
        assertThat(client.create().status()).isEqualTo(201);
        List<byte[]> chunks = chunks(client);
        for (int i = chunks.size() - 1; i >= 0; i--) {
            assertThat(client.put(i, chunks.get(i)).status()).isEqualTo(201);
        }
        assertThat(client.complete().status()).isEqualTo(200);
        return whole(chunks);
    }

    private static List<byte[]> chunks(SealedClient client) {
        List<byte[]> chunks = new ArrayList<>();
        for (long i = 0; i < Sizes.chunks(client.size); i++) {
            chunks.add(client.sealedChunk(i));
        }
        return chunks;
    }

    private static byte[] whole(List<byte[]> chunks) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        chunks.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    @Test
    void chunksInAnyOrderComeBackInTheirs() throws Exception {
        SealedClient client = client(SIZE, HOUR);

        byte[] sealed = kept(client);

        assertThat(client.download(client.read).body()).isEqualTo(sealed);
    }

    @Test
    void emptyFileIsOneChunk() throws Exception {
        SealedClient client = client(0, HOUR);

        byte[] sealed = kept(client);

        assertThat(client.download(client.read).body()).isEqualTo(sealed).hasSize(32);
    }

    @Test
    void sameChunkAgainIsTheSame_otherBytesDoNotReplaceIt() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        assertThat(client.create().status()).isEqualTo(201);
        byte[] first = client.sealedChunk(0);

        assertThat(client.put(0, first).json().getString("outcome")).isEqualTo("STORED");
        long stored = logged();
        assertThat(client.put(0, first).json().getString("outcome")).isEqualTo("REPEATED");
        assertThat(client.put(0, client.sealedChunk(0)).json().getString("outcome"))
                .isEqualTo("FIRST_STANDS");
        assertThat(logged() - stored).as("bytes that Kafka got more").isLessThan(first.length);
    }

    /** Bytes in the logs of all topics. */
    private long logged() throws IOException {
        return LiveFiles.in(node.data.resolve("kafka")).stream()
                .filter(file -> file.toString().endsWith(".log"))
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    @Test
    void holesAreNamed() throws Exception {
        SealedClient client = client(5L << 20, HOUR);
        assertThat(client.create().status()).isEqualTo(201);
        assertThat(client.put(2, client.sealedChunk(2)).status()).isEqualTo(201);

        SealedClient.Answer answer = client.complete();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("INCOMPLETE");
        assertThat(answer.json().getJsonArray("missing").encode()).isEqualTo("[[0,1],[3,4]]");
        assertThat(client.download(client.read).code()).isEqualTo("NOT_COMPLETE");
    }

    @Test
    void ofALiveShareNothingIsKept() throws Exception {
        SealedClient client = client(SIZE, HOUR);

        assertThat(client.createLive(Map.of()).status()).isEqualTo(201);

        JsonObject shown = client.find(client.read).json();
        assertThat(shown.getBoolean("kept")).isFalse();
        assertThat(shown.getString("wrap"))
                .as("its key comes from the sender's page")
                .isNull();
        assertThat(shown.getLong("expiresAt") - shown.getLong("createdAt")).isEqualTo(HOUR);
        assertThat(client.put(0, client.sealedChunk(0)).status()).isEqualTo(404);
        assertThat(client.complete().status()).isEqualTo(404);
        assertThat(client.download(client.read).code()).isEqualTo("NOT_KEPT");
        assertThat(client.progress().code()).isEqualTo("NOT_KEPT");
        assertThat(client.delete(client.owner).status()).isEqualTo(200);
        assertThat(client.find(client.read).code()).isEqualTo("GONE");
    }

    @Test
    void aLiveShareThatAsksForMoreIsRefused() throws Exception {
        long longest = 24 * HOUR;
        assertThat(client(1, HOUR).createLive(Map.of("lifetime", longest)).status())
                .isEqualTo(201);
        assertThat(client(1, HOUR).createLive(Map.of("lifetime", longest + 1)).code())
                .isEqualTo("BAD_REQUEST");
        assertThat(client(1, HOUR).createLive(Map.of("limit", 1)).code()).isEqualTo("BAD_REQUEST");
        assertThat(client(1, HOUR).createLive(Map.of("wrap", "AAAA")).code()).isEqualTo("BAD_REQUEST");
        SealedClient uploads = client(1, HOUR);
        assertThat(uploads.createLive(Map.of("files", new JsonArray().add(uploads.newFile())))
                        .code())
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void chunksOfTheWrongShapeAreRefused() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        assertThat(client.create().status()).isEqualTo(201);
        byte[] chunk = client.sealedChunk(0);

        assertThat(client.put(0, java.util.Arrays.copyOf(chunk, chunk.length + 1))
                        .code())
                .isEqualTo("CHUNK_TOO_LONG");
        assertThat(client.put(0, java.util.Arrays.copyOf(chunk, chunk.length - 1))
                        .code())
                .isEqualTo("CHUNK_TOO_SHORT");
        assertThat(client.put(3, chunk).code()).isEqualTo("CHUNK_OUT_OF_RANGE");
        assertThat(client.missing().json().getInteger("stored")).isZero();
    }

    @Test
    void takenIdsStayWithTheirOwners() throws Exception {
        SealedClient victim = client(SIZE, HOUR);
        byte[] sealed = kept(victim);
        SealedClient thief = client(SIZE, HOUR);

        assertThat(thief.create(victim.share, thief.file).code()).isEqualTo("CONFLICT");
        assertThat(thief.create(thief.share, victim.file).code()).isEqualTo("CONFLICT");

        assertThat(victim.download(victim.read).body()).isEqualTo(sealed);
        assertThat(thief.find(thief.read).code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void wrongCapabilitiesLookLikeNothingThere() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        assertThat(kept(client)).isNotEmpty();
        SealedClient nowhere = client(SIZE, HOUR);

        for (Token wrong : List.of(client.upload, Token.random(random))) {
            assertThat(client.find(wrong).body()).isEqualTo(nowhere.find(wrong).body());
            assertThat(client.delete(wrong).body())
                    .isEqualTo(nowhere.delete(wrong).body());
            assertThat(client.download(wrong).body())
                    .isEqualTo(nowhere.download(wrong).body());
        }
        assertThat(client.find(null).code()).isIn("CAPABILITY_REQUIRED", "NOT_FOUND");
        assertThat(client.delete(client.read).code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void deletionHidesAtOnce_undoBringsBack_thenTheKeyIsDestroyed() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        byte[] sealed = kept(client);

        assertThat(client.delete(client.owner).status()).isEqualTo(200);
        assertThat(client.find(client.read).code()).isEqualTo("GONE");
        assertThat(client.undo(client.owner).status()).isEqualTo(200);
        assertThat(client.download(client.read).body()).isEqualTo(sealed);

        assertThat(client.delete(client.owner).status()).isEqualTo(200);
        eventually(() -> client.find(client.owner).status() == 410);
        assertThat(client.undo(client.owner).code()).isEqualTo("GONE");
        eventually(() -> new NodeRedis(node)
                        .tell("EXISTS", "slipway:e:share/" + client.share)
                        .equals(":1")
                && !new NodeRedis(node)
                        .tell("GET", "slipway:e:key/" + client.share)
                        .contains("wrap"));
        assertThat(client.find(client.read).code()).isEqualTo("GONE");
    }

    @Test
    void expiryIsDecidedWhenReading() throws Exception {
        SealedClient client = client(SIZE, 1500);
        assertThat(kept(client)).isNotEmpty();
        assertThat(client.find(client.read).status()).isEqualTo(200);

        eventually(() -> client.find(client.read).status() == 410);

        assertThat(client.download(client.read).code()).isEqualTo("GONE");
    }

    @Test
    void acknowledgedChunksSurviveAnEmptiedRedis() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        assertThat(client.create().status()).isEqualTo(201);
        List<byte[]> chunks = chunks(client);
        assertThat(client.put(0, chunks.get(0)).status()).isEqualTo(201);
        assertThat(client.put(2, chunks.get(2)).status()).isEqualTo(201);

        assertThat(new NodeRedis(node).tell("FLUSHALL")).isEqualTo("+OK");

        eventually(() -> client.missing().status() == 200);
        assertThat(client.missing().json().getJsonArray("missing").encode()).isEqualTo("[[1,1]]");
        assertThat(client.put(1, chunks.get(1)).status()).isEqualTo(201);
        assertThat(client.complete().status()).isEqualTo(200);
        assertThat(client.download(client.read).body()).isEqualTo(whole(chunks));
    }

    @Test
    void downloadFollowsTheUpload_alsoOverAnEmptiedRedis() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        assertThat(client.create().status()).isEqualTo(201);
        List<byte[]> chunks = chunks(client);
        assertThat(client.put(2, chunks.get(2)).status()).isEqualTo(201);
        assertThat(client.progress().json().getInteger("frontier")).isZero();
        CompletableFuture<SealedClient.Answer> download = CompletableFuture.supplyAsync(() -> {
            try {
                return client.download(client.read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(client.put(0, chunks.get(0)).status()).isEqualTo(201);
        assertThat(new NodeRedis(node).tell("FLUSHALL")).isEqualTo("+OK");
        eventually(() -> client.put(1, chunks.get(1)).status() < 300);
        assertThat(client.complete().status()).isEqualTo(200);

        assertThat(download.get(30, TimeUnit.SECONDS).body()).isEqualTo(whole(chunks));
        assertThat(client.progress().json().getString("state")).isEqualTo("COMPLETE");
    }

    @Test
    void uploadGoesOnAfterTheNodeWasKilled() throws Exception {
        SealedClient client = client(SIZE, HOUR);
        assertThat(client.create().status()).isEqualTo(201);
        List<byte[]> chunks = chunks(client);
        assertThat(client.put(1, chunks.get(1)).status()).isEqualTo(201);

        node.kill();
        node = node.start();

        assertThat(client.missing().json().getJsonArray("missing").encode()).isEqualTo("[[0,0],[2,2]]");
        assertThat(client.put(0, chunks.get(0)).status()).isEqualTo(201);
        assertThat(client.put(2, chunks.get(2)).status()).isEqualTo(201);
        assertThat(client.complete().status()).isEqualTo(200);
        assertThat(client.download(client.read).body()).isEqualTo(whole(chunks));
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as("it should have happened within %s", SOON)
                    .isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
