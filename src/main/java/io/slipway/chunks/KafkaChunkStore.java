package io.slipway.chunks;

import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Chunks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks in Kafka: one chunk is one record and one batch of a bucket's topic.
 *
 * <p>Writing and topics go through the Vert.x client, reading through {@link KafkaReaderPool}.
 */
public final class KafkaChunkStore implements ChunkStore {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaChunkStore.class);

    private static final int ADMIN_MILLIS = 15_000;
    private static final int ADMIN_REQUEST_MILLIS = 5_000;
    private static final long CHECK_MILLIS = 3_000;
    /** How long a scan may find nothing at all. */
    private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** How long a scan goes on before others have their turn. */
    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int MAX_SCANS_WAITING = 64;
    private static final long CLOSE_SECONDS = 8;

    private final Vertx vertx;
    private final KafkaChunkSettings settings;
    private final Buckets names;
    private final KafkaAdminClient admin;
    private final KafkaDisks disks;
    private final KafkaBuckets buckets;
    private final KafkaEnds ends;
    private final KafkaAppender appender;
    private final KafkaReaderPool readers;
    private final ExecutorService scans;

    /** Connects when first used; Kafka needn't be there yet. */
    public KafkaChunkStore(Vertx vertx, KafkaChunkSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.names = new Buckets(settings.prefix());
        Properties adminConfig = new Properties();
        adminConfig.putAll(settings.client(Map.of(
                "default.api.timeout.ms", ADMIN_MILLIS,
                "request.timeout.ms", ADMIN_REQUEST_MILLIS,
                "enable.metrics.push", false)));
        AdminClient client = AdminClient.create(adminConfig);
        this.admin = KafkaAdminClient.create(vertx, client);
        this.disks = new KafkaDisks(client);
        this.buckets = new KafkaBuckets(vertx, admin, settings);
        this.ends = new KafkaEnds(this::askEnd, System::nanoTime);
        this.appender = new KafkaAppender(vertx, settings);
        this.readers = new KafkaReaderPool(settings);
        this.scans =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_SCANS_WAITING), task -> {
                    Thread thread = new Thread(task, "chunk-scan");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public Future<ChunkLocation> append(Chunks.Append chunk) {
        int length = chunk.bytes().length();
        if (length < 1) {
            return failed(ProblemCode.CHUNK_TOO_SHORT, "a chunk has at least one byte");
        }
        if (length > MAX_CHUNK_BYTES) {
            return failed(ProblemCode.CHUNK_TOO_LONG, "a chunk has at most " + MAX_CHUNK_BYTES + " bytes");
        }
        if (chunk.note() != null && chunk.note().length > Chunks.MAX_NOTE) {
            return failed(ProblemCode.BAD_REQUEST, "a note has at most " + Chunks.MAX_NOTE + " bytes");
        }
        BucketId bucket = chunk.bucket();
        return answer(checkRoom(length)
                .compose(room -> ready(bucket, chunk.partition()))
                .compose(partition -> appender.append(chunk, buckets.topic(bucket))
                        .onSuccess(location -> ends.appended(bucket, chunk.partition(), location.offset()))
                        .onFailure(failure -> forget(bucket))));
    }

    @Override
    public Future<List<Buffer>> read(Chunks.Read run) {
        List<ChunkLocation> locations = run.locations();
        if (locations.isEmpty() || locations.size() > Chunks.MAX_RUN) {
            return failed(ProblemCode.BAD_REQUEST, "a run has 1 to " + Chunks.MAX_RUN + " chunks");
        }
        return answer(existing(locations).compose(there -> {
            List<Future<List<Buffer>>> parts =
                    KafkaRun.split(run, names).stream().map(readers::read).toList();
            return Future.all(parts).map(all -> {
                List<Buffer> chunks = new ArrayList<>(locations.size());
                parts.forEach(part -> chunks.addAll(part.result()));
                return chunks;
            });
        }));
    }

    @Override
    public Future<Long> end(BucketId bucket, int partition) {
        return answer(ready(bucket, partition).compose(there -> ends.end(bucket, partition)));
    }

    private Future<Long> askEnd(BucketId bucket, int partition) {
        TopicPartition place = new TopicPartition(buckets.topic(bucket), partition);
        return admin.listOffsets(Map.of(place, OffsetSpec.LATEST))
                .onFailure(failure -> forget(bucket))
                .map(found -> found.get(place).getOffset());
    }

    private void forget(BucketId bucket) {
        buckets.forget(bucket);
        ends.forget(bucket);
    }

    @Override
    public Future<Chunks.Scanned> scan(Chunks.Scan scan) {
        var place = new org.apache.kafka.common.TopicPartition(buckets.topic(scan.bucket()), scan.partition());
        return answer(buckets.existing(scan.bucket()).compose(partitions -> {
            if (scan.partition() >= partitions) {
                return Future.failedFuture(KafkaChunkRecord.notFound());
            }
            Promise<Chunks.Scanned> promise = Promise.promise();
            try {
                scans.execute(() -> {
                    try {
                        long began = System.nanoTime();
                        promise.complete(new KafkaScan(
                                        settings,
                                        place,
                                        scan,
                                        began + SCAN_NANOS,
                                        () -> System.nanoTime() - began >= SLICE_NANOS)
                                .run());
                    } catch (RuntimeException | Error e) {
                        promise.fail(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                promise.fail(new Problem(ProblemCode.OVER_CAPACITY, "too many scans wait; try again"));
            }
            return promise.future();
        }));
    }

    @Override
    public Future<Void> drop(BucketId bucket) {
        return answer(buckets.drop(bucket).onComplete(done -> ends.forget(bucket)));
    }

    @Override
    public Future<List<BucketId>> list() {
        return answer(buckets.list());
    }

    /** Makes buckets before they are needed, so that the first chunk in them needn't wait. */
    public Future<Void> ensureAhead(List<BucketId> wanted) {
        return answer(Future.all(wanted.stream().map(buckets::ready).toList()).mapEmpty());
    }

    @Override
    public Future<ComponentHealth> check() {
        return answer(checkRoom(0)
                .compose(room -> admin.describeCluster().timeout(CHECK_MILLIS, TimeUnit.MILLISECONDS))
                .map(cluster -> ComponentHealth.ok())
                .recover(failure -> Future.succeededFuture(health(failure))));
    }

    private static ComponentHealth health(Throwable failure) {
        boolean full = failure instanceof Problem problem && problem.code() == ProblemCode.STORAGE_FULL;
        return full
                ? ComponentHealth.degraded("the disk is full: chunks are refused")
                : ComponentHealth.down("Kafka does not answer");
    }

    private Future<Void> checkRoom(int length) {
        if (settings.usableBytes() == KafkaChunkSettings.ROOM_UNKNOWN) {
            return Future.succeededFuture();
        }
        Future<Long> room = settings.usableBytes() == KafkaChunkSettings.ROOM_OF_BROKERS
                ? Future.succeededFuture(disks.usable())
                : vertx.executeBlocking(() -> settings.usableBytes().getAsLong(), false);
        return room.compose(usable -> {
            if (usable - length < settings.minUsableBytes()) {
                return failed(ProblemCode.STORAGE_FULL, "no room on disk");
            }
            disks.writing(length);
            return Future.succeededFuture();
        });
    }

    private Future<Integer> ready(BucketId bucket, int partition) {
        return buckets.ready(bucket)
                .compose(partitions -> partition < 0 || partition >= partitions
                        ? failed(ProblemCode.BAD_REQUEST, "the bucket has no such partition")
                        : Future.succeededFuture(partition));
    }

    private Future<Void> existing(List<ChunkLocation> locations) {
        Set<BucketId> asked = new LinkedHashSet<>();
        locations.forEach(location -> asked.add(location.bucket()));
        return Future.all(asked.stream().map(buckets::existing).toList()).mapEmpty();
    }

    private static <T> Future<T> failed(ProblemCode code, String message) {
        return Future.failedFuture(new Problem(code, message));
    }

    /** Brings an answer to the caller's context, and a failure into our terms. */
    private <T> Future<T> answer(Future<T> result) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        result.onComplete(done -> context.runOnContext(here -> {
            if (done.succeeded()) {
                promise.complete(done.result());
            } else {
                promise.fail(KafkaProblems.of(done.cause()));
            }
        }));
        return promise.future();
    }

    @Override
    public void close() {
        readers.close();
        scans.shutdownNow();
        try {
            Future.join(appender.close(), admin.close()).await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Kafka's clients did not close in time");
        }
    }
}
