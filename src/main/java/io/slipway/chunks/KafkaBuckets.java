package io.slipway.chunks;

import io.slipway.model.BucketId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.ConfigEntry;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.ConfigResource;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of buckets: makes them when first needed, makes sure that nothing but a drop deletes from them, drops them.
 * What it has seen it remembers. Safe for use by threads.
 */
final class KafkaBuckets {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBuckets.class);

    /** A topic that was just made may not be known to every broker yet. */
    private static final long PROPAGATION_MILLIS = 25;

    private static final int PROPAGATION_TRIES = 200;

    private final Vertx vertx;
    private final KafkaAdminClient admin;
    private final KafkaChunkSettings settings;
    private final Buckets names;

    /** Partitions of the buckets that may be written to: they are there and set up as they must be. */
    private final Map<BucketId, Future<Integer>> ready = new ConcurrentHashMap<>();

    /** Partitions of the buckets that may be read from: they are there. */
    private final Map<BucketId, Integer> seen = new ConcurrentHashMap<>();

    KafkaBuckets(Vertx vertx, KafkaAdminClient admin, KafkaChunkSettings settings) {
        this.vertx = vertx;
        this.admin = admin;
        this.settings = settings;
        this.names = new Buckets(settings.prefix());
    }

    String topic(BucketId bucket) {
        return names.topic(bucket);
    }

    /** How many partitions a bucket has, which is made if it isn't there. */
    Future<Integer> ready(BucketId bucket) {
        Future<Integer> before = ready.get(bucket);
        if (before != null) {
            return before;
        }
        Promise<Integer> promise = Promise.promise();
        before = ready.putIfAbsent(bucket, promise.future());
        if (before != null) {
            return before;
        }
        prepare(bucket)
                .onSuccess(partitions -> seen.put(bucket, partitions))
                .onFailure(failure -> ready.remove(bucket, promise.future()))
                .onComplete(promise);
        return promise.future();
    }

    /** How many partitions a bucket has; {@code NOT_FOUND} if it isn't there. */
    Future<Integer> existing(BucketId bucket) {
        Integer partitions = seen.get(bucket);
        if (partitions != null) {
            return Future.succeededFuture(partitions);
        }
        return describe(bucket).onSuccess(found -> seen.put(bucket, found)).recover(failure -> {
            boolean unknown = KafkaProblems.cause(failure) instanceof UnknownTopicOrPartitionException;
            return Future.failedFuture(unknown ? KafkaChunkRecord.notFound() : failure);
        });
    }

    /** Forgets what was remembered of a bucket, which may have been dropped by another node. */
    void forget(BucketId bucket) {
        ready.remove(bucket);
        seen.remove(bucket);
    }

    Future<Void> drop(BucketId bucket) {
        forget(bucket);
        return admin.deleteTopics(List.of(topic(bucket)))
                .recover(failure -> KafkaProblems.cause(failure) instanceof UnknownTopicOrPartitionException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure))
                .compose(deleted -> awaitGone(bucket, PROPAGATION_TRIES))
                .onSuccess(gone -> forget(bucket));
    }

    private Future<Void> awaitGone(BucketId bucket, int tries) {
        return describe(bucket)
                .compose(
                        there -> tries > 1
                                ? vertx.timer(PROPAGATION_MILLIS).compose(late -> awaitGone(bucket, tries - 1))
                                : Future.succeededFuture(),
                        failure -> KafkaProblems.cause(failure) instanceof UnknownTopicOrPartitionException
                                ? Future.succeededFuture()
                                : Future.failedFuture(failure));
    }

    Future<List<BucketId>> list() {
        return admin.listTopics().map(topics -> topics.stream()
                .flatMap(topic -> names.bucket(topic).stream())
                .sorted()
                .toList());
    }

    private Future<Integer> prepare(BucketId bucket) {
        NewTopic topic = new NewTopic(topic(bucket), settings.partitions(), (short) settings.replication())
                .setConfig(Buckets.topicSettings(settings.minInSync()));
        return admin.createTopics(List.of(topic))
                .onSuccess(made -> LOG.atInfo().addKeyValue("bucket", bucket).log("made a bucket"))
                .recover(failure -> KafkaProblems.cause(failure) instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure))
                .compose(there -> examine(bucket, PROPAGATION_TRIES));
    }

    private Future<Integer> examine(BucketId bucket, int tries) {
        return describe(bucket)
                .compose(partitions -> checkSettings(bucket)
                        .compose(right -> awaitLeaders(bucket, partitions))
                        .map(partitions))
                .recover(
                        failure -> tries > 1 && KafkaProblems.cause(failure) instanceof UnknownTopicOrPartitionException
                                ? vertx.timer(PROPAGATION_MILLIS).compose(late -> examine(bucket, tries - 1))
                                : Future.failedFuture(failure));
    }

    /**
     * Asks every partition for its end, which succeeds once its leader serves it. Appending sooner can cost 30 s: if the
     * leader refuses a producer's very first batch and takes the one sent right behind it, the first is out of order
     * for good.
     */
    private Future<Void> awaitLeaders(BucketId bucket, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic(bucket), partition), OffsetSpec.LATEST);
        }
        return admin.listOffsets(ends).mapEmpty();
    }

    private Future<Integer> describe(BucketId bucket) {
        String topic = topic(bucket);
        return admin.describeTopics(List.of(topic))
                .map(found -> found.get(topic).getPartitions().size());
    }

    private Future<Void> checkSettings(BucketId bucket) {
        ConfigResource resource =
                new ConfigResource(org.apache.kafka.common.config.ConfigResource.Type.TOPIC, topic(bucket));
        return admin.describeConfigs(List.of(resource)).compose(found -> {
            Map<String, String> actual = found.values().iterator().next().getEntries().stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(ConfigEntry::getName, ConfigEntry::getValue));
            List<String> wrong = Buckets.topicSettings(settings.minInSync()).entrySet().stream()
                    .filter(wanted -> !wanted.getValue().equals(actual.get(wanted.getKey())))
                    .map(wanted -> wanted.getKey() + " should be " + wanted.getValue())
                    .sorted()
                    .toList();
            if (wrong.isEmpty()) {
                return Future.succeededFuture();
            }
            LOG.atError()
                    .addKeyValue("bucket", bucket)
                    .addKeyValue("reason", wrong)
                    .log("a bucket's topic is set up so that chunks could get lost: nothing is written to it");
            return Future.failedFuture(new Problem(ProblemCode.INTERNAL, "a bucket is set up wrongly"));
        });
    }
}
