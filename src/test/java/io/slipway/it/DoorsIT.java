package io.slipway.it;

import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static io.slipway.it.TusClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in and out that other programs know: files by id, signed addresses, pages of other sites. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorsIT {
    private static final String FRIEND = "https://app.example";

    @TempDir
    static Path temp;

    private RunningNode node;
    private TusClient http;

    @BeforeAll
    void start() throws IOException {
        // The browsers' rule: a page names its origin, and that alone; so may a request in a test.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
        node = new RunningNode(
                        temp.resolve("data"),
                        Map.of("SLIPWAY_CORS_ORIGINS", FRIEND + ",http://localhost:3000", "SLIPWAY_MAX_FILE", "8MiB"))
                .start();
        http = new TusClient(node.url);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private String put(byte[] bytes) {
        HttpResponse<byte[]> put = http.plain("PUT", "/a%20b.txt", bytes, "Content-Type", "text/plain");
        assertThat(put.statusCode()).isEqualTo(201);
        String share = text(put).strip();
        return share.substring(share.lastIndexOf('/') + 1);
    }

    private String fileOf(String share) {
        return new JsonObject(text(http.plain("GET", "/api/shares/" + share, null)))
                .getJsonArray("files")
                .getJsonObject(0)
                .getString("file");
    }

    private static String path(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    @Test
    void aFileIsShownByItsId_withAnAddressThatFetchesIt() {
        byte[] bytes = content(1_500_000, 1);
        String share = put(bytes);
        HttpResponse<byte[]> shown = http.plain("GET", "/api/files/" + fileOf(share), null);
        assertThat(shown.statusCode()).isEqualTo(200);
        JsonObject file = new JsonObject(text(shown));
        assertThat(file.getString("name")).isEqualTo("a b.txt");
        assertThat(file.getString("type")).isEqualTo("text/plain");
        assertThat(file.getLong("size")).isEqualTo(bytes.length);
        assertThat(file.getString("link")).isEqualTo(node.url + "/s/" + share);
        String url = path(file.getJsonObject("download").getString("url"));

        HttpResponse<byte[]> whole = http.plain("GET", url, null);
        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(header(whole, "Content-Disposition")).startsWith("attachment");
        assertThat(http.plain("HEAD", url, null).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> part = http.plain("GET", url, null, "Range", "bytes=5-9");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 5, 10));
    }

    /** @param parts a name, a type and content for each; a name of null makes it a field */
    private HttpResponse<byte[]> form(Object[]... parts) {
        java.io.ByteArrayOutputStream form = new java.io.ByteArrayOutputStream();
        for (Object[] part : parts) {
            String name = part[0] == null ? "" : "; filename=\"" + part[0] + "\"";
            form.writeBytes(("--xYzZY\r\nContent-Disposition: form-data; name=\"f\"" + name + "\r\nContent-Type: "
                            + part[1] + "\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            form.writeBytes((byte[]) part[2]);
            form.writeBytes("\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        form.writeBytes("--xYzZY--\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return http.plain(
                "POST", "/api/upload", form.toByteArray(), "Content-Type", "multipart/form-data; boundary=xYzZY");
    }

    @Test
    void aFormWithSeveralFilesBecomesOneShare() {
        byte[][] contents = {content(3_000_000, 1), {}, content(5, 2), content(1 << 20, 3), content(70_000, 4)};
        Object[][] parts = new Object[contents.length][];
        for (int i = 0; i < contents.length; i++) {
            parts[i] = new Object[] {"d/\u00fc " + i + ".bin", "text/plain", contents[i]};
        }
        HttpResponse<byte[]> sent = form(parts);
        assertThat(sent.statusCode()).as(text(sent)).isEqualTo(201);
        JsonObject share = new JsonObject(text(sent));
        assertThat(share.getString("link")).isEqualTo(header(sent, "Location"));
        assertThat(share.getJsonArray("files")).hasSize(contents.length);
        for (int i = 0; i < contents.length; i++) {
            JsonObject file = share.getJsonArray("files").getJsonObject(i);
            assertThat(file.getString("name")).isEqualTo("\u00fc " + i + ".bin");
            assertThat(file.getString("path")).isEqualTo("d");
            byte[] back = http.plain(
                            "GET", "/download/" + share.getString("share") + "/" + file.getString("file"), null)
                    .body();
            assertThat(java.util.Arrays.mismatch(back, contents[i])).isEqualTo(-1);
        }
        String delete = URI.create(header(sent, "X-Url-Delete")).getPath();
        assertThat(http.plain("DELETE", delete, null).statusCode()).isEqualTo(200);
    }

    @Test
    void aFormThatCannotBeKeptIsRefused() {
        byte[] most = content(8 << 20, 1);
        assertThat(form(new Object[] {"a", "text/plain", most}).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> large = form(
                new Object[] {"a", "text/plain", new byte[3]},
                new Object[] {"b", "text/plain", content((8 << 20) + 1, 1)});
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(form().statusCode()).isEqualTo(400);
        assertThat(form(new Object[] {null, "text/plain", new byte[3]}).statusCode())
                .isEqualTo(400);
        assertThat(form(new Object[] {"a", "text/plain", new byte[1]}, new Object[] {null, "text/plain", new byte[3]})
                        .statusCode())
                .isEqualTo(400);
        assertThat(http.plain("POST", "/api/upload", new byte[9], "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        for (String broken : List.of("multipart/form-data", "multipart/form-data; boundary=other")) {
            assertThat(http.plain(
                                    "POST",
                                    "/api/upload",
                                    "--xYzZY\r\nrubbish".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                                    "Content-Type",
                                    broken)
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aSignatureHoldsForWhatWasSignedAlone() {
        String one = fileOf(put(new byte[] {1}));
        String two = fileOf(put(new byte[] {2}));
        String url = path(new JsonObject(text(http.plain("GET", "/api/files/" + one, null)))
                .getJsonObject("download")
                .getString("url"));
        String later = url.replaceFirst("expires=(\\d)", "expires=9");
        for (String changed :
                List.of(url.replace(one, two), later, url + "A", url.replaceFirst("signature=.", "signature=!"))) {
            HttpResponse<byte[]> refused = http.plain("GET", changed, null);
            assertThat(refused.statusCode()).as(changed).isEqualTo(403);
            assertThat(text(refused)).contains("SIGNATURE_INVALID");
        }
        assertThat(http.plain("GET", url.replaceFirst("expires=\\d+", "expires=x"), null)
                        .statusCode())
                .isEqualTo(400);
        assertThat(http.plain("GET", "/api/files/" + "A".repeat(22), null).statusCode())
                .isEqualTo(404);
        assertThat(http.plain("GET", "/api/files/nothing", null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/upload", "/p2p", "/c"})
    void thePathsOfOtherSystems_andThatOfCodes_leadToThePage(String path) {
        HttpResponse<byte[]> page = http.plain("GET", path, null, "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body()).isEqualTo(http.plain("GET", "/", null).body());
    }

    @Test
    void pagesOfNamedSitesMayTalkToTheNode_andSeeWhatTusSays() {
        HttpResponse<byte[]> asked = http.plain(
                "OPTIONS",
                "/api/tus",
                null,
                "Origin",
                FRIEND,
                "Access-Control-Request-Method",
                "PATCH",
                "Access-Control-Request-Headers",
                "tus-resumable,upload-offset");
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(header(asked, "Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(header(asked, "Access-Control-Allow-Methods")).contains("PATCH", "DELETE", "HEAD");
        assertThat(header(asked, "Access-Control-Allow-Headers"))
                .contains("Tus-Resumable", "Upload-Offset", "Upload-Metadata", "Authorization");
        assertThat(header(asked, "Access-Control-Allow-Credentials")).isNull();
        HttpResponse<byte[]> made = http.send("POST", "/api/tus", null, "Upload-Length", "5", "Origin", FRIEND);
        assertThat(header(made, "Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(header(made, "Access-Control-Expose-Headers"))
                .contains("Location", "Upload-Offset", "Upload-Length", "X-Share-Link", "Tus-Resumable");
        assertThat(made.headers().allValues("Vary")).contains("origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "https://app.example.evil",
                "http://app.example",
                "https://app.example/"
            })
    void pagesOfOtherSitesAreToldNothing(String origin) {
        for (HttpResponse<byte[]> response : List.of(
                http.plain("OPTIONS", "/api/tus", null, "Origin", origin, "Access-Control-Request-Method", "POST"),
                http.plain("GET", "/api/config", null, "Origin", origin))) {
            assertThat(response.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
            assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        }
    }
}
