package io.slipway.chunks;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over a partition for the chunks of one file. Values are dropped as they arrive, so memory is bounded by one
 * fetch and one entry per chunk found. Unlike a read it checks the CRC of batches: it trusts headers, which no digest
 * covers. Blocks its thread.
 *
 * <p>It goes in strides. If something can't be read, it goes on batch by batch, and only what then can't be read is
 * passed over, so that a damaged batch takes no sound one with it.
 */
final class KafkaScan {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaScan.class);

    private static final int STRIDE_BYTES = 2 * 1024 * 1024;
    private static final int STRIDE_RECORDS = 500;
    private static final long POLL_NANOS = 1_000_000_000;

    private final KafkaChunkSettings settings;
    private final TopicPartition place;
    private final Chunks.Scan scan;
    private final long deadline;
    private final BooleanSupplier late;
    private final ScanFold fold = new ScanFold();
    private long at;

    /**
     * @param deadline by {@link System#nanoTime()}, for the first record
     * @param late whether it is time to stop, having come at least one record further
     */
    KafkaScan(
            KafkaChunkSettings settings, TopicPartition place, Chunks.Scan scan, long deadline, BooleanSupplier late) {
        this.settings = settings;
        this.place = place;
        this.scan = scan;
        this.deadline = deadline;
        this.late = late;
        this.at = scan.fromOffset();
    }

    /**
     * Scans to the end as it is now, or as far as it comes.
     *
     * @throws Problem {@code UNAVAILABLE} when the deadline has passed or Kafka is away, {@code NOT_FOUND} if the bucket
     *     is gone
     */
    Chunks.Scanned run() {
        try {
            long end = stride();
            while (at < end && !over()) {
                step(end);
            }
            return new Chunks.Scanned(fold.result(), at < end ? at : end, at >= end);
        } catch (OffsetOutOfRangeException e) {
            throw KafkaChunkRecord.notFound();
        } catch (InterruptException e) {
            throw new Problem(ProblemCode.UNAVAILABLE, "the node is stopping");
        } catch (KafkaException e) {
            throw KafkaProblems.of(e);
        }
    }

    private boolean over() {
        return at > scan.fromOffset() && late.getAsBoolean();
    }

    /** Scans as far as all is well, in large fetches. */
    private long stride() {
        try (var fetcher = new KafkaFetcher<>(settings, STRIDE_BYTES, STRIDE_RECORDS, true, new LengthDeserializer())) {
            long end = fetcher.end(place);
            if (end < 0) {
                throw KafkaChunkRecord.notFound();
            }
            if (at < end) {
                boolean unused = pass(fetcher, end);
            }
            return end;
        }
    }

    /** Scans as far as all is well, batch by batch, and over what isn't. */
    private void step(long end) {
        try (var fetcher = new KafkaFetcher<>(settings, 1, 1, true, new LengthDeserializer())) {
            if (!pass(fetcher, end)) {
                LOG.atError()
                        .addKeyValue("place", place)
                        .addKeyValue("offset", at)
                        .log("a damaged record is passed over");
                at++;
            }
        }
    }

    /** Offsets of a bucket have no gaps: what comes at another offset than the next one is damaged. */
    private boolean pass(KafkaFetcher<Integer> fetcher, long end) {
        try {
            fetcher.moveTo(place, at);
            while (at < end && !over()) {
                if (at == scan.fromOffset() && System.nanoTime() - deadline >= 0) {
                    throw new Problem(ProblemCode.UNAVAILABLE, "Kafka is too slow; try again");
                }
                var records = fetcher.poll(System.nanoTime() + POLL_NANOS);
                for (ConsumerRecord<byte[], Integer> found : records) {
                    if (found.offset() != at) {
                        return false;
                    }
                    look(found);
                    at++;
                }
                if (fetcher.position() != at) {
                    return false;
                }
                if (!records.isEmpty()) {
                    fetcher.progress();
                    continue;
                }
                switch (fetcher.silence()) {
                    case NOTHING_THERE -> throw KafkaChunkRecord.notFound();
                    case UNREADABLE -> {
                        return false;
                    }
                    case UNKNOWN -> LOG.debug("waiting for a record");
                }
            }
            return true;
        } catch (Problem | OffsetOutOfRangeException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            if (KafkaProblems.isKafkaAway(e)) {
                throw e;
            }
            return false;
        }
    }

    private void look(ConsumerRecord<byte[], Integer> found) {
        KafkaChunkRecord.Label label = KafkaChunkRecord.label(found.key(), found.headers());
        if (label != null && label.fileId().equals(scan.fileId()) && found.value() != null && found.value() > 0) {
            ChunkLocation location = new ChunkLocation(scan.bucket(), scan.partition(), found.offset(), found.value());
            fold.add(new Chunks.Found(
                    label.index(), label.fence(), location, label.digest(), label.kind(), label.note()));
        }
    }

    /** Keeps of a value no more than its length. */
    private static final class LengthDeserializer implements Deserializer<Integer> {
        @Override
        public Integer deserialize(String topic, byte[] data) {
            return data == null ? null : data.length;
        }

        @Override
        public Integer deserialize(String topic, Headers headers, ByteBuffer data) {
            return data == null ? null : data.remaining();
        }
    }
}
