package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.assertProblem;
import static io.slipway.edge.http.EdgeHouse.assertSame;
import static io.slipway.edge.http.EdgeHouse.content;
import static io.slipway.edge.http.EdgeHouse.json;
import static io.slipway.edge.http.EdgeHouse.text;
import static io.slipway.edge.http.EdgeHouse.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.edge.EdgeTimeouts;
import io.slipway.flow.ByteBudget;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files of an open share as one archive. */
class ZipEdgeTest {
    private static final int CHUNK = 1 << 20;

    private EdgeHouse house;

    @BeforeEach
    void open() {
        house = new EdgeHouse();
    }

    @AfterEach
    void close() {
        until(() -> house.uploads.used() == 0 && house.downloads.used() == 0);
        house.close();
    }

    /** A form of files, in order. */
    private HttpResponse<byte[]> form(Map<String, byte[]> files, String... headers) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            form.writeBytes(("--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name + "\"\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            form.writeBytes(bytes);
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        form.writeBytes("--xYz--\r\n".getBytes(StandardCharsets.US_ASCII));
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "multipart/form-data; boundary=xYz";
        return house.send("POST", "/api/upload", form.toByteArray(), all);
    }

    private String share(Map<String, byte[]> files) {
        HttpResponse<byte[]> made = form(files);
        assertThat(made.statusCode()).as(text(made)).isEqualTo(201);
        return json(made).getString("share");
    }

    private static Map<String, byte[]> some() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("top/a.bin", content(3 * CHUNK + 5, 1));
        files.put("top/empty.txt", new byte[0]);
        files.put("top/\u00fcml\uD83D\uDE00/b", content(70_000, 2));
        files.put("top/nothing/", new byte[0]);
        files.put("top/c", content(1, 3));
        files.put("top/d", content(2 * CHUNK, 4));
        return files;
    }

