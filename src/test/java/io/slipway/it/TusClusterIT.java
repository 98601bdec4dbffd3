package io.slipway.it;

import static io.slipway.it.TusClient.content;
import static io.slipway.it.TusClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** tus on two nodes behind one port that deals connections out in turn. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TusClusterIT {
    private static final int MIB = 1 << 20;

    private RunningCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = SharedNodes.two();
    }

    @Test
    @Order(1)
    void anUploadThatHangsOnOneNodeGoesOnAtTheOther_whichAsksItToLetGo() throws Exception {
        TusClient one = new TusClient(cluster.node(0).url());
        TusClient two = new TusClient(cluster.node(1).url());
        byte[] bytes = content(2 * MIB, 5);
        String path = one.create(bytes.length);
        int sent = MIB + 300_000;
        try (Socket hanging = one.begin(path, 0, bytes.length, Arrays.copyOf(bytes, sent))) {
            one.untilStored(path, 1);
            long began = System.nanoTime();
            int offset = (int) two.offset(path);
            assertThat(offset).isBetween(MIB, sent);
            assertThat(two.patch(path, offset, Arrays.copyOfRange(bytes, offset, bytes.length))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
            assertThat(new String(hanging.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 409");
        }
        for (TusClient node : new TusClient[] {one, two}) {
            assertThat(Arrays.mismatch(node.download(path).body(), bytes)).isEqualTo(-1);
        }
    }

    @Test
    @Order(2)
    void everyRequestMayGoToAnotherNode() {
        TusClient any = new TusClient(cluster.url);
        byte[] bytes = content(3 * MIB + 9, 6);
        String path = any.create(bytes.length);
        for (int from = 0; from < bytes.length; from += 300_000) {
            int to = Math.min(bytes.length, from + 300_000);
            assertThat(header(any.patch(path, from, Arrays.copyOfRange(bytes, from, to)), "Upload-Offset"))
                    .isEqualTo(Integer.toString(to));
        }
        assertThat(Arrays.mismatch(any.download(path).body(), bytes)).isEqualTo(-1);
    }

    @Test
    @Order(3)
    void tusJavaClientGoesOnAtTheNodeThatIsLeft() throws Exception {
        byte[] bytes = content(8 * MIB, 3);
        TusURLMemoryStore urls = new TusURLMemoryStore();
        io.tus.java.client.TusClient client = new io.tus.java.client.TusClient();
        client.setUploadCreationURL(cluster.url.resolve("/api/tus").toURL());
        client.enableResuming(urls);
        TusUploader first = client.createUpload(upload(bytes));
        first.setChunkSize(64 << 10);
        first.setRequestPayloadSize(MIB);
        for (int i = 0; i < 50; i++) {
            assertThat(first.uploadChunk()).isPositive();
        }
        cluster.node(0).kill();

        TusUploader second = client.resumeUpload(upload(bytes));
        assertThat(second.getOffset()).isGreaterThanOrEqualTo(3L * MIB);
        int sent = 1;
        while (sent > 0) {
            sent = second.uploadChunk();
        }
        second.finish();
        String path = second.getUploadURL().getPath();
        assertThat(Arrays.mismatch(new TusClient(cluster.url).download(path).body(), bytes))
                .isEqualTo(-1);
    }

    private static TusUpload upload(byte[] bytes) {
        TusUpload upload = new TusUpload();
        upload.setInputStream(new ByteArrayInputStream(bytes));
        upload.setSize(bytes.length);
        upload.setFingerprint("one");
        return upload;
    }
}
