package io.slipway.it;

import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static io.slipway.it.TusClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Several files of an open share as one archive, from a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZipIT {
    @TempDir
    static Path temp;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RunningNode node;
    private TusClient plain;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
        plain = new TusClient(node.url);
    }

    private JsonObject form(Map<String, byte[]> files) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            form.writeBytes(("--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name + "\"\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            form.writeBytes(bytes);
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        form.writeBytes("--xYz--\r\n".getBytes(StandardCharsets.US_ASCII));
        HttpResponse<byte[]> made = plain.plain(
                "POST", "/api/upload", form.toByteArray(), "Content-Type", "multipart/form-data; boundary=xYz");
        assertThat(made.statusCode()).as(text(made)).isEqualTo(201);
        return new JsonObject(text(made));
    }

    private static Map<String, byte[]> some() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("box/a.bin", content(5_000_000, 1));
        files.put("box/\u00fc/b.txt", content(100, 2));
        files.put("box/empty/", new byte[0]);
        files.put("box/c", new byte[0]);
        files.put("box/d.bin", content(3_000_000, 4));
        return files;
    }

    private void assertFiles(Path file, Map<String, byte[]> files) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(files.size());
            for (Map.Entry<String, byte[]> one : files.entrySet()) {
                byte[] found = zip.getInputStream(zip.getEntry(one.getKey())).readAllBytes();
                assertThat(Arrays.mismatch(found, one.getValue())).isEqualTo(-1);
            }
        }
    }

    @Test
    void curlFetchesTheArchive_underItsName_andGoesOnWhereItBrokeOff() throws Exception {
        String link = form(some()).getString("link");
        Path folder = Files.createDirectory(temp.resolve("curl"));
        assertThat(curl(folder, "-sOJ", link)).isZero();
        Path file = folder.resolve("box.zip");
        assertFiles(file, some());
        byte[] whole = Files.readAllBytes(file);
        Files.write(folder.resolve("part.zip"), Arrays.copyOf(whole, 4_321_000));
        assertThat(curl(folder, "-s", "-C", "-", "-o", "part.zip", link)).isZero();
        assertThat(Arrays.mismatch(Files.readAllBytes(folder.resolve("part.zip")), whole))
                .isEqualTo(-1);
    }

    private static int curl(Path folder, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("curl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String limited(int limit) {
        JsonObject share = form(some());
        HttpResponse<byte[]> patch = plain.plain(
                "PATCH",
                "/api/shares/" + share.getString("share"),
                ("{\"limit\":" + limit + "}").getBytes(StandardCharsets.US_ASCII),
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + share.getString("owner"));
        assertThat(patch.statusCode()).as(text(patch)).isEqualTo(200);
        return share.getString("share");
    }

    private JsonObject shown(String share) {
        return new JsonObject(text(plain.plain("GET", "/api/shares/" + share, null)));
    }

    @Test
    void anArchiveIsOneDownload_inWhateverPiecesItComes() {
        String share = limited(2);
        HttpResponse<byte[]> head = plain.plain("HEAD", "/s/" + share, null);
        int length = Integer.parseInt(header(head, "Content-Length"));
        assertThat(shown(share).getInteger("used")).isZero();
        int step = length / 3;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0; from < length; from += step) {
            HttpResponse<byte[]> part = plain.plain(
                    "GET",
                    "/s/" + share,
                    null,
                    "User-Agent",
                    "one",
                    "Range",
                    "bytes=" + from + "-" + Math.min(length - 1, from + step - 1));
            assertThat(part.statusCode()).as(text(part)).isEqualTo(206);
            assertThat(header(part, "X-Remaining-Downloads")).isEqualTo("1");
            all.writeBytes(part.body());
        }
        assertThat(all.size()).isEqualTo(length);
        assertThat(shown(share).getInteger("used")).isEqualTo(1);
        assertThat(shown(share).getInteger("live")).isZero();

        HttpResponse<byte[]> second = plain.plain("GET", "/s/" + share, null, "User-Agent", "two");
        assertThat(Arrays.mismatch(second.body(), all.toByteArray())).isEqualTo(-1);
        assertThat(header(second, "X-Remaining-Downloads")).isEqualTo("0");
        HttpResponse<byte[]> third = plain.plain("GET", "/s/" + share, null, "User-Agent", "three");
        assertThat(third.statusCode()).isEqualTo(410);
    }

    @Test
    void anArchiveAndItsFilesCountTogether() {
        String share = limited(1);
        String file = shown(share).getJsonArray("files").getJsonObject(0).getString("file");
        assertThat(plain.plain("GET", "/download/" + share + "/" + file, null, "User-Agent", "x")
                        .statusCode())
                .isEqualTo(200);
        assertThat(plain.plain("GET", "/s/" + share, null, "User-Agent", "y").statusCode())
                .isEqualTo(409);
        assertThat(plain.plain("GET", "/s/" + share, null, "User-Agent", "x").statusCode())
                .isEqualTo(200);
        assertThat(plain.plain("GET", "/s/" + share, null, "User-Agent", "z").statusCode())
                .isEqualTo(410);
    }

    @Test
    void aPasswordIsAskedForBeforeAnythingIsTold() {
        JsonObject share = form(some());
        HttpResponse<byte[]> patch = plain.plain(
                "PATCH",
                "/api/shares/" + share.getString("share"),
                "{\"password\":{\"text\":\"open sesame\"}}".getBytes(StandardCharsets.US_ASCII),
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + share.getString("owner"));
        assertThat(patch.statusCode()).isEqualTo(200);
        String path = "/s/" + share.getString("share");
        assertThat(plain.plain("GET", path, null).statusCode()).isEqualTo(401);
        assertThat(plain.plain("GET", path, null, "X-Share-Password", "wrong").statusCode())
                .isEqualTo(401);
        assertThat(plain.plain("GET", path, null, "X-Share-Password", "open sesame")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aShareThatIsDeletedIsCutOffWhileItIsFetched() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            files.put("f" + i, content(8 << 20, i));
        }
        JsonObject share = form(files);
        HttpResponse<InputStream> answer = http.send(
                HttpRequest.newBuilder(URI.create(share.getString("link"))).build(), BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
            assertThat(plain.plain(
                                    "DELETE",
                                    "/api/shares/" + share.getString("share"),
                                    null,
                                    "Content-Type",
                                    "application/json",
                                    "Authorization",
                                    "Bearer " + share.getString("owner"))
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    /** What was renamed is called so in the archive, and the archive is another one then. */
    @Test
    void anArchiveHasTheNamesOfNow() throws Exception {
        JsonObject share = form(some());
        String path = "/s/" + share.getString("share");
        String before = header(plain.plain("HEAD", path, null), "ETag");
        String file = share.getJsonArray("files").getJsonObject(0).getString("file");
        assertThat(plain.plain(
                                "PATCH",
                                "/api/shares/" + share.getString("share"),
                                ("{\"rename\":[{\"file\":\"" + file + "\",\"name\":\"new.bin\"}]}")
                                        .getBytes(StandardCharsets.US_ASCII),
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                "Bearer " + share.getString("owner"))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> zip = plain.plain("GET", path, null);
        assertThat(header(zip, "ETag")).isNotEqualTo(before);
        Path at = Files.write(temp.resolve("renamed.zip"), zip.body());
        try (ZipFile read = new ZipFile(at.toFile())) {
            assertThat(read.getEntry("box/new.bin").getSize()).isEqualTo(5_000_000);
        }
    }

    /** More than one page of them. */
    @Test
    void aFormMayHaveAsManyFilesAsAShare() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            files.put("many/d" + i % 7 + "/" + i, content(i, i));
        }
        HttpResponse<byte[]> zip = plain.plain("GET", "/s/" + form(files).getString("share"), null);
        assertFiles(Files.write(temp.resolve("many.zip"), zip.body()), files);
    }
}
