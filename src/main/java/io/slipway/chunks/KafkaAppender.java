package io.slipway.chunks;

import io.slipway.model.ChunkLocation;
import io.slipway.protocol.Chunks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes chunks to Kafka, one record per batch, so that a fetch of one batch reads one chunk and no more.
 *
 * <p>The bytes aren't copied on their way to the producer if the buffer was made from one array. The write queue of the
 * stream counts a buffer as one byte and is not used: {@link ChunkVerticle} bounds what is under way, to less
 * than the producer's memory, so that the producer never waits for room.
 */
final class KafkaAppender {
    /** Memory of the producer for what isn't acknowledged yet. */
    static final int BUFFER_BYTES = 24 * 1024 * 1024;

    private static final int SEND_BUFFER_BYTES = 512 * 1024;
    private static final int REQUEST_MILLIS = 10_000;
    private static final int DELIVERY_MILLIS = 30_000;
    private static final int MAX_BLOCK_MILLIS = 3_000;
    /** How long the producer goes on asking after a topic it no longer writes to, dropped ones included. */
    private static final int IDLE_MILLIS = 60_000;

    private static final long CLOSE_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaAppender.class);

    private final KafkaWriteStream<String, Buffer> producer;

    KafkaAppender(Vertx vertx, KafkaChunkSettings settings) {
        Map<String, Object> config = settings.client(Map.ofEntries(
                Map.entry("acks", "all"),
                Map.entry("enable.idempotence", true),
                Map.entry("max.in.flight.requests.per.connection", 5),
                Map.entry("batch.size", 0),
                Map.entry("linger.ms", 0),
                Map.entry("compression.type", "none"),
                Map.entry("max.request.size", Buckets.MAX_BATCH_BYTES),
                Map.entry("buffer.memory", BUFFER_BYTES),
                Map.entry("send.buffer.bytes", SEND_BUFFER_BYTES),
                Map.entry("request.timeout.ms", REQUEST_MILLIS),
                Map.entry("delivery.timeout.ms", DELIVERY_MILLIS),
                Map.entry("max.block.ms", MAX_BLOCK_MILLIS),
                Map.entry("metadata.max.idle.ms", IDLE_MILLIS),
                Map.entry("enable.metrics.push", false)));
        this.producer = KafkaWriteStream.create(vertx, config, new StringSerializer(), new KafkaChunkBytes());
        // Every failure is answered to whoever appended; unhandled ones would be logged once more.
        producer.exceptionHandler(failure -> LOG.debug("an append failed", failure));
    }

    Future<ChunkLocation> append(Chunks.Append chunk, String topic) {
        int length = chunk.bytes().length();
        return producer.send(KafkaChunkRecord.of(chunk, topic))
                .map(stored -> new ChunkLocation(chunk.bucket(), stored.partition(), stored.offset(), length));
    }

    Future<Void> close() {
        return producer.close(CLOSE_MILLIS);
    }
}
