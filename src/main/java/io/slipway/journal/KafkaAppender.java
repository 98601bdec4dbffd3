package io.slipway.journal;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records. The producer may block while it looks for the brokers, so it has a thread of its own, which also keeps
 * records in the order they were given.
 */
final class KafkaAppender implements AutoCloseable {
    /** After this the outcome of an append is unknown; it may still come to count a little later. */
    static final Duration DELIVERY = Duration.ofSeconds(20);

    private static final Duration MAX_BLOCK = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 32 * 1024 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAppender.class);

    private final KafkaProducer<byte[], byte[]> producer;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "journal-append"));

    KafkaAppender(JournalSettings settings) {
        Map<String, Object> client = new HashMap<>(settings.kafka());
        client.put(ProducerConfig.CLIENT_ID_CONFIG, "slipway-journal");
        client.put(ProducerConfig.ACKS_CONFIG, "all");
        client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        client.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        client.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) MAX_BLOCK.toMillis());
        client.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaTopics.MAX_MESSAGE_BYTES);
        client.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * @param done told for each record, by its place in the list: its offset, or a failure as a {@link Problem}; on any
     *     thread
     */
    void append(List<ProducerRecord<byte[], byte[]>> records, Done done) {
        try {
            thread.execute(() -> {
                for (int i = 0; i < records.size(); i++) {
                    send(records.get(i), i, done);
                }
            });
        } catch (RejectedExecutionException closed) {
            for (int i = 0; i < records.size(); i++) {
                done.accept(i, new Problem(ProblemCode.UNAVAILABLE, "the node is stopping"));
            }
        }
    }

    /** What became of a record: its place in the list, and why it failed or null. */
    interface Done extends BiConsumer<Integer, Problem> {}

    private void send(ProducerRecord<byte[], byte[]> record, int index, Done done) {
        try {
            Future<RecordMetadata> sent =
                    producer.send(record, (metadata, failure) -> done.accept(index, problem(failure)));
            if (sent == null) {
                throw new IllegalStateException("the producer took nothing");
            }
        } catch (RuntimeException failure) {
            done.accept(index, problem(failure));
        }
    }

    private static Problem problem(Throwable failure) {
        if (failure == null) {
            return null;
        }
        LOG.atWarn().addKeyValue("failure", failure.toString()).log("the journal took no record");
        return failure instanceof RecordTooLargeException
                ? new Problem(ProblemCode.INTERNAL, "a state is larger than the journal takes")
                : new Problem(ProblemCode.UNAVAILABLE, "Kafka is away; the outcome is unknown");
    }

    /** Ends when what was given is sent, or after some seconds. Blocks. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(MAX_BLOCK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("records were left unsent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(MAX_BLOCK);
    }
}
