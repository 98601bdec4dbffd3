package io.slipway.chunks;

import static io.slipway.chunks.KafkaChunkRecord.DIGEST;
import static io.slipway.chunks.KafkaChunkRecord.FENCE;
import static io.slipway.chunks.KafkaChunkRecord.KIND;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.ChunkFixtures;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.FileId;
import io.slipway.protocol.Chunks;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaChunkRecordTest {
    private final Random random = new Random(4);
    private final FileId file = ChunkFixtures.fileId(random);
    private final Chunks.Append chunk =
            ChunkFixtures.chunk(file, 12, new BucketId(Width.DAY, 1), 1, 0xFEDCBA98, ChunkFixtures.bytes(random, 33));
    private final ProducerRecord<String, Buffer> record = KafkaChunkRecord.of(chunk, "t");

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRecordIsWrittenAsItsDocumentationSays() {
        assertThat(record.key()).isEqualTo(file.text() + "/12");
        assertThat(record.partition()).isEqualTo(1);
        assertThat(record.headers().lastHeader(DIGEST).value())
                .isEqualTo(chunk.digest().bytes());
        assertThat(record.headers().lastHeader(FENCE).value()).containsExactly(0xFE, 0xDC, 0xBA, 0x98);
        assertThat(record.headers().lastHeader(KIND).value()).containsExactly(1);
    }

    @Test
    void aLabelSaysWhatWasWritten() {
        assertThat(KafkaChunkRecord.label(key(record.key()), record.headers()))
                .isEqualTo(new KafkaChunkRecord.Label(file, 12, 0xFEDCBA98, chunk.digest(), Chunks.Kind.CHUNK, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/12",
                "x/12",
                "%s",
                "%s/",
                "%s/-1",
                "%s/+1",
                "%s/012",
                "%s/1a",
                "%s/1/2",
                "%s/99999999999999999999"
            })
    void aKeyOfAnotherFormIsNoChunk(String form) {
        assertThat(KafkaChunkRecord.label(key(form.formatted(file.text())), record.headers()))
                .isNull();
    }

    @Test
    void aRecordWithoutKeyIsNoChunk() {
        assertThat(KafkaChunkRecord.label(null, record.headers())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {DIGEST, FENCE, KIND})
    void aHeaderThatIsMissingOrOfAnotherLengthMakesNoChunk(String name) {
        byte[] key = key(record.key());
        Headers without = new RecordHeaders(record.headers()).remove(name);
        assertThat(KafkaChunkRecord.label(key, without)).isNull();
        byte[] value = record.headers().lastHeader(name).value();
        assertThat(KafkaChunkRecord.label(key, new RecordHeaders(without).add(name, new byte[value.length + 1])))
                .isNull();
        assertThat(KafkaChunkRecord.label(key, new RecordHeaders(without).add(name, new byte[value.length - 1])))
                .isNull();
        assertThat(KafkaChunkRecord.label(key, new RecordHeaders(without).add(name, null)))
                .isNull();
        assertThat(KafkaChunkRecord.label(key, new RecordHeaders(without).add(name, value)))
                .isNotNull();
    }

    @Test
    void anotherKindIsNoChunk() {
        Headers other = new RecordHeaders(record.headers()).remove(KIND).add(KIND, new byte[] {3});
        assertThat(KafkaChunkRecord.label(key(record.key()), other)).isNull();
    }

    @Test
    void aTailIsToldFromAChunk_andANoteComesBack() {
        byte[] note = ChunkFixtures.bytes(random, Chunks.MAX_NOTE).getBytes();
        Chunks.Append tail =
                new Chunks.Append(file, 3, chunk.bucket(), 0, 7, chunk.bytes(), chunk.digest(), Chunks.Kind.TAIL, note);
        ProducerRecord<String, Buffer> written = KafkaChunkRecord.of(tail, "t");
        assertThat(written.headers().lastHeader(KIND).value()).containsExactly(2);
        KafkaChunkRecord.Label label = KafkaChunkRecord.label(key(written.key()), written.headers());
        assertThat(label.kind()).isEqualTo(Chunks.Kind.TAIL);
        assertThat(label.note()).isEqualTo(note);
    }

    @Test
    void aNoteThatIsTooLongIsNone() {
        Headers headers = new RecordHeaders(record.headers()).add(KafkaChunkRecord.NOTE, new byte[Chunks.MAX_NOTE + 1]);
        assertThat(KafkaChunkRecord.label(key(record.key()), headers).note()).isNull();
    }
}
