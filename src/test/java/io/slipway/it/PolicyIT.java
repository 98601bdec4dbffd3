package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.seal.Randomness;
import io.slipway.seal.Slp1;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What owners decide about their shares, on a real node: limits, passwords, edits, what may be kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyIT {
    private static final long HOUR = 3_600_000;
    private static final int GUESSES = 4;
    private static final byte[] TEXT = "some text that anybody may read".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path temp;

    private final Randomness random = Randomness.of(new SecureRandom());
    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = new RunningNode(
                        temp.resolve("data"),
                        Map.of(
                                "SLIPWAY_UNDO", "1s",
                                "SLIPWAY_SWEEP_EVERY", "500ms",
                                "SLIPWAY_GUESS_RATE", GUESSES + "/1h",
                                "SLIPWAY_SHARE_GUESS_RATE", "off",
                                "SLIPWAY_CREATE_RATE", "200/1h",
                                "SLIPWAY_MIN_FILE", "4B",
                                "SLIPWAY_ALLOWED_TYPES", "text/*,image/png,application/octet-stream",
                                "SLIPWAY_BLOCKED_NAMES", "*.exe"))
                .start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private PolicyClient share(long size) throws IOException {
        PolicyClient client = new PolicyClient(node.url, size, HOUR, random);
        client.kept();
        return client;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static JsonObject json(String text) {
        return new JsonObject(text);
    }

    @Test
    void anEditIsSeenByAll_andTwoEditorsDoNotOverwriteEachOther() throws IOException {
        PolicyClient client = share(100);

        PolicyClient.Reply edited = client.patch(json("{\"lifetime\":60000,\"limit\":3,\"trackAddresses\":false}"), 0);

        assertThat(edited.status()).as(edited.text()).isEqualTo(200);
        JsonObject share = client.find(client.read).json();
        assertThat(share.getInteger("revision")).isOne();
        assertThat(share.getInteger("limit")).isEqualTo(3);
        assertThat(share.getInteger("remaining")).isEqualTo(3);
        assertThat(share.getBoolean("trackAddresses")).isFalse();
        assertThat(share.getLong("expiresAt") - share.getLong("now")).isBetween(1L, 60_000L);
        assertThat(client.patch(json("{\"limit\":5}"), 0).code()).isEqualTo("PRECONDITION_FAILED");
        assertThat(client.patch(json("{\"limit\":null}"), 1).json().getInteger("limit"))
                .isNull();
    }

    @Test
    void repeatingAnEditUnderItsKeyHasOneEffect() throws IOException {
        PolicyClient client = share(100);
        String key = "Idempotency-Key";

        for (int i = 0; i < 3; i++) {
            PolicyClient.Reply edited =
                    client.send("PATCH", "", "{\"limit\":7}", client.owner, "If-Match", "\"0\"", key, "the-same-key");
            assertThat(edited.status()).as(edited.text()).isEqualTo(200);
            assertThat(edited.json().getInteger("revision")).isOne();
        }
    }

    @Test
    void anEditRepeatedAfterAnotherOneShowsTheShareAsItIs_andOnlyToItsOwner() throws IOException {
        PolicyClient client = share(100);
        String key = "Idempotency-Key";
        String first = "{\"limit\":7}";
        assertThat(client.send("PATCH", "", first, client.owner, key, "one-key-of-two")
                        .json()
                        .getInteger("revision"))
                .isOne();
        assertThat(client.patch(json("{\"limit\":9}"), 1).json().getInteger("revision"))
                .isEqualTo(2);

        PolicyClient.Reply repeated = client.send("PATCH", "", first, client.owner, key, "one-key-of-two");
        PolicyClient.Reply stranger = client.send("PATCH", "", first, client.read, key, "one-key-of-two");

        assertThat(repeated.json().getInteger("revision")).isEqualTo(2);
        assertThat(repeated.json().getInteger("limit")).isEqualTo(9);
        assertThat(stranger.status()).isEqualTo(404);
    }

    @Test
    void aLifetimeOfNothingEndsTheShareForEverybody() throws IOException {
        PolicyClient client = share(100);

        assertThat(client.patch(json("{\"lifetime\":0}"), 0).status()).isEqualTo(200);

        assertThat(client.find(client.read).status()).isEqualTo(410);
        assertThat(client.find(client.owner).status()).isEqualTo(410);
        assertThat(client.download(client.read).status()).isEqualTo(410);
    }

    @Test
    void filesAreRenamedAddedAndRemoved() throws IOException {
        PolicyClient client = share(100);
        SealedClient second = new SealedClient(node.url, 50, HOUR, random);

        JsonObject added = client.patch(new JsonObject().put("add", new JsonArray().add(second.newFile())), 0)
                .json();
        assertThat(added.getInteger("fileCount")).isEqualTo(2);
        assertThat(second.put(0, second.sealedChunk(0)).status()).isEqualTo(201);
        assertThat(second.complete().status()).isEqualTo(200);

        byte[] meta = random.bytes(256 + Slp1.BLOCK_OVERHEAD);
        JsonObject rename = new JsonObject()
                .put("file", second.file.text())
                .put("meta", text(meta))
                .put("metaVersion", 2);
        JsonObject renamed = client.patch(new JsonObject().put("rename", new JsonArray().add(rename)), 1)
                .json();
        JsonObject file = renamed.getJsonArray("files").getJsonObject(1);
        assertThat(file.getString("meta")).isEqualTo(text(meta));
        assertThat(file.getInteger("metaVersion")).isEqualTo(2);
        assertThat(file.getString("wrap")).isNotNull();
        assertThat(file.getString("state")).isEqualTo("COMPLETE");
        assertThat(client.patch(new JsonObject().put("rename", new JsonArray().add(rename)), 2)
                        .code())
                .isEqualTo("CONFLICT");

        JsonObject removal = new JsonObject().put("remove", new JsonArray().add(client.file.text()));
        assertThat(client.patch(removal, -1).json().getInteger("fileCount")).isOne();
        assertThat(client.download(client.read).status()).isEqualTo(404);
        assertThat(client.sealed(second.file.text(), client.read).status()).isEqualTo(200);
        JsonObject last = new JsonObject().put("remove", new JsonArray().add(second.file.text()));
        assertThat(client.patch(last, -1).code()).isEqualTo("BAD_REQUEST");
        JsonObject page = client.send("GET", "/files?from=1", null, client.read).json();
        assertThat(page.getJsonArray("files")).isEmpty();
        assertThat(page.getInteger("fileCount")).isOne();
    }

    @Test
    void aSealedSharesKeyIsHandedOutToThoseWhoKnowThePassword() throws IOException {
        PolicyClient client = share(100);
        Token proof = Token.random(random);
        byte[] wrap = random.bytes(Slp1.WRAP_BYTES);
        JsonObject password = new JsonObject()
                .put("verifier", text(proof.verifier().bytes()))
                .put("wrap", text(wrap))
                .put("wrapVersion", 2);

        assertThat(client.patch(new JsonObject().put("password", password), 0).status())
                .isEqualTo(200);

        assertThat(client.find(client.read).code()).isEqualTo("PASSWORD_REQUIRED");
        assertThat(client.download(client.read).code()).isEqualTo("PASSWORD_REQUIRED");
        assertThat(client.send("GET", "/files/" + client.file + "/progress", null, client.read)
                        .code())
                .isEqualTo("PASSWORD_REQUIRED");
        JsonObject owners = client.find(client.owner).json();
        assertThat(owners.getString("wrap")).isEqualTo(text(wrap));
        PolicyClient.Reply known = client.send("GET", "", null, client.read, "X-Share-Password-Proof", proof.text());
        assertThat(known.json().getString("wrap")).isEqualTo(text(wrap));
        assertThat(known.json().getInteger("wrapVersion")).isEqualTo(2);
        assertThat(known.json().getBoolean("password")).isTrue();
        String wrong = Token.random(random).text();
        for (int i = 0; i < GUESSES; i++) {
            assertThat(client.send("GET", "", null, client.read, "X-Share-Password-Proof", wrong)
                            .code())
                    .isEqualTo("PASSWORD_WRONG");
        }
        PolicyClient.Reply limited = client.send("GET", "", null, client.read, "X-Share-Password-Proof", wrong);
        assertThat(limited.code()).isEqualTo("RATE_LIMITED");
        assertThat(limited.header("retry-after")).isNotBlank();
        assertThat(limited.status()).isEqualTo(429);

        JsonObject none = new JsonObject()
                .putNull("verifier")
                .put("wrap", text(random.bytes(Slp1.WRAP_BYTES)))
                .put("wrapVersion", 3);
        assertThat(client.patch(new JsonObject().put("password", none), 1).status())
                .isEqualTo(200);
        assertThat(client.find(client.read).json().getInteger("wrapVersion")).isEqualTo(3);
    }

    @Test
    void curlGivesThePasswordOfAnOpenShareAsBasic() throws IOException {
        PolicyClient.Reply made = PolicyClient.open(
                node.url, "notes.txt", TEXT, "X-Share-Password", "gr%C3%BC%C3%9Fe", "Max-Downloads", "2");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String path = "/s/" + made.text().strip().substring(made.text().lastIndexOf('/') + 1);

        PolicyClient.Reply asked = PolicyClient.get(node.url, path);
        assertThat(asked.code()).isEqualTo("PASSWORD_REQUIRED");
        assertThat(asked.header("www-authenticate")).startsWith("Basic");
        PolicyClient.Reply page = PolicyClient.get(node.url, "/api/shares" + path.substring(2));
        assertThat(page.code()).isEqualTo("PASSWORD_REQUIRED");
        assertThat(page.header("www-authenticate")).doesNotContain("Basic");
        String basic = Base64.getEncoder().encodeToString("me:grüße".getBytes(StandardCharsets.UTF_8));
        PolicyClient.Reply got = PolicyClient.get(node.url, path, "Authorization", "Basic " + basic);
        assertThat(got.body()).isEqualTo(TEXT);
        assertThat(got.header("x-remaining-downloads")).isEqualTo("1");
        String wrong = Base64.getEncoder().encodeToString("me:other".getBytes(StandardCharsets.UTF_8));
        assertThat(PolicyClient.get(node.url, path, "Authorization", "Basic " + wrong)
                        .code())
                .isEqualTo("PASSWORD_WRONG");
    }

    @Test
    void aLimitIsKept_lookingCostsNothing() throws IOException {
        PolicyClient client = share(3L << 20);
        assertThat(client.patch(json("{\"limit\":1}"), 0).status()).isEqualTo(200);
        String anna = Token.random(random).text();
        String bert = Token.random(random).text();

        assertThat(client.send("HEAD", client.sealedPath(), null, client.read).header("etag"))
                .isNotBlank();
        assertThat(client.find(client.read).json().getInteger("remaining")).isOne();
        assertThat(client.send("POST", "/claims", null, client.read, "X-Claim", anna)
                        .status())
                .isEqualTo(201);
        assertThat(client.send("POST", "/claims", null, client.read, "X-Claim", anna)
                        .status())
                .isEqualTo(200);
        PolicyClient.Reply busy = client.send("GET", client.sealedPath(), null, client.read, "X-Claim", bert);
        assertThat(busy.code()).isEqualTo("LIMIT_BUSY");
        assertThat(busy.header("retry-after")).isNotBlank();
        for (String range : List.of("bytes=0-1000000", "bytes=1000001-")) {
            PolicyClient.Reply part =
                    client.send("GET", client.sealedPath(), null, client.read, "X-Claim", anna, "Range", range);
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.header("x-remaining-downloads")).isEqualTo("0");
        }
        assertThat(client.send("GET", client.sealedPath(), null, client.read, "X-Claim", bert)
                        .status())
                .isEqualTo(410);
        assertThat(client.find(client.read).status()).isEqualTo(410);
        PolicyClient.Reply again =
                client.send("GET", client.sealedPath(), null, client.read, "X-Claim", anna, "Range", "bytes=0-9");
        assertThat(again.status()).as("what was lost on the way").isEqualTo(206);
        assertThat(client.send("POST", "/verified", null, client.read, "X-Claim", anna)
                        .status())
                .isEqualTo(200);
        assertThat(client.send("GET", client.sealedPath(), null, client.read, "X-Claim", anna)
                        .status())
                .isEqualTo(410);
        assertThat(client.find(client.owner).json().getInteger("used")).isOne();
        assertThat(client.patch(json("{\"limit\":2}"), 1).status()).isEqualTo(200);
        assertThat(client.send("GET", client.sealedPath(), null, client.read, "X-Claim", bert)
                        .status())
                .isEqualTo(200);
        assertThat(client.patch(json("{\"limit\":1}"), 2).code()).isEqualTo("LIMIT_BELOW_USED");
    }

    @Test
    void anEditThatShutsPeopleOutCutsWhatIsUnderWay() throws Exception {
        PolicyClient client = share(40L << 20);
        try (InputStream download = client.stream(client.read)) {
            assertThat(download.read()).isNotNegative();
            CountDownLatch cut = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                try {
                    download.readNBytes(1 << 20);
                    while (client.patched && download.read(new byte[1 << 16]) >= 0) {
                        continue;
                    }
                } catch (IOException e) {
                    cut.countDown();
                }
            });
            JsonObject password = new JsonObject()
                    .put("verifier", text(random.bytes(32)))
                    .put("wrap", text(random.bytes(Slp1.WRAP_BYTES)))
                    .put("wrapVersion", 2);

            assertThat(client.patch(new JsonObject().put("password", password), 0)
                            .status())
                    .isEqualTo(200);
            client.patched = true;
            long began = System.nanoTime();
            reader.start();

            assertThat(cut.await(2, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            reader.join();
        }
    }

    @Test
    void ownersSeeWhoDownloaded_unlessTheShareDoesNotKeepIt() throws IOException {
        PolicyClient client = share(100);
        String anna = Token.random(random).text();
        assertThat(client.send("GET", client.sealedPath(), null, client.read, "X-Claim", anna)
                        .status())
                .isEqualTo(200);
        assertThat(client.send("POST", "/verified", null, client.read, "X-Claim", anna)
                        .status())
                .isEqualTo(200);

        JsonObject list = client.send("GET", "/downloads", null, client.owner).json();

        JsonObject entry = list.getJsonArray("downloads").getJsonObject(0);
        assertThat(list.getJsonArray("downloads")).hasSize(1);
        assertThat(entry.getLong("bytes")).isEqualTo(client.sealedBytes());
        assertThat(entry.getBoolean("verified")).isTrue();
        assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
        assertThat(client.send("GET", "/downloads", null, client.read).status()).isEqualTo(404);

        assertThat(client.patch(json("{\"trackAddresses\":false}"), 0).status()).isEqualTo(200);
        assertThat(client.send("GET", client.sealedPath(), null, client.read).status())
                .isEqualTo(200);
        JsonObject latest = client.send("GET", "/downloads", null, client.owner)
                .json()
                .getJsonArray("downloads")
                .getJsonObject(0);
        assertThat(latest.getString("address")).isNull();
    }

    @Test
    void whatMayNotBeKeptIsRefusedBeforeItIs() throws IOException {
        assertThat(PolicyClient.open(node.url, "a.exe", TEXT).code()).isEqualTo("NAME_NOT_ALLOWED");
        assertThat(PolicyClient.open(node.url, "a.txt", new byte[3]).code()).isEqualTo("TOO_SMALL");
        byte[] pdf = "%PDF-1.4 and so on".getBytes(StandardCharsets.US_ASCII);
        assertThat(PolicyClient.open(node.url, "a.png", pdf, "Content-Type", "image/png")
                        .code())
                .isEqualTo("TYPE_NOT_ALLOWED");
        PolicyClient.Reply kept = PolicyClient.open(node.url, "a.txt", TEXT);
        assertThat(kept.status()).isEqualTo(201);
        assertThat(kept.header("ratelimit-policy")).isEqualTo("\"create\";q=200;w=3600");
        assertThat(PolicyClient.tus(node.url, "a.exe", TEXT, TEXT.length).code())
                .isEqualTo("NAME_NOT_ALLOWED");
        assertThat(PolicyClient.tus(node.url, "a.txt", new byte[3], 3).code()).isEqualTo("TOO_SMALL");
        assertThat(PolicyClient.tus(node.url, "a.txt", pdf, pdf.length).code()).isEqualTo("TYPE_NOT_ALLOWED");
        assertThat(PolicyClient.tus(node.url, "a.txt", TEXT, 5_000).code()).isEqualTo("TYPE_NOT_ALLOWED");
        assertThat(PolicyClient.tus(node.url, "a.txt", TEXT, TEXT.length).status())
                .isEqualTo(201);
        SealedClient small = new SealedClient(node.url, 3, HOUR, random);
        assertThat(small.create().code()).isEqualTo("TOO_SMALL");
        JsonObject policy = PolicyClient.get(node.url, "/api/config").json().getJsonObject("policy");
        assertThat(policy.getInteger("minFileBytes")).isEqualTo(4);
        assertThat(policy.getJsonArray("allowedTypes")).contains("text/*");
        assertThat(policy.getJsonArray("blockedNames")).containsExactly("*.exe");
    }

    @Test
    void anOpenFileIsRenamed() throws IOException {
        PolicyClient.Reply made = PolicyClient.open(node.url, "old.txt", TEXT);
        String id = made.text().strip().substring(made.text().lastIndexOf('/') + 1);
        String token = made.header("x-url-delete");
        Token owner = Token.parse(token.substring(token.lastIndexOf('/') + 1)).orElseThrow();
        String file = PolicyClient.get(node.url, "/api/shares/" + id)
                .json()
                .getJsonArray("files")
                .getJsonObject(0)
                .getString("file");
        JsonObject rename = new JsonObject().put("file", file).put("name", "new.txt");

        PolicyClient.Reply renamed = PolicyClient.send(
                node.url,
                "PATCH",
                "/api/shares/" + id,
                new JsonObject().put("rename", new JsonArray().add(rename)).encode(),
                owner);

        assertThat(renamed.status()).as(renamed.text()).isEqualTo(200);
        assertThat(PolicyClient.get(node.url, "/s/" + id).header("content-disposition"))
                .contains("new.txt");
    }
}
