package io.slipway.it;

import static io.slipway.it.TusClient.base64;
import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static io.slipway.it.TusClient.made;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A concatenation that is cut short, by the client or by the node's end, is found again by who asks for it again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConcatenationIT {
    private static final int MIB = 1 << 20;
    private static final int PART = 7 * MIB + 12_345;
    private static final int PARTS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private RunningNode node;
    private NodeRedis redis;
    private TusClient tus;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
        redis = new NodeRedis(node);
        tus = new TusClient(node.url);
    }

    /** Parts, and what they are together. */
    private final class Pieces {
        private final byte[] whole = new byte[PARTS * PART];
        private final String concat;
        private final String metadata;

        private Pieces(int seed) {
            StringBuilder list = new StringBuilder("final;");
            for (int i = 0; i < PARTS; i++) {
                byte[] bytes = content(PART, seed + i);
                System.arraycopy(bytes, 0, whole, i * PART, PART);
                String path = tus.create(PART, "Upload-Concat", "partial");
                assertThat(tus.patch(path, 0, bytes).statusCode()).isEqualTo(204);
                list.append(i == 0 ? "" : " ").append(path);
            }
            concat = list.toString();
            metadata = "filename " + base64("whole" + seed + ".bin");
        }

        private HttpResponse<byte[]> ask() {
            return tus.post("Upload-Concat", concat, "Upload-Metadata", metadata);
        }

        /** Asks, and leaves before the answer, but not before the copying has begun. @return the id of the upload */
        private String askAndLeave() throws IOException {
            Set<String> before = known();
            try (Socket socket = new Socket(node.url.getHost(), node.url.getPort())) {
                socket.getOutputStream()
                        .write(("POST /api/tus HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Length: 0\r\n"
                                        + "Upload-Concat: " + concat + "\r\nUpload-Metadata: " + metadata + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                long deadline = System.nanoTime() + LIMIT.toNanos();
                while (true) {
                    assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                    Set<String> since = known();
                    since.removeAll(before);
                    for (String id : since) {
                        if (entries(id) > 4) {
                            return id;
                        }
                    }
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }

        private void assertWhole(String path) {
            HttpResponse<byte[]> head = tus.head(path);
            assertThat(header(head, "Upload-Offset")).isEqualTo(Integer.toString(whole.length));
            assertThat(Arrays.mismatch(tus.download(path).body(), whole)).isEqualTo(-1);
        }
    }

    /** The uploads that are or were made of others. */
    private Set<String> known() throws IOException {
        Set<String> known = new HashSet<>();
        for (String line : redis.tell("KEYS", "*final:*").split("\r\n")) {
            if (line.contains("final:")) {
                String value = redis.tell("GET", line);
                known.add(value.substring(value.indexOf("\r\n") + 2));
            }
        }
        return known;
    }

    private int entries(String id) throws IOException {
        String keys = redis.tell("KEYS", "*upload:" + id);
        for (String line : keys.split("\r\n")) {
            if (line.contains("upload:")) {
                return Integer.parseInt(redis.tell("HLEN", line).substring(1).strip());
            }
        }
        return 0;
    }

    @Test
    void whoLeavesInTheMiddle_findsItWhenAskingAgain() throws IOException {
        Pieces pieces = new Pieces(100);
        String id = pieces.askAndLeave();

        HttpResponse<byte[]> again = pieces.ask();

        String path = made(again);
        assertThat(path).contains("/" + id + "/");
        pieces.assertWhole(path);
        HttpResponse<byte[]> third = pieces.ask();
        assertThat(made(third)).isEqualTo(path);
        assertThat(header(third, "X-Url-Delete")).isEqualTo(header(again, "X-Url-Delete"));
        assertThat(header(third, "Upload-Offset")).isEqualTo(Integer.toString(pieces.whole.length));
    }

    @Test
    void aNodeThatIsKilledInTheMiddle_goesOnWhereItWas() throws IOException {
        Pieces pieces = new Pieces(200);
        String id = pieces.askAndLeave();
        node.kill();
        node = node.start();

        String path = made(pieces.ask());

        assertThat(path).contains("/" + id + "/");
        pieces.assertWhole(path);
    }

    @Test
    void oneThatWasDeletedIsMadeAnew_andOtherWordsMakeAnother() {
        String part = tus.create(10, "Upload-Concat", "partial");
        assertThat(tus.patch(part, 0, content(10, 1)).statusCode()).isEqualTo(204);
        String first = made(tus.post("Upload-Concat", "final;" + part));
        String other = made(tus.post("Upload-Concat", "final;" + part, "Upload-Metadata", "filename " + base64("b")));
        assertThat(other).isNotEqualTo(first);
        assertThat(tus.send("DELETE", first, null).statusCode()).isEqualTo(204);
        String second = made(tus.post("Upload-Concat", "final;" + part));
        assertThat(second).isNotEqualTo(first);
        assertThat(tus.download(second).body()).isEqualTo(content(10, 1));
    }
}
