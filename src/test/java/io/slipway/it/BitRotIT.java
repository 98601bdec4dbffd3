package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.ExitCode;
import io.slipway.cli.Slipway;
import io.slipway.kit.LiveFiles;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bits turn around in what a running broker keeps: no wrong byte is delivered, and a scrub names them all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BitRotIT {
    private static final int FLIPS = 20;
    private static final long SEED = 20_261_121;
    private static final int FILES = 8;
    private static final long SIZE = (5L << 20) + 17;
    private static final int BATCH_LENGTH_AT = 8;
    private static final int BATCH_LENGTH_END = 12;
    /** Bytes of a batch before its value, and after it. */
    private static final int AROUND = 200;

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = new RunningNode(temp.resolve("data"), Map.of()).start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private record Sent(SealedClient client, List<byte[]> chunks) {}

    private Sent send() throws IOException {
        SealedClient client = new SealedClient(node.url, SIZE, 3_600_000, random);
        assertThat(client.create().status()).isEqualTo(201);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < Sizes.chunks(SIZE); i++) {
            chunks.add(client.sealedChunk(i));
            assertThat(client.put(i, chunks.get(i)).status()).isEqualTo(201);
        }
        assertThat(client.complete().status()).isEqualTo(200);
        return new Sent(client, chunks);
    }

    @Test
    void noFlipIsDelivered_andAllAreReported() throws IOException {
        List<Sent> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            files.add(send());
        }
        assertThat(scrub()).isEqualTo(ExitCode.OK);

        int rotten = flip();

        Set<String> refused = new HashSet<>();
        for (Sent file : files) {
            for (int i = 0; i < file.chunks.size(); i++) {
                long from = (long) i * Slp1.SEALED_CHUNK_BYTES;
                SealedClient.Answer answer =
                        file.client.download(file.client.read, from, from + file.chunks.get(i).length - 1);
                if (answer.status() == 206) {
                    assertThat(Arrays.equals(answer.body(), file.chunks.get(i)))
                            .as("seed %d: chunk %d of %s", SEED, i, file.client.file)
                            .isTrue();
                } else {
                    assertThat(answer.code()).isEqualTo("DAMAGED");
                    refused.add(file.client.file + "/" + i);
                }
            }
        }
        assertThat(refused).as("seed %d", SEED).hasSize(rotten);
        assertThat(scrub()).isEqualTo(ExitCode.DAMAGED);
        JsonObject report = report();
        assertThat(report.getInteger("damaged")).isEqualTo(rotten);
        assertThat(report.getInteger("files")).isEqualTo(FILES);
        assertThat(report.getLong("bytes")).isEqualTo(FILES * Sizes.sealed(SIZE));
        assertThat(names(report.getJsonArray("found"))).isEqualTo(refused);
        assertThat(scrub("--share", files.get(0).client.share.text()))
                .isEqualTo(
                        refused.stream()
                                        .anyMatch(name -> name.startsWith(
                                                files.get(0).client.file.text()))
                                ? ExitCode.DAMAGED
                                : ExitCode.OK);
        assertThat(report().getInteger("files")).isEqualTo(1);
    }

    private static Set<String> names(JsonArray found) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < found.size(); i++) {
            JsonObject one = found.getJsonObject(i);
            assertThat(one.getString("place")).matches("[a-z][0-9]+/[0-9]+@[0-9]+");
            names.add(one.getString("file") + "/" + one.getLong("chunk"));
        }
        return names;
    }

    /** As at a terminal. @return the exit code */
    private int scrub(String... options) {
        List<String> arguments = new ArrayList<>(List.of("scrub", "--rate", "1GiB"));
        arguments.addAll(List.of(options));
        return Slipway.execute(
                arguments.toArray(String[]::new),
                Map.of("SLIPWAY_DATA", node.data.toString(), "SLIPWAY_PORT", String.valueOf(node.port)),
                config -> {
                    throw new IllegalStateException("a scrub starts no node");
                });
    }

    /** What the last scrub found. */
    private JsonObject report() throws IOException {
        java.util.Properties secrets = new java.util.Properties();
        try (var in = Files.newInputStream(node.data.resolve("secrets.properties"))) {
            secrets.load(in);
        }
        SealedClient anybody = new SealedClient(node.url, 1, 1, random);
        assertThat(anybody.get("/api/scrub", anybody.read).code()).isEqualTo("NOT_FOUND");
        JsonObject report = anybody.get(
                        "/api/scrub",
                        io.slipway.seal.Token.parse(secrets.getProperty("operator.token"))
                                .orElseThrow())
                .json();
        assertThat(report.getBoolean("running")).isFalse();
        assertThat(report.getString("failure")).isNull();
        return report;
    }

    /** Turns bits around in the bytes of chunks. @return how many chunks that hit */
    private int flip() throws IOException {
        List<Path> logs = LiveFiles.in(node.data.resolve("kafka")).stream()
                .filter(file -> file.toString().matches(".*slipway\\.b\\.[^/]*/[0-9]+\\.log"))
                .filter(file -> file.toFile().length() > 0)
                .sorted()
                .toList();
        Random dice = new Random(SEED);
        Set<String> hit = new HashSet<>();
        while (hit.size() < FLIPS) {
            Path log = logs.get(dice.nextInt(logs.size()));
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                List<long[]> batches = batches(file);
                long[] batch = batches.get(dice.nextInt(batches.size()));
                if (batch[1] < 3 * AROUND) {
                    continue;
                }
                long position = batch[0] + AROUND + dice.nextLong(batch[1] - 2 * AROUND);
                ByteBuffer one = ByteBuffer.allocate(1);
                assertThat(file.read(one, position)).isEqualTo(1);
                one.put(0, (byte) (one.get(0) ^ 1 << dice.nextInt(8))).rewind();
                assertThat(file.write(one, position)).isEqualTo(1);
                hit.add(log + "@" + batch[0]);
            }
        }
        return hit.size();
    }

    /** Where each batch begins and how long it is. */
    private static List<long[]> batches(FileChannel file) throws IOException {
        List<long[]> batches = new ArrayList<>();
        long at = 0;
        while (at + BATCH_LENGTH_END < file.size()) {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            assertThat(file.read(length, at + BATCH_LENGTH_AT)).isEqualTo(Integer.BYTES);
            long whole = BATCH_LENGTH_END + length.flip().getInt();
            batches.add(new long[] {at, whole});
            at += whole;
        }
        return batches;
    }
}
