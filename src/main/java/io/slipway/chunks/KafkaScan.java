package io.slipway.chunks;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over a partition for the chunks of one file. Values are dropped as they arrive, so memory is bounded by one
 * fetch and one entry per chunk found. Unlike a read it checks the CRC of batches: it trusts headers, which no digest
 * covers. Blocks its thread.
 */
final class KafkaScan {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaScan.class);

    private static final int FETCH_BYTES = 2 * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ASK = Duration.ofSeconds(10);

    /** How often the broker may give nothing at one offset before that offset is passed over. */
    private static final int MAX_EMPTY = 4;

    private final KafkaChunkSettings settings;
    private final TopicPartition place;
    private final Chunks.Scan scan;
    private final ScanFold fold = new ScanFold();

    KafkaScan(KafkaChunkSettings settings, TopicPartition place, Chunks.Scan scan) {
        this.settings = settings;
        this.place = place;
        this.scan = scan;
    }

    /**
     * Scans to the end as it is now.
     *
     * @param deadline by {@link System#nanoTime()}
     * @throws Problem {@code UNAVAILABLE} when the deadline has passed or Kafka is away
     */
    Chunks.Scanned run(long deadline) {
        try (Consumer<byte[], Integer> consumer = open()) {
            consumer.assign(Set.of(place));
            long end = consumer.endOffsets(Set.of(place), ASK).get(place);
            if (scan.fromOffset() < end) {
                consumer.seek(place, scan.fromOffset());
                pass(consumer, end, deadline);
            }
            return new Chunks.Scanned(fold.result(), end);
        } catch (InterruptException e) {
            throw new Problem(ProblemCode.UNAVAILABLE, "the node is stopping");
        } catch (KafkaException e) {
            throw KafkaProblems.of(e);
        }
    }

    private void pass(Consumer<byte[], Integer> consumer, long end, long deadline) {
        long at = scan.fromOffset();
        int empty = 0;
        while (at < end) {
            if (System.nanoTime() - deadline >= 0) {
                throw new Problem(ProblemCode.UNAVAILABLE, "Kafka is too slow; try again");
            }
            boolean readable = true;
            try {
                consumer.poll(POLL).forEach(this::look);
            } catch (ApiException | InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                readable = false;
            }
            long now = consumer.position(place);
            empty = now == at ? empty + 1 : 0;
            if (!readable || empty >= MAX_EMPTY) {
                LOG.atError()
                        .addKeyValue("place", place)
                        .addKeyValue("offset", now)
                        .log("a damaged record is passed over");
                now++;
                empty = 0;
                consumer.seek(place, now);
            }
            at = now;
        }
    }

    private void look(ConsumerRecord<byte[], Integer> found) {
        KafkaChunkRecord.Label label = KafkaChunkRecord.label(found.key(), found.headers());
        if (label != null && label.fileId().equals(scan.fileId()) && found.value() != null && found.value() > 0) {
            ChunkLocation location = new ChunkLocation(scan.bucket(), scan.partition(), found.offset(), found.value());
            fold.add(new Chunks.Found(label.index(), label.fence(), location, label.digest()));
        }
    }

    private Consumer<byte[], Integer> open() {
        Map<String, Object> config = settings.client(Map.of(
                "max.partition.fetch.bytes", FETCH_BYTES,
                "fetch.max.bytes", FETCH_BYTES,
                "check.crcs", true,
                "enable.auto.commit", false,
                "auto.offset.reset", "earliest",
                "allow.auto.create.topics", false,
                "enable.metrics.push", false));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new LengthDeserializer());
    }

    /** Keeps of a value no more than its length. */
    private static final class LengthDeserializer implements Deserializer<Integer> {
        @Override
        public Integer deserialize(String topic, byte[] data) {
            return data == null ? null : data.length;
        }

        @Override
        public Integer deserialize(String topic, Headers headers, java.nio.ByteBuffer data) {
            return data == null ? null : data.remaining();
        }
    }
}