    private static Map<String, byte[]> read(byte[] zip) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(files.put(entry.getName(), in.readAllBytes())).isNull();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    private static void assertFiles(byte[] zip, Map<String, byte[]> expected) {
        Map<String, byte[]> found = read(zip);
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, bytes) -> assertSame(found.get(name), bytes));
    }

    @Test
    void aShareOfSeveralFilesIsOneArchive_foldersKept() {
        Map<String, byte[]> files = some();
        String share = share(files);
        for (String path : List.of("/s/" + share, "/download/" + share, "/download/" + share + "/zip")) {
            HttpResponse<byte[]> zip = house.get(path);
            assertThat(zip.statusCode()).as(text(zip)).isEqualTo(200);
            assertThat(zip.headers().firstValue("content-type")).contains("application/zip");
            assertThat(zip.headers().firstValue("content-disposition").orElseThrow())
                    .startsWith("attachment; filename=\"top.zip\"");
            assertThat(zip.headers().firstValue("content-length")).contains(Integer.toString(zip.body().length));
            assertThat(zip.headers().firstValue("accept-ranges")).contains("bytes");
            assertFiles(zip.body(), files);
            HttpResponse<byte[]> head = house.send("HEAD", path, null);
            assertThat(head.headers().firstValue("etag"))
                    .isEqualTo(zip.headers().firstValue("etag"));
            assertThat(head.headers().firstValue("content-length"))
                    .isEqualTo(zip.headers().firstValue("content-length"));
        }
        assertThat(json(house.get("/api/shares/" + share))
                        .getJsonArray("files")
                        .getJsonObject(2)
                        .getString("path"))
                .isEqualTo("top/\u00fcml\uD83D\uDE00");
    }

    @Test
    void aFileAloneIsItself_unlessAnArchiveIsAskedFor() {
        String share = house.curl("a.txt", content(10, 1));
        assertSame(house.get("/s/" + share).body(), content(10, 1));
        HttpResponse<byte[]> zip = house.get("/download/" + share + "/zip");
        assertFiles(zip.body(), Map.of("a.txt", content(10, 1)));
        assertThat(zip.headers().firstValue("content-disposition").orElseThrow())
                .contains("\"files.zip\"");
    }

    @Test
    void anyRangeIsTheSameBytes() {
        String share = share(some());
        HttpResponse<byte[]> whole = house.get("/s/" + share);
        byte[] zip = whole.body();
        String tag = whole.headers().firstValue("etag").orElseThrow();
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            int from = i % 3 == 0 ? zip.length - 1 - random.nextInt(2_000) : random.nextInt(zip.length);
            int to = Math.min(zip.length - 1, from + random.nextInt(i % 5 == 0 ? 3_000_000 : 900));
            HttpResponse<byte[]> part = house.get("/s/" + share, "Range", "bytes=" + from + "-" + to, "If-Range", tag);
            assertThat(part.statusCode()).isEqualTo(206);
            assertSame(part.body(), Arrays.copyOfRange(zip, from, to + 1));
        }
        assertThat(house.get("/s/" + share, "Range", "bytes=5-", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(house.get("/s/" + share, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertProblem(house.get("/s/" + share, "Range", "bytes=" + zip.length + "-"), 416, "RANGE_NOT_SATISFIABLE");
    }

    /** The end of an archive needs nothing of what stands before it. */
    @Test
    void aRangeReadsOnlyWhatItFallsInto() {
        String share = share(some());
        int length = house.get("/s/" + share).body().length;
        house.chunks.reads.set(0);
        assertThat(house.get("/s/" + share, "Range", "bytes=" + (length - 100) + "-")
                        .statusCode())
                .isEqualTo(206);
        assertThat(house.chunks.reads.get()).isZero();
    }

    @Test
    void whoseChecksumsNobodyKnows_isStreamedAllTheSame() throws IOException {
        house.catalog.keepsSheets = false;
        Map<String, byte[]> files = some();
        String share = share(files);
        HttpResponse<byte[]> zip = house.get("/s/" + share, "Range", "bytes=5-9");
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(zip.headers().firstValue("accept-ranges")).contains("none");
        assertThat(zip.headers().firstValue("content-length")).contains(Integer.toString(zip.body().length));
        java.nio.file.Path file = java.nio.file.Files.createTempFile("described", ".zip");
        try (var read = new java.util.zip.ZipFile(
                java.nio.file.Files.write(file, zip.body()).toFile())) {
            for (Map.Entry<String, byte[]> one : files.entrySet()) {
                assertSame(read.getInputStream(read.getEntry(one.getKey())).readAllBytes(), one.getValue());
            }
        } finally {
            java.nio.file.Files.delete(file);
        }
    }

    @Test
    void manyFilesAreHadInOneGo() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 256; i++) {
            files.put("f" + i % 7 + "/" + i, content(i % 50, i));
        }
        HttpResponse<byte[]> zip = house.get("/s/" + share(files));
        assertFiles(zip.body(), files);
        house.catalog.restless = true;
        assertFiles(house.get("/s/" + share(files)).body(), files);
    }

    /** Names that are meant to do harm, 5,000 of them, each in a share with others. */
    @Test
    void noNameLeadsOutOfTheArchive() {
        String[] pieces = {
            "..",
            "/",
            "\\\\",
            "%0d%0a",
            "C:",
            "CON",
            "nul.txt",
            "\u202Egpj.exe",
            "~",
            "a",
            ".",
            " ",
            "*",
            "\uD83D\uDE00",
            ":",
            "$"
        };
        Random random = new Random(3);
        for (int share = 0; share < 50; share++) {
            Map<String, byte[]> files = new LinkedHashMap<>();
            while (files.size() < 100) {
                StringBuilder name = new StringBuilder();
                for (int i = 1 + random.nextInt(7); i > 0; i--) {
                    name.append(pieces[random.nextInt(pieces.length)]);
                }
                boolean folder = name.charAt(name.length() - 1) == '/';
                files.put(folder ? name.toString() : name + "z", folder ? new byte[0] : content(3, share));
            }
            Map<String, byte[]> found = read(house.get("/s/" + share(files)).body());
            java.nio.file.Path root = java.nio.file.Path.of("/out");
            assertThat(found.keySet()).allSatisfy(name -> {
                assertThat(root.resolve(name).normalize()).startsWithRaw(root).isNotEqualTo(root);
                assertThat(name).doesNotStartWith("/").doesNotContain("\\", ":", "\r", "\n", "\0", "\u202E");
            });
        }
    }

    @Test
    void aFolderWithSomethingInItsNameIsRefused() {
        assertProblem(form(Map.of("a/", new byte[] {1})), 400, "BAD_NAME");
        assertProblem(form(Map.of("a/".repeat(FileNames.MAX_FOLDERS + 1) + "b", new byte[1])), 400, "BAD_NAME");
        assertProblem(form(Map.of("./", new byte[0])), 400, "BAD_REQUEST");
    }

    @Test
    void aShareThatIsDeletedIsCutOff() throws Exception {
        HttpResponse<byte[]> made = form(some());
        String share = json(made).getString("share");
        Promise<Void> held = Promise.promise();
        AtomicInteger reads = new AtomicInteger();
        house.chunks.beforeRead = read -> reads.incrementAndGet() > 1 ? held.future() : Future.succeededFuture();
        CompletableFuture<HttpResponse<byte[]>> answer = house.http.sendAsync(
                HttpRequest.newBuilder(house.uri("/s/" + share)).build(), BodyHandlers.ofByteArray());
        until(() -> reads.get() > 1);
        String delete = URI.create(made.headers().firstValue("x-url-delete").orElseThrow())
                .getPath();
        assertThat(house.send("DELETE", delete, null).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> answer.get(15, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        held.complete();
        assertProblem(house.get("/s/" + share), 410, "GONE");
    }

    @Test
    void damageInTheMiddleLooksLikeDamage() {
        String share = share(some());
        AtomicInteger reads = new AtomicInteger();
        house.chunks.beforeRead = read -> reads.incrementAndGet() > 3
                ? Future.failedFuture(new Problem(ProblemCode.DAMAGED, "not what was stored"))
                : Future.succeededFuture();
        assertThatThrownBy(() -> house.http.send(
                        HttpRequest.newBuilder(house.uri("/s/" + share)).build(), BodyHandlers.ofByteArray()))
                .isInstanceOf(IOException.class);
        house.chunks.beforeRead = read -> Future.succeededFuture();
        assertFiles(house.get("/s/" + share).body(), some());
    }

    @Test
    void clientsThatTakeNothingGiveTheirMemoryToOthers() {
        house.close();
        house = new EdgeHouse(
                EdgeTimeouts.DEFAULT, EdgeHouse.MAX_FILE, new ByteBudget(16 << 20, 100), new ByteBudget(16 << 20, 100));
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            files.put("f" + i, content(4 << 20, i));
        }
        String share = share(files);
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawClient client = new RawClient(house);
            client.send("GET /s/" + share + " HTTP/1.1\r\nHost: a\r\n\r\n");
            slow.add(client);
        }
        assertFiles(house.get("/s/" + share).body(), files);
        slow.forEach(RawClient::close);
    }

    @Test
    void aSealedShareHasNone() {
        SealedShare sent = new SealedShare(house.randomness, content(10, 1)).put(house);
        assertProblem(house.get("/download/" + sent.share + "/zip"), 406, "SEALED_SHARE");
        assertProblem(house.get("/download/" + "A".repeat(22) + "/zip"), 404, "NOT_FOUND");
    }
}
