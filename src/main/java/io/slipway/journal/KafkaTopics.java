package io.slipway.journal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The two topics: makes them, refuses those that would lose facts, and knows where their logs begin and end. */
final class KafkaTopics implements AutoCloseable {
    /** Also the broker's bound; a record of the journal is far smaller. */
    static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MANY = Long.MAX_VALUE;

    private final Admin admin;
    private final Context context;
    private final JournalSettings settings;
    private final Places places;

    /** @param context where results come */
    KafkaTopics(JournalSettings settings, Places places, Context context) {
        this.settings = settings;
        this.places = places;
        this.context = context;
        Map<String, Object> client = new HashMap<>(settings.kafka());
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, "slipway-journal-admin");
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        this.admin = Admin.create(client);
    }

    String name(int topic) {
        return settings.topicPrefix() + (topic == 0 ? "journal" : "keys");
    }

    TopicPartition at(int place) {
        return new TopicPartition(name(places.topic(place)), places.partition(place));
    }

    /**
     * Makes what is missing and verifies what is there. Blocks for up to a minute.
     *
     * @throws JournalRefusal if a topic is configured so that facts could be lost
     */
    void ensure() throws InterruptedException {
        for (int topic = 0; topic <= 1; topic++) {
            if (description(topic).isEmpty()) {
                make(topic);
            }
        }
        for (int topic = 0; topic <= 1; topic++) {
            verify(topic);
        }
    }

    private Optional<TopicDescription> description(int topic) throws InterruptedException {
        try {
            return Optional.of(await(
                    admin.describeTopics(List.of(name(topic))).topicNameValues().get(name(topic))));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw refusal(e);
        }
    }

    private void make(int topic) throws InterruptedException {
        Map<String, String> configuration = new HashMap<>();
        for (KafkaTopicRule rule : rules(topic)) {
            configuration.put(rule.property(), rule.value());
        }
        NewTopic made = new NewTopic(name(topic), Optional.of(partitions(topic)), replication()).configs(configuration);
        try {
            await(admin.createTopics(List.of(made)).all());
        } catch (ExecutionException e) {
            // Another node was faster; what it made is verified like any other.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refusal(e);
            }
        }
    }

    private int partitions(int topic) {
        return topic == 0 ? settings.journalPartitions() : settings.keyPartitions();
    }

    private Optional<Short> replication() {
        return settings.replication() < 0 ? Optional.empty() : Optional.of((short) settings.replication());
    }

    private void verify(int topic) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<TopicDescription> found = description(topic);
        while (found.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new JournalRefusal("topic " + name(topic) + " was made but can't be found");
            }
            TimeUnit.MILLISECONDS.sleep(50);
            found = description(topic);
        }
        int partitions = found.get().partitions().size();
        if (partitions != partitions(topic)) {
            throw new JournalRefusal("topic " + name(topic) + " has " + partitions + " partitions, not "
                    + partitions(topic) + ": facts would be looked for where they are not");
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name(topic));
        try {
            Config config =
                    await(admin.describeConfigs(List.of(resource)).values().get(resource));
            for (KafkaTopicRule rule : rules(topic)) {
                String value = config.get(rule.property()).value();
                if (!rule.allows(value)) {
                    throw new JournalRefusal("topic " + name(topic) + " has " + rule.property() + "=" + value + "; "
                            + rule.wish() + " is needed");
                }
            }
        } catch (ExecutionException e) {
            throw refusal(e);
        }
    }

    private List<KafkaTopicRule> rules(int topic) {
        JournalSettings.Times times = settings.times();
        List<KafkaTopicRule> rules = new ArrayList<>();
        rules.add(KafkaTopicRule.exactly("cleanup.policy", "compact"));
        // Lags and ages are judged by the broker's clock, not by that of whichever node wrote.
        rules.add(KafkaTopicRule.exactly("message.timestamp.type", "LogAppendTime"));
        rules.add(KafkaTopicRule.exactly("unclean.leader.election.enable", "false"));
        rules.add(KafkaTopicRule.within("max.message.bytes", MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES, MANY));
        rules.add(KafkaTopicRule.within("min.insync.replicas", settings.minInsync(), settings.minInsync(), MANY));
        rules.add(KafkaTopicRule.within("segment.bytes", SEGMENT_BYTES, 0, MANY));
        if (topic == 0) {
            long lag = times.compactionLag().toMillis();
            rules.add(KafkaTopicRule.within("min.compaction.lag.ms", lag, lag, MANY));
            long remembrance = times.remembrance().toMillis();
            rules.add(KafkaTopicRule.within("delete.retention.ms", remembrance, remembrance, MANY));
        } else {
            long segment = times.keySegment().toMillis();
            rules.add(KafkaTopicRule.within("segment.ms", segment, 0, segment));
            long lag = times.keyCompactionLag().toMillis();
            rules.add(KafkaTopicRule.within(
                    "min.compaction.lag.ms", lag, lag, times.keyCompaction().toMillis()));
            long latest = times.keyCompaction().toMillis();
            rules.add(KafkaTopicRule.within("max.compaction.lag.ms", latest, 0, latest));
            long remembrance = times.keyRemembrance().toMillis();
            rules.add(KafkaTopicRule.within("delete.retention.ms", remembrance, remembrance, MANY));
            rules.add(KafkaTopicRule.share("min.cleanable.dirty.ratio", "0.01"));
        }
        return rules;
    }

    /** Where the logs are, in the order of places. Read it after the positions it is compared with. */
    Future<List<Course.Log>> logs() {
        Map<TopicPartition, OffsetSpec> starts = new HashMap<>();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int place = 0; place < places.size(); place++) {
            starts.put(at(place), OffsetSpec.earliest());
            ends.put(at(place), OffsetSpec.latest());
        }
        Future<Map<String, TopicDescription>> topics =
                adopt(admin.describeTopics(List.of(name(0), name(1))).allTopicNames());
        Future<Map<TopicPartition, ListOffsetsResultInfo>> first =
                adopt(admin.listOffsets(starts).all());
        Future<Map<TopicPartition, ListOffsetsResultInfo>> last = ends(ends);
        return Future.all(topics, first, last).map(all -> logs(topics.result(), first.result(), last.result()));
    }

    private List<Course.Log> logs(
            Map<String, TopicDescription> topics,
            Map<TopicPartition, ListOffsetsResultInfo> first,
            Map<TopicPartition, ListOffsetsResultInfo> last) {
        List<Course.Log> logs = new ArrayList<>();
        for (int place = 0; place < places.size(); place++) {
            TopicPartition at = at(place);
            Duration remembrance = places.keys(place)
                    ? settings.times().keyRemembrance()
                    : settings.times().remembrance();
            logs.add(new Course.Log(
                    topics.get(at.topic()).topicId().toString(),
                    first.get(at).offset(),
                    last.get(at).offset(),
                    remembrance.toMillis()));
        }
        return logs;
    }

    private Future<Map<TopicPartition, ListOffsetsResultInfo>> ends(Map<TopicPartition, OffsetSpec> ends) {
        return adopt(admin.listOffsets(ends).all());
    }

    private <T> Future<T> adopt(KafkaFuture<T> future) {
        Promise<T> promise = Promise.promise();
        KafkaFuture<T> watched = future.whenComplete((result, failure) -> context.runOnContext(v -> {
            if (failure == null) {
                promise.complete(result);
            } else {
                promise.fail(failure);
            }
        }));
        return watched == null ? Future.failedFuture("never") : promise.future();
    }

    private static <T> T await(KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new JournalRefusal("Kafka doesn't answer");
        }
    }

    private static JournalRefusal refusal(ExecutionException e) {
        return new JournalRefusal("Kafka refuses: " + e.getCause().getMessage());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
