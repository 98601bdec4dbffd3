package io.slipway.cli.bench;

import io.slipway.node.embedded.KafkaAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the broker of the same run gives to a client that does nothing else: the same records of 1 MiB into a topic with the
 * settings of a bucket, and out again.
 */
final class KafkaLimit implements AutoCloseable {
    private static final String TOPIC = "bench.raw.";
    static final int RECORD = 1 << 20;
    private static final Duration POLL = Duration.ofSeconds(10);

    private final Map<String, Object> access;
    private final Admin admin;
    private TopicPartition place;
    private int topics;

    KafkaLimit(KafkaAddress broker) {
        access = new HashMap<>(broker.clientSettings());
        admin = Admin.create(access);
    }

    private Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(access);
        all.putAll(more);
        return all;
    }

    /**
     * An empty topic for the next run. The former ones stay, as all that the node has taken stays: what is deleted gives its memory
     * in the page cache to whoever writes next, and that makes the next write cheaper.
     */
    private void freshTopic() throws ExecutionException, InterruptedException {
        place = new TopicPartition(TOPIC + topics++, 0);
        NewTopic topic = new NewTopic(place.topic(), 1, (short) 1)
                .configs(Map.of(
                        "retention.ms", "-1",
                        "segment.bytes", "268435456",
                        "max.message.bytes", "2097152",
                        "compression.type", "uncompressed"));
        admin.createTopics(List.of(topic)).all().get();
    }

    /** Where the bytes of records come from. */
    @FunctionalInterface
    interface Feed {
        /** Is asked for one after the other. @param at where the record begins */
        void fill(long at, byte[] record) throws IOException;
    }

    /** Writes so many bytes of the source and waits until all are acknowledged. */
    @CanIgnoreReturnValue
    Rival.Work produce(SourceFile source, long size) throws Exception {
        return produce((at, record) -> read(source, at, record), size);
    }

    /** Writes so many bytes of a feed and waits until all are acknowledged. */
    @CanIgnoreReturnValue
    Rival.Work produce(Feed feed, long size) throws Exception {
        freshTopic();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            if (producer.partitionsFor(place.topic()).isEmpty()) {
                throw new IllegalStateException("a topic without partitions");
            }
            return produce(feed, size, producer);
        }
    }

    private Rival.Work produce(Feed feed, long size, KafkaProducer<byte[], byte[]> producer) throws Exception {
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        long started = System.nanoTime();
        for (long at = 0; at < size; at += RECORD) {
            byte[] value = new byte[(int) Math.min(RECORD, size - at)];
            feed.fill(at, value);
            acknowledged.add(producer.send(new ProducerRecord<>(place.topic(), 0, null, value)));
        }
        for (Future<RecordMetadata> one : acknowledged) {
            one.get();
        }
        return Rival.Work.since(started, size);
    }

    private static void read(SourceFile source, long at, byte[] into) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining()) {
            if (source.channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the source ended early");
            }
        }
    }

    /** Reads what {@link #produce} wrote, from the beginning, several records at a time. */
    Rival.Work consume(SourceFile source) throws IOException {
        CRC32C crc = new CRC32C();
        long bytes = 0;
        long started = System.nanoTime();
        try (KafkaConsumer<byte[], byte[]> consumer =
                consumer(Map.of("check.crcs", false, "max.partition.fetch.bytes", 8 << 20))) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            while (bytes < source.size) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    crc.update(record.value());
                    bytes += record.value().length;
                }
            }
        }
        Rival.Work work = Rival.Work.since(started, bytes);
        if (crc.getValue() != source.crc) {
            throw new IOException("the broker gave back other bytes");
        }
        return work;
    }

    /** Reads single records in the order of a plan, by the settings that make this fastest; each client has a consumer. */
    Rival.Work fetchSingles(RangePlan plan, int clients) throws Exception {
        return Crew.run(clients, plan.count(), () -> {
            KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of(
                    "check.crcs", false, "max.partition.fetch.bytes", 1, "fetch.max.bytes", 1, "max.poll.records", 1));
            consumer.assign(List.of(place));
            return new Crew.Member() {
                @Override
                public long work(int number) throws IOException {
                    byte[] value = fetch(consumer, plan.step(number));
                    CRC32C crc = new CRC32C();
                    crc.update(value);
                    if (crc.getValue() != plan.crc(number)) {
                        throw new IOException("the broker gave back other bytes");
                    }
                    return value.length;
                }

                @Override
                public void close() {
                    consumer.close();
                }
            };
        });
    }

    private byte[] fetch(KafkaConsumer<byte[], byte[]> consumer, long offset) {
        consumer.seek(place, offset);
        while (true) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() == offset) {
                    return record.value();
                }
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                with(Map.of(
                        "acks",
                        "all",
                        "linger.ms",
                        0,
                        "batch.size",
                        RECORD,
                        "max.request.size",
                        2 << 20,
                        "compression.type",
                        "none")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(10));
    }
}
