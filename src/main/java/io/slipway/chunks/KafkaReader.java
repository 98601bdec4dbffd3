package io.slipway.chunks;

import io.netty.buffer.Unpooled;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads runs with one consumer, for one thread. The consumer stays where it is between runs, and is thrown away after
 * anything unexpected, since a batch it can't parse would stay in its way.
 *
 * <p>A fetch asks for one byte, which Kafka answers with one whole batch, that is one chunk; and since a poll gives one
 * record, the next chunk is fetched only when it is asked for. Chunks of other files in between are never read. The
 * bytes of a chunk are those of the response, not copied. Batches aren't checked by CRC: {@link KafkaChunkRecord}
 * checks more than that.
 */
final class KafkaReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);

    /** How long the broker waits for a chunk that isn't there; then it is found out why. */
    private static final int FETCH_WAIT_MILLIS = 250;

    private static final Duration POLL = Duration.ofMillis(2L * FETCH_WAIT_MILLIS);
    private static final Duration ASK = Duration.ofSeconds(2);

    /** How often a broker may answer that it has a chunk and yet not give it, before the chunk counts as damaged. */
    private static final int MAX_EMPTY = 4;

    private final KafkaChunkSettings settings;
    private Consumer<byte[], ByteBuffer> consumer;
    private TopicPartition place;
    private long offset;

    KafkaReader(KafkaChunkSettings settings) {
        this.settings = settings;
    }

    /** Whether this run begins where the last one ended. */
    boolean isAt(KafkaRun run) {
        return run.place().equals(place) && run.offset() == offset;
    }

    /**
     * Reads a run, blocking.
     *
     * @param deadline by {@link System#nanoTime()}
     * @throws Problem as {@link ChunkStore#read} says
     */
    List<Buffer> read(KafkaRun run, long deadline) {
        boolean sound = false;
        try {
            List<Buffer> chunks = readFrom(run, deadline);
            sound = true;
            return chunks;
        } catch (OffsetOutOfRangeException e) {
            throw KafkaChunkRecord.notFound();
        } catch (Problem e) {
            throw e;
        } catch (WakeupException | InterruptException e) {
            throw new Problem(ProblemCode.UNAVAILABLE, "the node is stopping");
        } catch (ApiException e) {
            throw KafkaProblems.of(e);
        } catch (KafkaException | IllegalArgumentException | IllegalStateException | OutOfMemoryError e) {
            // A batch whose lengths or flags are damaged makes the client fail in as many ways as it has lines.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("place", run.place())
                    .addKeyValue("offset", run.offset())
                    .log("a chunk can't be read");
            throw KafkaChunkRecord.damaged();
        } finally {
            if (!sound) {
                discard();
            }
        }
    }

    private List<Buffer> readFrom(KafkaRun run, long deadline) {
        moveTo(run);
        List<Buffer> chunks = new ArrayList<>(run.locations().size());
        int empty = 0;
        while (chunks.size() < run.locations().size()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new Problem(ProblemCode.UNAVAILABLE, "Kafka is too slow; try again");
            }
            var records = consumer.poll(POLL.toMillis() < left ? POLL : Duration.ofMillis(left));
            if (records.isEmpty()) {
                empty++;
                findOutWhy(empty);
            }
            for (ConsumerRecord<byte[], ByteBuffer> found : records) {
                int n = chunks.size();
                if (found.offset() != offset) {
                    throw KafkaChunkRecord.damaged();
                }
                ByteBuffer bytes = KafkaChunkRecord.verified(
                        found, run.fileId(), run.from() + n, run.locations().get(n));
                chunks.add(wrap(bytes));
                offset++;
                empty = 0;
            }
        }
        return chunks;
    }

    private void moveTo(KafkaRun run) {
        if (consumer == null) {
            consumer = open();
        }
        if (!run.place().equals(place)) {
            consumer.assign(Set.of(run.place()));
            place = run.place();
            offset = -1;
        }
        if (run.offset() != offset) {
            consumer.seek(place, run.offset());
            offset = run.offset();
        }
    }

    private void findOutWhy(int empty) {
        if (consumer.position(place) != offset) {
            throw KafkaChunkRecord.damaged();
        }
        List<PartitionInfo> partitions = consumer.partitionsFor(place.topic(), ASK);
        if (partitions == null || partitions.size() <= place.partition()) {
            throw KafkaChunkRecord.notFound();
        }
        Long end = consumer.endOffsets(Set.of(place), ASK).get(place);
        if (end != null && end <= offset) {
            throw KafkaChunkRecord.notFound();
        }
        if (end != null && empty >= MAX_EMPTY) {
            LOG.atError()
                    .addKeyValue("place", place)
                    .addKeyValue("offset", offset)
                    .log("the broker has a chunk and can't give it");
            throw KafkaChunkRecord.damaged();
        }
    }

    /** Without a copy; a Vert.x buffer made from an array would make one. */
    private static Buffer wrap(ByteBuffer bytes) {
        return BufferInternal.buffer(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes)));
    }

    private Consumer<byte[], ByteBuffer> open() {
        Map<String, Object> config = settings.client(Map.ofEntries(
                Map.entry("max.partition.fetch.bytes", 1),
                Map.entry("fetch.max.bytes", 1),
                Map.entry("max.poll.records", 1),
                Map.entry("fetch.max.wait.ms", FETCH_WAIT_MILLIS),
                Map.entry("check.crcs", false),
                Map.entry("enable.auto.commit", false),
                Map.entry("auto.offset.reset", "none"),
                Map.entry("allow.auto.create.topics", false),
                Map.entry("receive.buffer.bytes", -1),
                Map.entry("enable.metrics.push", false)));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteBufferDeserializer());
    }

    private void discard() {
        place = null;
        offset = -1;
        if (consumer != null) {
            Consumer<byte[], ByteBuffer> former = consumer;
            consumer = null;
            try {
                former.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
            } catch (KafkaException e) {
                LOG.debug("closing a consumer failed", e);
            }
        }
    }

    @Override
    public void close() {
        discard();
    }
}
