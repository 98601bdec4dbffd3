package io.slipway.chunks;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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

    private final KafkaChunkSettings settings;
    private KafkaFetcher<ByteBuffer> fetcher;
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
        try {
            return attempt(run, deadline);
        } catch (Problem e) {
            if (e.code() != ProblemCode.DAMAGED) {
                throw e;
            }
        }
        // A damaged batch can get in the way of the sound one after it: each once more, with nothing before it.
        List<Buffer> chunks = new ArrayList<>();
        for (KafkaRun single : run.singles()) {
            discard();
            chunks.addAll(attempt(single, deadline));
        }
        return chunks;
    }

    private List<Buffer> attempt(KafkaRun run, long deadline) {
        boolean sound = false;
        try {
            List<Buffer> chunks = readFrom(run, deadline);
            sound = true;
            return chunks;
        } catch (OffsetOutOfRangeException e) {
            throw KafkaChunkRecord.notFound();
        } catch (Problem e) {
            throw e;
        } catch (InterruptException e) {
            throw new Problem(ProblemCode.UNAVAILABLE, "the node is stopping");
        } catch (RuntimeException e) {
            throw problem(run, e);
        } finally {
            if (!sound) {
                discard();
            }
        }
    }

    /** A batch whose lengths or flags are damaged makes the client fail in as many ways as it has lines. */
    private static Problem problem(KafkaRun run, Throwable failure) {
        if (KafkaProblems.isKafkaAway(failure)) {
            return KafkaProblems.of(failure);
        }
        return unreadable(run.place(), run.offset(), failure.toString());
    }

    private static Problem unreadable(TopicPartition place, long offset, String reason) {
        LOG.atError()
                .addKeyValue("place", place)
                .addKeyValue("offset", offset)
                .addKeyValue("reason", reason)
                .log("a stored chunk can't be read");
        return KafkaChunkRecord.damaged();
    }

    private List<Buffer> readFrom(KafkaRun run, long deadline) {
        if (fetcher == null) {
            fetcher = open();
        }
        place = run.place();
        offset = run.offset();
        boolean single = run.locations().size() == 1;
        if (single) {
            fetcher.moveToSingle(place, offset);
        } else {
            fetcher.moveTo(place, offset);
        }
        List<Buffer> chunks = new ArrayList<>(run.locations().size());
        while (chunks.size() < run.locations().size()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new Problem(ProblemCode.UNAVAILABLE, "Kafka is too slow; try again");
            }
            var records = fetcher.poll(deadline);
            if (records.isEmpty()) {
                findOutWhy();
                continue;
            }
            for (ConsumerRecord<byte[], ByteBuffer> found : records) {
                if (found.offset() != offset) {
                    throw unreadable(place, offset, "another record came");
                }
                int n = chunks.size();
                long index = run.from() + n;
                ByteBuffer bytes = KafkaChunkRecord.verified(
                        found, run.fileId(), index, run.locations().get(n), run.check());
                chunks.add(Buffers.of(bytes));
                offset++;
            }
            // A damaged batch may lie about its last offset; the next chunk need not suffer for it.
            if (!single) {
                fetcher.moveTo(place, offset);
            }
        }
        return chunks;
    }

    private KafkaFetcher<ByteBuffer> open() {
        try {
            return new KafkaFetcher<>(settings, 1, 1, false, new ByteBufferDeserializer());
        } catch (KafkaException e) {
            throw KafkaProblems.of(e);
        }
    }

    private void findOutWhy() {
        if (fetcher.position() != offset) {
            throw unreadable(place, offset, "it was passed over");
        }
        switch (fetcher.silence()) {
            case NOTHING_THERE -> throw KafkaChunkRecord.notFound();
            case UNREADABLE -> throw unreadable(place, offset, "the broker does not give it");
            case UNKNOWN -> LOG.debug("waiting for a chunk");
        }
    }

    private void discard() {
        place = null;
        if (fetcher != null) {
            fetcher.close();
            fetcher = null;
        }
    }

    @Override
    public void close() {
        discard();
    }
}
