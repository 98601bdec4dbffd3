package io.slipway.chunks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer at one place, and how it learns why nothing comes. No group, no commits. For one thread; blocks it.
 *
 * @param <V> what becomes of a record's value
 */
final class KafkaFetcher<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaFetcher.class);

    /** How long the broker waits for a record that isn't there, before it answers with none. */
    private static final int FETCH_WAIT_MILLIS = 250;

    private static final long POLL_MILLIS = 2L * FETCH_WAIT_MILLIS;
    private static final int REQUEST_MILLIS = 5_000;
    private static final Duration ASK = Duration.ofSeconds(2);

    /** Polls that brought nothing, and answers of the broker with nothing in them, that make a record unreadable. */
    private static final int MAX_EMPTY = 4;

    /** Why a poll brought nothing. */
    enum Silence {
        /** Not known yet: ask again. */
        UNKNOWN,
        /** There is no such topic or partition, or it ends here. */
        NOTHING_THERE,
        /** The broker says it has a record here, answers again and again, and doesn't give it. */
        UNREADABLE
    }

    private final KafkaConsumer<byte[], V> consumer;
    private final Metric answered;
    private TopicPartition place;
    private int empty;
    private double answeredBefore;
    private boolean single;
    private boolean paused;

    /** @param fetchBytes of one fetch; Kafka always answers with one whole batch at least */
    KafkaFetcher(
            KafkaChunkSettings settings, int fetchBytes, int pollRecords, boolean checkCrcs, Deserializer<V> values) {
        Map<String, Object> config = new HashMap<>(settings.connection());
        config.put("max.partition.fetch.bytes", fetchBytes);
        config.put("fetch.max.bytes", fetchBytes);
        config.put("max.poll.records", pollRecords);
        config.put("check.crcs", checkCrcs);
        config.put("fetch.max.wait.ms", FETCH_WAIT_MILLIS);
        config.put("receive.buffer.bytes", -1);
        config.put("request.timeout.ms", REQUEST_MILLIS);
        config.put("default.api.timeout.ms", REQUEST_MILLIS);
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "none");
        config.put("allow.auto.create.topics", false);
        config.put("enable.metrics.push", false);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new LastValue<>(values, this::enough));
        this.answered = consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("fetch-total")
                        && !metric.getKey().tags().containsKey("topic"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /**
     * What a consumer hands out, it hands out after it has asked for what comes next. Where nobody wants that, it would be read
     * for nothing, and the next fetch would wait for it; so the partition is paused just before, while the value is made.
     */
    private record LastValue<V>(Deserializer<V> values, Runnable made) implements Deserializer<V> {
        @Override
        public V deserialize(String topic, byte[] data) {
            return values.deserialize(topic, data);
        }

        @Override
        public V deserialize(String topic, Headers headers, byte[] data) {
            made.run();
            return values.deserialize(topic, headers, data);
        }

        @Override
        public V deserialize(String topic, Headers headers, ByteBuffer data) {
            made.run();
            return values.deserialize(topic, headers, data);
        }
    }

    private void enough() {
        if (single) {
            consumer.pause(Set.of(place));
            paused = true;
        }
    }

    /** Goes to an offset from which one record is wanted and none after it. */
    void moveToSingle(TopicPartition target, long offset) {
        moveTo(target, offset);
        single = true;
    }

    /** Goes to an offset; does nothing if it is there already. */
    void moveTo(TopicPartition target, long offset) {
        single = false;
        if (paused) {
            consumer.resume(Set.of(place));
            paused = false;
        }
        if (!target.equals(place)) {
            consumer.assign(Set.of(target));
            place = target;
            consumer.seek(place, offset);
        } else if (consumer.position(place) != offset) {
            consumer.seek(place, offset);
        }
        progress();
    }

    /** The offset of the next record, as far as the records before told the truth. */
    long position() {
        return consumer.position(place);
    }

    /** The next records; none if none came in half a second or until the deadline. */
    ConsumerRecords<byte[], V> poll(long deadline) {
        long left = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
        return consumer.poll(Duration.ofMillis(Math.min(POLL_MILLIS, left)));
    }

    /** Where the partition ends now, or -1 if it isn't there. */
    long end(TopicPartition target) {
        var partitions = consumer.partitionsFor(target.topic(), ASK);
        if (partitions == null || partitions.size() <= target.partition()) {
            return -1;
        }
        return consumer.endOffsets(Set.of(target), ASK).get(target);
    }

    /** Says that what came was what was wanted. */
    void progress() {
        empty = 0;
        answeredBefore = (double) answered.metricValue();
    }

    /** To be asked after a poll that brought nothing. A broker that is slow, or away, is not a reason to give up. */
    Silence silence() {
        empty++;
        if (end(place) <= consumer.position(place)) {
            return Silence.NOTHING_THERE;
        }
        boolean answers = (double) answered.metricValue() - answeredBefore >= MAX_EMPTY;
        return answers && empty >= MAX_EMPTY ? Silence.UNREADABLE : Silence.UNKNOWN;
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) {
            LOG.debug("closing a consumer failed", e);
        }
    }
}
