package io.slipway.it;

import static io.slipway.it.TusClient.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client that others wrote: tus-java-client, left in the middle, and gone on with by another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusJavaClientIT {
    private static final int MIB = 1 << 20;

    private RunningNode node;

    @BeforeAll
    void start() throws IOException {
        node = SharedNodes.one();
    }

    private static io.tus.java.client.TusClient client(RunningNode node, TusURLMemoryStore urls) throws IOException {
        io.tus.java.client.TusClient client = new io.tus.java.client.TusClient();
        client.setUploadCreationURL(node.url.resolve("/api/tus").toURL());
        client.enableResuming(urls);
        return client;
    }

    private static TusUpload upload(byte[] bytes, String fingerprint) {
        TusUpload upload = new TusUpload();
        upload.setInputStream(new ByteArrayInputStream(bytes));
        upload.setSize(bytes.length);
        upload.setFingerprint(fingerprint);
        upload.setMetadata(Map.of("filename", "from java.bin"));
        return upload;
    }

    private static void finish(TusUploader uploader) throws Exception {
        int sent = 1;
        while (sent > 0) {
            sent = uploader.uploadChunk();
        }
        uploader.finish();
    }

    private byte[] download(URL upload) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        String link = http.send(
                        HttpRequest.newBuilder(upload.toURI())
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .header("Tus-Resumable", "1.0.0")
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("X-Share-Link")
                .orElseThrow();
        return http.send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void uploadsAFile_inOneRequestAndInMany() throws Exception {
        for (int payload : new int[] {10 * MIB, 700_000}) {
            byte[] bytes = content(3 * MIB + 17, payload);
            TusUploader uploader = client(node, new TusURLMemoryStore()).createUpload(upload(bytes, "one-" + payload));
            uploader.setChunkSize(64 << 10);
            uploader.setRequestPayloadSize(payload);
            finish(uploader);
            assertThat(Arrays.mismatch(download(uploader.getUploadURL()), bytes))
                    .isEqualTo(-1);
        }
    }

    @Test
    void goesOnAfterTheClientWasLeftInTheMiddle_itsConnectionHanging_andAfterTheNodeWasKilled() throws Exception {
        byte[] bytes = content(8 * MIB, 3);
        TusURLMemoryStore urls = new TusURLMemoryStore();
        TusUploader left = client(node, urls).createUpload(upload(bytes, "left"));
        left.setChunkSize(64 << 10);
        for (int i = 0; i < 40; i++) {
            assertThat(left.uploadChunk()).isPositive();
        }

        TusUploader second = client(node, urls).resumeUpload(upload(bytes, "left"));
        assertThat(second.getOffset()).isBetween(0L, 40L * (64 << 10));
        second.setChunkSize(64 << 10);
        second.setRequestPayloadSize(MIB);
        long from = second.getOffset();
        for (int i = 0; i < 32; i++) {
            assertThat(second.uploadChunk()).isPositive();
        }
        node.kill();
        node = node.start();

        TusUploader third = client(node, urls).resumeUpload(upload(bytes, "left"));
        assertThat(third.getOffset()).isGreaterThanOrEqualTo(from + MIB);
        third.setChunkSize(256 << 10);
        finish(third);
        assertThat(Arrays.mismatch(download(third.getUploadURL()), bytes)).isEqualTo(-1);
    }
}
