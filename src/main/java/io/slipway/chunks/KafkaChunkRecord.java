package io.slipway.chunks;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.slipway.seal.Digests;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A chunk as a record: key {@code fileId/index} as text, value the sealed bytes, and headers:
 *
 * <pre>
 *  digest   32 B    SHA-256 of the value
 *  fence    u32 BE  which holder of the upload wrote it
 *  kind     u8      1 chunk, 2 tail
 *  note     ≤ 64 B  opaque; may be missing
 * </pre>
 */
final class KafkaChunkRecord {
    static final String DIGEST = "digest";
    static final String FENCE = "fence";
    static final String KIND = "kind";
    static final String NOTE = "note";
    static final byte CHUNK = 1;
    static final byte TAIL = 2;

    private KafkaChunkRecord() {}

    /** What a record says of the chunk it holds. */
    record Label(FileId fileId, long index, int fence, Digest digest, Chunks.Kind kind, byte[] note) {}

    static ProducerRecord<String, Buffer> of(Chunks.Append chunk, String topic) {
        List<Header> headers = new ArrayList<>(4);
        headers.add(new RecordHeader(DIGEST, chunk.digest().bytes()));
        headers.add(new RecordHeader(
                FENCE, ByteBuffer.allocate(Integer.BYTES).putInt(chunk.fence()).array()));
        headers.add(new RecordHeader(KIND, new byte[] {chunk.kind() == Chunks.Kind.TAIL ? TAIL : CHUNK}));
        if (chunk.note() != null) {
            headers.add(new RecordHeader(NOTE, chunk.note()));
        }
        return new ProducerRecord<>(
                topic, chunk.partition(), key(chunk.fileId(), chunk.index()), chunk.bytes(), headers);
    }

    private static String key(FileId fileId, long index) {
        return fileId.text() + '/' + index;
    }

    /**
     * The bytes of a record, if they are what was stored at this place.
     *
     * @throws Problem {@code NOT_FOUND} if it is another chunk, {@code DAMAGED} if it isn't what was stored
     */
    static ByteBuffer verified(
            ConsumerRecord<byte[], ByteBuffer> found,
            FileId fileId,
            long index,
            ChunkLocation location,
            Chunks.Check check) {
        Label label = label(found.key(), found.headers());
        if (label == null || found.value() == null) {
            throw damaged();
        }
        if (!label.fileId().equals(fileId) || label.index() != index) {
            throw notFound();
        }
        if (found.value().remaining() != location.length()
                || check == Chunks.Check.DIGEST
                        && !Digests.sha256(found.value()).equals(label.digest())) {
            throw damaged();
        }
        return found.value();
    }

    /** What key and headers say; null if they are not a chunk's. */
    static Label label(byte[] key, Headers headers) {
        byte[] digest = header(headers, DIGEST, Digest.BYTES);
        byte[] fence = header(headers, FENCE, Integer.BYTES);
        byte[] kind = header(headers, KIND, 1);
        if (key == null || digest == null || fence == null || kind == null || kind[0] != CHUNK && kind[0] != TAIL) {
            return null;
        }
        String text = new String(key, StandardCharsets.ISO_8859_1);
        int slash = text.indexOf('/');
        if (slash < 0) {
            return null;
        }
        try {
            FileId fileId = new FileId(text.substring(0, slash));
            long index = Long.parseUnsignedLong(text.substring(slash + 1));
            return key(fileId, index).equals(text)
                    ? new Label(
                            fileId,
                            index,
                            ByteBuffer.wrap(fence).getInt(),
                            Digest.of(digest),
                            kind[0] == TAIL ? Chunks.Kind.TAIL : Chunks.Kind.CHUNK,
                            note(headers))
                    : null;
        } catch (Problem | NumberFormatException e) {
            return null;
        }
    }

    private static byte[] header(Headers headers, String name, int length) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null || header.value().length != length ? null : header.value();
    }

    private static byte[] note(Headers headers) {
        Header header = headers.lastHeader(NOTE);
        byte[] note = header == null ? null : header.value();
        return note == null || note.length > Chunks.MAX_NOTE ? null : note;
    }

    static Problem damaged() {
        return new Problem(ProblemCode.DAMAGED, "a stored chunk is not what was stored");
    }

    static Problem notFound() {
        return new Problem(ProblemCode.NOT_FOUND, "the chunk is not at this place");
    }
}
