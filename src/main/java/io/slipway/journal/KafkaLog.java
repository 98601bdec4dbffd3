package io.slipway.journal;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions on one thread of its own: no group, no commits, every checksum checked. What it reads it hands on
 * at once, at most {@value #MAX_OUTSTANDING} bytes of each place until they are given back; then it pauses that place.
 */
final class KafkaLog implements AutoCloseable {
    /** Bytes of records of one place that may be out at once; one poll may go beyond it. */
    static final long MAX_OUTSTANDING = 1024 * 1024;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);

    /** Told on the reading thread; must not block. */
    interface Listener {
        /** All there is from {@code from} to before {@code next}; give {@code bytes} back when done. */
        void fetched(int place, int epoch, long from, long next, List<LogRecord> records, long bytes);

        /** That log doesn't reach to where it was to be read. */
        void outOfRange(int place);

        /** That log can't be read on; it isn't until it is asked for again. */
        void damaged(int place, String reason);
    }

    private record Reading(int epoch, long next) {}

    private final KafkaTopics topics;
    private final KafkaRecords decoder;
    private final Places places;
    private final Listener listener;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LinkedBlockingQueue<Runnable> wishes = new LinkedBlockingQueue<>();
    private final AtomicLongArray outstanding;
    private final Map<Integer, Reading> readings = new HashMap<>();
    private final Set<Integer> paused = new HashSet<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "journal-follow"));
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closed;

    KafkaLog(JournalSettings settings, KafkaTopics topics, KafkaRecords decoder, Places places, Listener listener) {
        this.topics = topics;
        this.decoder = decoder;
        this.places = places;
        this.listener = listener;
        this.outstanding = new AtomicLongArray(places.size());
        Map<String, Object> client = new HashMap<>(settings.kafka());
        client.put(ConsumerConfig.CLIENT_ID_CONFIG, "slipway-journal-follower");
        client.put(ConsumerConfig.CHECK_CRCS_CONFIG, true);
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        client.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024 * 1024);
        client.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024);
        client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
        client.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void start() {
        if (!begun.getAndSet(true)) {
            thread.execute(this::run);
        }
        thread.shutdown();
    }

    /** Reads that place from an offset on; what comes carries the epoch. */
    void read(int place, int epoch, long offset) {
        wish(() -> {
            readings.put(place, new Reading(epoch, offset));
            assign();
            consumer.seek(topics.at(place), offset);
        });
    }

    /** Bytes handed on are done with. */
    void giveBack(int place, long bytes) {
        long left = outstanding.addAndGet(place, -bytes);
        if (left < MAX_OUTSTANDING && left + bytes >= MAX_OUTSTANDING) {
            wish(() -> {});
        }
    }

    private void wish(Runnable wish) {
        wishes.add(wish);
        consumer.wakeup();
    }

    private void assign() {
        consumer.assign(readings.keySet().stream().map(topics::at).toList());
    }

    private void run() {
        while (!closed) {
            try {
                Runnable wish =
                        readings.isEmpty() ? wishes.poll(POLL.toMillis(), TimeUnit.MILLISECONDS) : wishes.poll();
                while (wish != null) {
                    wish.run();
                    wish = wishes.poll();
                }
                if (!readings.isEmpty()) {
                    throttle();
                    handOn(consumer.poll(POLL));
                }
            } catch (WakeupException wishAdded) {
                continue;
            } catch (InvalidOffsetException outOfRange) {
                outOfRange.partitions().forEach(at -> drop(place(at), () -> listener.outOfRange(place(at))));
            } catch (RetriableException away) {
                LOG.atDebug().addKeyValue("failure", away.toString()).log("the log can't be read just now");
            } catch (InterruptException | InterruptedException end) {
                closed = true;
            } catch (KafkaException failure) {
                LOG.atWarn().addKeyValue("failure", failure.toString()).log("the log can't be read");
                findDamage();
            }
        }
        consumer.close();
    }

    private void throttle() {
        for (int place : readings.keySet()) {
            boolean full = outstanding.get(place) >= MAX_OUTSTANDING;
            List<TopicPartition> at = List.of(topics.at(place));
            if (full && paused.add(place)) {
                consumer.pause(at);
            } else if (!full && paused.remove(place)) {
                consumer.resume(at);
            }
        }
    }

    private void handOn(ConsumerRecords<byte[], byte[]> polled) {
        polled.nextOffsets().forEach((at, next) -> {
            int place = place(at);
            Reading reading = readings.get(place);
            try {
                List<LogRecord> records = polled.records(at).stream()
                        .map((ConsumerRecord<byte[], byte[]> record) -> decoder.read(place, record))
                        .toList();
                long bytes = records.stream().mapToLong(LogRecord::size).sum();
                readings.put(place, new Reading(reading.epoch, next.offset()));
                outstanding.addAndGet(place, bytes);
                listener.fetched(place, reading.epoch, reading.next, next.offset(), records, bytes);
            } catch (Envelope.LaterFormat later) {
                drop(place, () -> listener.damaged(place, "was written by a later version of the node"));
            }
        });
    }

    private void drop(int place, Runnable tell) {
        readings.remove(place);
        paused.remove(place);
        assign();
        tell.run();
    }

    /** The client doesn't say which partition it can't read: each is tried alone. */
    private void findDamage() {
        Set<Integer> damaged = new HashSet<>();
        readings.forEach((place, reading) -> {
            consumer.assign(List.of(topics.at(place)));
            consumer.seek(topics.at(place), reading.next);
            if (!readable()) {
                damaged.add(place);
            }
        });
        damaged.forEach(readings::remove);
        paused.clear();
        assign();
        readings.forEach((place, reading) -> consumer.seek(topics.at(place), reading.next));
        damaged.forEach(place -> listener.damaged(place, "holds a record that fails its checksum"));
    }

    private boolean readable() {
        for (int attempt = 0; attempt < 3 && !closed; attempt++) {
            try {
                return consumer.poll(POLL) != null;
            } catch (WakeupException again) {
                continue;
            } catch (RetriableException | InvalidOffsetException notDamage) {
                return true;
            } catch (InterruptException end) {
                closed = true;
            } catch (KafkaException damage) {
                return false;
            }
        }
        return true;
    }

    private int place(TopicPartition at) {
        return places.at(at.topic().equals(topics.name(0)) ? 0 : 1, at.partition());
    }

    /** Ends the thread; blocks a moment. */
    @Override
    public void close() {
        closed = true;
        if (!begun.getAndSet(true)) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the thread that reads the journal doesn't end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
