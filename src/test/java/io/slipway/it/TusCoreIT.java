package io.slipway.it;

import static io.slipway.it.TusClient.base64;
import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static io.slipway.it.TusClient.made;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tus 1.0 demands of a server in its core and in creation, each by its sentence, of a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusCoreIT {
    private static final int MIB = 1 << 20;
    private static final long MAX = 64L * MIB;

    private RunningNode node;
    private TusClient tus;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
        tus = new TusClient(node.url);
    }

    @Test
    void serversMustImplementTheCoreProtocol() {
        byte[] bytes = content(2 * MIB + 100, 1);
        String path = tus.create(bytes.length);
        assertThat(tus.offset(path)).isZero();
        int[] cuts = {0, 70, 70_000, MIB - 1, MIB, MIB + 1, 2 * MIB, bytes.length};
        for (int i = 1; i < cuts.length; i++) {
            HttpResponse<byte[]> patched =
                    tus.patch(path, cuts[i - 1], Arrays.copyOfRange(bytes, cuts[i - 1], cuts[i]));
            assertThat(patched.statusCode()).isEqualTo(204);
            assertThat(header(patched, "Upload-Offset")).isEqualTo(Integer.toString(cuts[i]));
            assertThat(tus.offset(path)).isEqualTo(cuts[i]);
        }
        assertThat(Arrays.mismatch(tus.download(path).body(), bytes)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "1.5", "", "0x1", "+1", "99999999999999999999"})
    void uploadOffsetMustBeANonNegativeInteger(String offset) {
        String path = tus.create(10);
        assertThat(tus.send(
                                "PATCH",
                                path,
                                new byte[1],
                                "Content-Type",
                                "application/offset+octet-stream",
                                "Upload-Offset",
                                offset)
                        .statusCode())
                .isEqualTo(400);
        assertThat(tus.offset(path)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "1.5", "", "0x1", "+1", "99999999999999999999"})
    void uploadLengthMustBeANonNegativeInteger(String length) {
        assertThat(tus.post("Upload-Length", length).statusCode()).isEqualTo(400);
    }

    @Test
    void tusResumableMustBeIncludedInEveryResponse() {
        String path = tus.create(5);
        String stranger = path.substring(0, path.lastIndexOf('/') + 1) + "A".repeat(43);
        for (HttpResponse<byte[]> response : List.of(
                tus.head(path),
                tus.head(stranger),
                tus.head("/api/tus/x/y"),
                tus.post(),
                tus.patch(path, 3, new byte[1]),
                tus.send("PUT", path, new byte[0]),
                tus.patch(path, 0, new byte[5]),
                tus.send("DELETE", path, null),
                tus.head(path))) {
            assertThat(header(response, "Tus-Resumable")).isEqualTo("1.0.0");
        }
    }

    @Test
    void anotherVersionMustBeAnsweredWith412AndTusVersion_andMustNotBeProcessed() {
        String path = tus.create(5);
        for (String[] version : new String[][] {{"Tus-Resumable", "0.2.2"}, {"Tus-Resumable", "1.0.1"}, {}}) {
            List<String> write = new java.util.ArrayList<>(
                    List.of("Content-Type", "application/offset+octet-stream", "Upload-Offset", "0"));
            write.addAll(List.of(version));
            for (HttpResponse<byte[]> refused : List.of(
                    tus.plain("HEAD", path, null, version),
                    tus.plain("PATCH", path, new byte[5], write.toArray(String[]::new)),
                    tus.plain("DELETE", path, null, version),
                    tus.plain("POST", "/api/tus", null, version))) {
                assertThat(refused.statusCode()).isEqualTo(412);
                assertThat(header(refused, "Tus-Version")).isEqualTo("1.0.0");
                assertThat(header(refused, "Location")).isNull();
            }
        }
        assertThat(tus.offset(path)).isZero();
    }

    @Test
    void optionsMustContainTusVersion_sortedByPreference_andTheServerMustIgnoreTusResumable() {
        for (HttpResponse<byte[]> options : List.of(
                tus.plain("OPTIONS", "/api/tus", null),
                tus.plain("OPTIONS", "/api/tus/", null),
                tus.plain("OPTIONS", "/api/tus", null, "Tus-Resumable", "0.0.1"))) {
            assertThat(options.statusCode()).isEqualTo(204);
            assertThat(header(options, "Tus-Version")).isEqualTo("1.0.0");
            assertThat(header(options, "Tus-Extension").split(","))
                    .containsExactlyInAnyOrder(
                            "creation",
                            "creation-with-upload",
                            "creation-defer-length",
                            "expiration",
                            "checksum",
                            "termination",
                            "concatenation");
            assertThat(header(options, "Tus-Max-Size")).isEqualTo(Long.toString(MAX));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST,HEAD,200",
        "GET,HEAD,200",
        "GET,PATCH,204",
        "PUT,PATCH,204",
        "DELETE,PATCH,204",
        "PATCH,DELETE,204"
    })
    void methodOverrideMustBeInterpretedAsTheMethod_andTheActualMethodMustBeIgnored(
            String actual, String meant, int status) {
        String path = tus.create(3);
        HttpResponse<byte[]> response = tus.send(
                actual,
                path,
                meant.equals("PATCH") ? new byte[3] : null,
                "X-HTTP-Method-Override",
                meant,
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                "0");
        assertThat(response.statusCode()).isEqualTo(status);
        if (meant.equals("DELETE")) {
            assertThat(tus.head(path).statusCode()).isEqualTo(410);
        } else {
            assertThat(tus.offset(path)).isEqualTo(meant.equals("PATCH") ? 3 : 0);
        }
    }

    @Test
    void anUnknownMethodIsNotGuessed() {
        assertThat(tus.send("POST", tus.create(3), null, "X-HTTP-Method-Override", "BREW")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void headMustAlwaysIncludeUploadOffset_andUploadLengthIfItIsKnown_andMustPreventCaching() {
        String fresh = tus.create(5);
        String whole = tus.create(5);
        assertThat(tus.patch(whole, 0, new byte[5]).statusCode()).isEqualTo(204);
        String empty = tus.create(0);
        String[][] expected = {{fresh, "0", "5"}, {whole, "5", "5"}, {empty, "0", "0"}};
        for (String[] one : expected) {
            HttpResponse<byte[]> head = tus.head(one[0]);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(header(head, "Upload-Offset")).isEqualTo(one[1]);
            assertThat(header(head, "Upload-Length")).isEqualTo(one[2]);
            assertThat(header(head, "Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void whatIsNotFoundHasNoUploadOffset() {
        String path = tus.create(5);
        String id = path.split("/")[3];
        for (String unknown :
                List.of("/api/tus/" + id + "/" + "A".repeat(43), "/api/tus/" + "A".repeat(22) + path.substring(31))) {
            HttpResponse<byte[]> head = tus.head(unknown);
            assertThat(head.statusCode()).isEqualTo(404);
            assertThat(header(head, "Upload-Offset")).isNull();
            assertThat(tus.patch(unknown, 0, new byte[5]).statusCode()).isEqualTo(404);
        }
        assertThat(tus.offset(path)).isZero();
    }

    @Test
    void patchOfAnotherMediaTypeIsRefused() {
        String path = tus.create(5);
        for (String type : List.of("application/octet-stream", "application/offset+octet-streams", "text/plain")) {
            HttpResponse<byte[]> refused =
                    tus.send("PATCH", path, new byte[5], "Content-Type", type, "Upload-Offset", "0");
            assertThat(refused.statusCode()).isEqualTo(415);
        }
        assertThat(tus.offset(path)).isZero();
    }

    @Test
    void ifTheOffsetsDoNotMatchTheServerMustAnswer409_withoutModifyingTheUpload() {
        byte[] bytes = content(10, 3);
        String path = tus.create(10);
        assertThat(tus.patch(path, 0, Arrays.copyOf(bytes, 4)).statusCode()).isEqualTo(204);
        for (int offset : new int[] {0, 3, 5, 10, 11}) {
            assertThat(tus.patch(path, offset, new byte[1]).statusCode()).isEqualTo(409);
        }
        assertThat(tus.offset(path)).isEqualTo(4);
        assertThat(tus.patch(path, 4, Arrays.copyOfRange(bytes, 4, 10)).statusCode())
                .isEqualTo(204);
        assertThat(tus.patch(path, 0, bytes).statusCode()).isEqualTo(409);
        assertThat(tus.download(path).body()).isEqualTo(bytes);
    }

    @Test
    void aPatchBeyondTheLengthIsRefused_andAddsNothing() {
        String path = tus.create(5);
        assertThat(tus.patch(path, 0, new byte[6]).statusCode()).isEqualTo(413);
        assertThat(tus.offset(path)).isZero();
    }

    @Test
    void anEmptyPatchMovesNothing() {
        String path = tus.create(5);
        HttpResponse<byte[]> patched = tus.patch(path, 0, new byte[0]);
        assertThat(patched.statusCode()).isEqualTo(204);
        assertThat(header(patched, "Upload-Offset")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000, 100_000, MIB, 3 * MIB + 70_000})
    void theServerShouldAlwaysStoreAsMuchAsPossible_ofARequestThatBreaks(int sent) throws Exception {
        byte[] bytes = content(4 * MIB, sent);
        String path = tus.create(bytes.length);
        try (Socket socket = tus.begin(path, 0, bytes.length, Arrays.copyOf(bytes, sent))) {
            tus.untilStored(path, (sent - 1) / MIB - 1);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
        int offset = (int) tus.offset(path);
        if (sent < 65_536) {
            assertThat(offset).isEqualTo(sent);
        } else {
            assertThat(offset).isBetween(Math.max(65_536, ((sent - 1) / MIB - 1) * MIB), sent);
        }
        assertThat(tus.patch(path, offset, Arrays.copyOfRange(bytes, offset, bytes.length))
                        .statusCode())
                .isEqualTo(204);
        assertThat(Arrays.mismatch(tus.download(path).body(), bytes)).isEqualTo(-1);
    }

    @Test
    void aNewcomerIsNotLockedOutByAConnectionThatHangs() throws Exception {
        byte[] bytes = content(2 * MIB, 5);
        String path = tus.create(bytes.length);
        int sent = MIB + 300_000;
        try (Socket hanging = tus.begin(path, 0, bytes.length, Arrays.copyOf(bytes, sent))) {
            tus.untilStored(path, 1);
            long began = System.nanoTime();
            long offset = tus.offset(path);
            HttpResponse<byte[]> patched =
                    tus.patch(path, offset, Arrays.copyOfRange(bytes, (int) offset, bytes.length));
            assertThat(offset).isBetween((long) MIB, (long) sent);
            assertThat(patched.statusCode()).isEqualTo(204);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
            assertThat(new String(hanging.getInputStream().readNBytes(12), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 409");
        }
        assertThat(Arrays.mismatch(tus.download(path).body(), bytes)).isEqualTo(-1);
    }

    @Test
    void creationMustBeAnsweredWith201AndLocation_andTheLinkIsKnownFromThen() {
        HttpResponse<byte[]> created =
                tus.post("Upload-Length", "5", "Upload-Metadata", "filename " + base64("grüße.txt"));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(header(created, "Location")).matches("/api/tus/[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{43}");
        assertThat(header(created, "X-Share-Link")).startsWith(node.url + "/s/");
        String status = URI.create(header(created, "X-Url-Status")).getPath();
        assertThat(TusClient.text(tus.plain("GET", status, null))).contains("RECEIVING", "grüße.txt");
        assertThat(tus.patch(made(created), 0, new byte[5]).statusCode()).isEqualTo(204);
        assertThat(TusClient.text(tus.plain("GET", status, null))).contains("COMPLETE");
        assertThat(header(tus.download(made(created)), "Content-Disposition")).contains("gr%C3%BC%C3%9Fe.txt");
    }

    @Test
    void theRequestMustIncludeUploadLengthOrUploadDeferLength() {
        assertThat(tus.post().statusCode()).isEqualTo(400);
        assertThat(tus.post("Upload-Length", "5", "Upload-Defer-Length", "1").statusCode())
                .isEqualTo(400);
        for (String value : List.of("0", "2", "true", "")) {
            assertThat(tus.post("Upload-Defer-Length", value).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void lengthBeyondTheMaximumMustBeAnsweredWith413() {
        assertThat(tus.post("Upload-Length", Long.toString(MAX)).statusCode()).isEqualTo(201);
        assertThat(tus.post("Upload-Length", Long.toString(MAX + 1)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void lengthOfZeroIsCompleteAfterCreation() {
        HttpResponse<byte[]> download = tus.download(tus.create(0));
        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a b,", " ,a", "a !", "a b=c", "a YQ==,a YQ==", "a YQ== YQ==", "a \u00e9"})
    void metadataOfAnotherFormIsRefused(String metadata) {
        int status = tus.post("Upload-Length", "5", "Upload-Metadata", metadata).statusCode();
        assertThat(status).isEqualTo(metadata.isEmpty() ? 201 : 400);
    }

    @Test
    void headMustIncludeUploadMetadataAsItWasSpecified() {
        for (String metadata : List.of(
                "filename d29ybGRfZG9taW5hdGlvbl9wbGFuLnBkZg==,is_confidential",
                "is_confidential,filename " + base64("../../etc/passwd\r\nX-Evil: 1"),
                "k ,filetype " + base64("text/html"))) {
            String path = tus.create(1, "Upload-Metadata", metadata);
            assertThat(header(tus.head(path), "Upload-Metadata")).isEqualTo(metadata);
            assertThat(tus.patch(path, 0, new byte[1]).statusCode()).isEqualTo(204);
            assertThat(header(tus.head(path), "Upload-Metadata")).isEqualTo(metadata);
            HttpResponse<byte[]> download = tus.download(path);
            assertThat(header(download, "X-Evil")).isNull();
            assertThat(header(download, "Content-Type")).isEqualTo("application/octet-stream");
        }
        assertThat(header(tus.head(tus.create(1)), "Upload-Metadata")).isNull();
    }
}
