package io.slipway.it;

import static io.slipway.it.TusClient.base64;
import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static io.slipway.it.TusClient.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.LiveFiles;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tus 1.0 demands of a server in the extensions beyond creation, each by its sentence, of a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusExtensionsIT {
    private static final int MIB = 1 << 20;

    private RunningNode node;
    private TusClient tus;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
        tus = new TusClient(node.url);
    }

    private HttpResponse<byte[]> postBytes(byte[] bytes, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/offset+octet-stream"));
        all.addAll(List.of(headers));
        return tus.send("POST", "/api/tus", bytes, all.toArray(String[]::new));
    }

    @Test
    void asLongAsTheLengthIsNotKnownHeadMustSayUploadDeferLength1() {
        String path = made(tus.post("Upload-Defer-Length", "1"));
        byte[] bytes = content(MIB + 10, 1);
        for (int[] cut : new int[][] {{0, 10}, {10, MIB}, {MIB, MIB + 4}}) {
            HttpResponse<byte[]> head = tus.head(path);
            assertThat(header(head, "Upload-Defer-Length")).isEqualTo("1");
            assertThat(header(head, "Upload-Length")).isNull();
            assertThat(tus.patch(path, cut[0], Arrays.copyOfRange(bytes, cut[0], cut[1]))
                            .statusCode())
                    .isEqualTo(204);
        }
        HttpResponse<byte[]> last = tus.patch(
                path,
                MIB + 4,
                Arrays.copyOfRange(bytes, MIB + 4, bytes.length),
                "Upload-Length",
                Integer.toString(bytes.length));
        assertThat(last.statusCode()).isEqualTo(204);
        HttpResponse<byte[]> head = tus.head(path);
        assertThat(header(head, "Upload-Defer-Length")).isNull();
        assertThat(header(head, "Upload-Length")).isEqualTo(Integer.toString(bytes.length));
        assertThat(Arrays.mismatch(tus.download(path).body(), bytes)).isEqualTo(-1);
    }

    @Test
    void onceSetTheLengthMustNotBeChanged() {
        String path = made(tus.post("Upload-Defer-Length", "1"));
        assertThat(tus.patch(path, 0, new byte[3], "Upload-Length", "5").statusCode())
                .isEqualTo(204);
        assertThat(tus.patch(path, 3, new byte[2], "Upload-Length", "6").statusCode())
                .isEqualTo(400);
        assertThat(header(tus.head(path), "Upload-Length")).isEqualTo("5");
        assertThat(tus.patch(path, 3, new byte[2], "Upload-Length", "5").statusCode())
                .isEqualTo(204);
        String given = tus.create(5);
        assertThat(tus.patch(given, 0, new byte[5], "Upload-Length", "4").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {MIB, 2 * MIB, 5})
    void aLengthThatIsKnownOnlyAfterTheLastByteCompletes(int size) {
        byte[] bytes = content(size, size);
        String path = made(tus.post("Upload-Defer-Length", "1"));
        assertThat(tus.patch(path, 0, bytes).statusCode()).isEqualTo(204);
        assertThat(tus.patch(path, size, new byte[0], "Upload-Length", Integer.toString(size - 1))
                        .statusCode())
                .isEqualTo(400);
        assertThat(tus.patch(path, size, new byte[0], "Upload-Length", Integer.toString(size))
                        .statusCode())
                .isEqualTo(204);
        assertThat(Arrays.mismatch(tus.download(path).body(), bytes)).isEqualTo(-1);
    }

    @Test
    void creationWithUploadMustIncludeUploadOffset() {
        byte[] bytes = content(2 * MIB + 3, 4);
        HttpResponse<byte[]> whole = postBytes(bytes, "Upload-Length", Integer.toString(bytes.length));
        assertThat(header(whole, "Upload-Offset")).isEqualTo(Integer.toString(bytes.length));
        assertThat(Arrays.mismatch(tus.download(made(whole)).body(), bytes)).isEqualTo(-1);

        HttpResponse<byte[]> begun =
                postBytes(Arrays.copyOf(bytes, 5), "Upload-Length", Integer.toString(bytes.length));
        assertThat(header(begun, "Upload-Offset")).isEqualTo("5");
        assertThat(tus.offset(made(begun))).isEqualTo(5);
        assertThat(tus.patch(made(begun), 5, Arrays.copyOfRange(bytes, 5, bytes.length))
                        .statusCode())
                .isEqualTo(204);
        assertThat(Arrays.mismatch(tus.download(made(begun)).body(), bytes)).isEqualTo(-1);
    }

    @Test
    void creationWithUploadMustHaveTheMediaType_andNoMoreBytesThanTheLength() {
        assertThat(tus.send("POST", "/api/tus", new byte[5], "Upload-Length", "5", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(postBytes(new byte[6], "Upload-Length", "5").statusCode()).isEqualTo(413);
    }

    @Test
    void uploadExpiresMustBeIncludedInCreationAndEveryPatch_asAnHttpDate() {
        HttpResponse<byte[]> created = tus.post("Upload-Length", "5");
        HttpResponse<byte[]> patched = tus.patch(made(created), 0, new byte[2]);
        for (HttpResponse<byte[]> response : List.of(created, patched, tus.head(made(created)))) {
            ZonedDateTime expires =
                    ZonedDateTime.parse(header(response, "Upload-Expires"), DateTimeFormatter.RFC_1123_DATE_TIME);
            assertThat(expires)
                    .isBetween(
                            ZonedDateTime.now().plusHours(23),
                            ZonedDateTime.now().plusHours(25));
        }
        assertThat(header(tus.patch(made(created), 2, new byte[3]), "Upload-Expires"))
                .isNull();
    }

    @Test
    void checksumAlgorithmsMustBeInTheAnswerToOptions_inLowerCase_sha1AmongThem() {
        String algorithms = header(tus.plain("OPTIONS", "/api/tus", null), "Tus-Checksum-Algorithm");
        assertThat(algorithms.split(",")).contains("sha1").allMatch(name -> name.matches("[a-z0-9]+"));
    }

    @ParameterizedTest
    @CsvSource({"sha1,SHA-1", "sha256,SHA-256", "md5,MD5"})
    void theServerMustVerifyTheChunkAgainstTheChecksum_andDiscardItOnMismatch(String name, String algorithm)
            throws Exception {
        byte[] bytes = content(2 * MIB + 50_000, 9);
        String right = name + " " + base64(MessageDigest.getInstance(algorithm).digest(bytes));
        String wrong = name + " " + base64(MessageDigest.getInstance(algorithm).digest(new byte[1]));
        String path = tus.create(bytes.length + 5);
        assertThat(tus.patch(path, 0, new byte[5]).statusCode()).isEqualTo(204);
        assertThat(tus.patch(path, 5, bytes, "Upload-Checksum", wrong).statusCode())
                .isEqualTo(460);
        assertThat(tus.offset(path)).isEqualTo(5);
        HttpResponse<byte[]> good = tus.patch(path, 5, bytes, "Upload-Checksum", right);
        assertThat(good.statusCode()).isEqualTo(204);
        assertThat(header(good, "Upload-Offset")).isEqualTo(Integer.toString(bytes.length + 5));
        byte[] back = tus.download(path).body();
        assertThat(Arrays.equals(back, 5, back.length, bytes, 0, bytes.length)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crc32 AAAA", "SHA1 AAAA", "sha1", "sha1 !!", "sha1 AAAA", "", "sha1  AAAA"})
    void aChecksumThatIsNotSupportedIsAnsweredWith400_andTheOffsetMustNotBeUpdated(String checksum) {
        String path = tus.create(5);
        assertThat(tus.patch(path, 0, new byte[5], "Upload-Checksum", checksum).statusCode())
                .isEqualTo(400);
        assertThat(tus.offset(path)).isZero();
    }

    @Test
    void aRequestWithAChecksumHasABound() throws Exception {
        int most = 8 * MIB;
        byte[] bytes = new byte[most + 1];
        String path = tus.create(bytes.length);
        String sum = "sha1 " + base64(MessageDigest.getInstance("SHA-1").digest(bytes));
        assertThat(tus.patch(path, 0, bytes, "Upload-Checksum", sum).statusCode())
                .isEqualTo(413);
        byte[] less = Arrays.copyOf(bytes, most);
        sum = "sha1 " + base64(MessageDigest.getInstance("SHA-1").digest(less));
        assertThat(tus.patch(path, 0, less, "Upload-Checksum", sum).statusCode())
                .isEqualTo(204);
    }

    @Test
    void aBrokenRequestWithAChecksumAddsNothing() throws Exception {
        String path = tus.create(100);
        try (Socket socket = tus.begin(path, 0, 100, new byte[60], "Upload-Checksum: sha1 " + base64(new byte[20]))) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
        assertThat(tus.offset(path)).isZero();
    }

    @Test
    void terminationMustBeAnsweredWith204_andTheUploadIsGone() {
        String begun = tus.create(5);
        assertThat(tus.patch(begun, 0, new byte[2]).statusCode()).isEqualTo(204);
        String whole = tus.create(3);
        assertThat(tus.patch(whole, 0, new byte[3]).statusCode()).isEqualTo(204);
        for (String path : List.of(begun, whole)) {
            String link =
                    java.net.URI.create(header(tus.head(path), "X-Share-Link")).getPath();
            assertThat(tus.send("DELETE", path, null).statusCode()).isEqualTo(204);
            assertThat(tus.head(path).statusCode()).isEqualTo(410);
            assertThat(header(tus.head(path), "Upload-Offset")).isNull();
            assertThat(tus.patch(path, 2, new byte[1]).statusCode()).isEqualTo(410);
            assertThat(tus.send("DELETE", path, null).statusCode()).isEqualTo(410);
            assertThat(tus.plain("GET", link, null).statusCode()).isEqualTo(410);
        }
    }

    private String part(byte[] bytes, String... headers) {
        List<String> all = new ArrayList<>(List.of("Upload-Concat", "partial"));
        all.addAll(List.of(headers));
        String path = tus.create(bytes.length, all.toArray(String[]::new));
        assertThat(tus.patch(path, 0, bytes).statusCode()).isEqualTo(204);
        return path;
    }

    @Test
    void partialUploadsMustBeConcatenatedInTheOrderOfTheList_andTheLengthMustBeTheSum() {
        byte[] one = content(MIB + 500_000, 1);
        byte[] two = content(MIB, 2);
        byte[] three = content(5, 3);
        String first = part(one, "Upload-Metadata", "filename " + base64("part.bin"));
        String second = part(two);
        String third = part(three);
        String empty = part(new byte[0]);
        String list = "final;" + second + " " + node.url + first + " " + empty + " " + second + " " + third;
        String path = made(tus.post("Upload-Concat", list, "Upload-Metadata", "filename " + base64("whole.bin")));

        HttpResponse<byte[]> head = tus.head(path);
        String size = Integer.toString(one.length + 2 * two.length + three.length);
        assertThat(header(head, "Upload-Length")).isEqualTo(size);
        assertThat(header(head, "Upload-Offset")).isEqualTo(size);
        assertThat(header(head, "Upload-Concat")).isEqualTo(list);
        assertThat(header(head, "Upload-Metadata")).isEqualTo("filename " + base64("whole.bin"));
        HttpResponse<byte[]> download = tus.download(path);
        byte[] expected = new byte[Integer.parseInt(size)];
        System.arraycopy(two, 0, expected, 0, MIB);
        System.arraycopy(one, 0, expected, MIB, one.length);
        System.arraycopy(two, 0, expected, MIB + one.length, MIB);
        System.arraycopy(three, 0, expected, 2 * MIB + one.length, 5);
        assertThat(Arrays.mismatch(download.body(), expected)).isEqualTo(-1);
        assertThat(header(download, "Content-Disposition")).contains("whole.bin");
        assertThat(made(tus.post("Upload-Concat", "final;" + third))).isNotEqualTo(path);
    }

    @Test
    void headOfAPartialUploadMustContainUploadOffsetAndUploadConcat() {
        String path = tus.create(5, "Upload-Concat", "partial");
        HttpResponse<byte[]> head = tus.head(path);
        assertThat(header(head, "Upload-Offset")).isEqualTo("0");
        assertThat(header(head, "Upload-Length")).isEqualTo("5");
        assertThat(header(head, "Upload-Concat")).isEqualTo("partial");
        assertThat(header(head, "X-Share-Link")).isNull();
        assertThat(header(tus.head(tus.create(5)), "Upload-Concat")).isNull();
    }

    @Test
    void patchAgainstAFinalUploadMustBeAnsweredWith403_andMustNotModifyIt() {
        String part = part(content(10, 1));
        String path = made(tus.post("Upload-Concat", "final;" + part));
        for (long offset : new long[] {0, 10}) {
            assertThat(tus.patch(path, offset, new byte[1]).statusCode()).isEqualTo(403);
        }
        assertThat(tus.offset(path)).isEqualTo(10);
        assertThat(tus.download(path).body()).isEqualTo(content(10, 1));
    }

    @Test
    void aFinalUploadMustNotHaveALength_andIsMadeOfCompletePartsAlone() {
        String part = part(new byte[3]);
        String unfinished = tus.create(5, "Upload-Concat", "partial");
        String ordinary = tus.create(5);
        assertThat(tus.post("Upload-Concat", "final;" + part, "Upload-Length", "3")
                        .statusCode())
                .isEqualTo(400);
        assertThat(tus.post("Upload-Concat", "final;" + unfinished).statusCode())
                .isEqualTo(409);
        assertThat(tus.post("Upload-Concat", "final;" + ordinary).statusCode()).isEqualTo(400);
        assertThat(tus.post("Upload-Concat", "final;" + part.substring(0, part.length() - 43) + "A".repeat(43))
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "final", "final;", "Partial", "final;x", "final;/api/tus/a/b", "partial;x", "final; ,"})
    void uploadConcatOfAnotherFormIsRefused(String concat) {
        assertThat(tus.post("Upload-Concat", concat, "Upload-Length", "5").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aConcatenationBeyondTheMaximumIsRefused() {
        String part = part(new byte[22 * MIB]);
        assertThat(tus.post("Upload-Concat", "final;" + part + " " + part + " " + part)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void afterAKillAnUploadGoesOnWhereItWasAcknowledged_namesAreNotOnDiskInTheClear() throws Exception {
        byte[] bytes = content(3 * MIB, 8);
        String name = "canary-" + System.nanoTime() + ".bin";
        String path = tus.create(bytes.length, "Upload-Metadata", "filename " + base64(name));
        int sent = MIB + 300_000;
        assertThat(tus.patch(path, 0, Arrays.copyOf(bytes, sent)).statusCode()).isEqualTo(204);
        node.kill();
        node = node.start();
        assertThat(tus.offset(path)).isEqualTo(sent);
        assertThat(tus.patch(path, sent, Arrays.copyOfRange(bytes, sent, bytes.length))
                        .statusCode())
                .isEqualTo(204);
        assertThat(Arrays.mismatch(tus.download(path).body(), bytes)).isEqualTo(-1);
        for (Path file : LiveFiles.in(node.data)) {
            String held = LiveFiles.read(file);
            assertThat(held.contains(name) || held.contains(base64(name)))
                    .as("%s", file)
                    .isFalse();
        }
    }
}
