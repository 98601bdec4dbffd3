package io.slipway.chunks;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room on the brokers' fullest disk, as they tell it (KIP-827). Nobody waits for the answer: it is a few seconds old, less
 * what was appended from here since; the less there is the sooner they are asked again, since others write as well. Brokers that don't tell, or not to us, count as having room. Safe for use by threads.
 */
final class KafkaDisks {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDisks.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** They are asked again when so many-th of what they told was written from here: eight nodes take half of it then. */
    private static final int PORTION = 16;

    private final Admin admin;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicLong appended = new AtomicLong();
    private volatile long usable = Long.MAX_VALUE;
    private volatile long asked;

    /** @param admin stays the caller's */
    KafkaDisks(Admin admin) {
        this.admin = admin;
        this.asked = System.nanoTime() - FRESH_NANOS;
    }

    /** Bytes that may still be written; {@link Long#MAX_VALUE} if that isn't known. */
    long usable() {
        long known = usable;
        boolean stale = System.nanoTime() - asked >= FRESH_NANOS || appended.get() > known / PORTION;
        if (stale && asking.compareAndSet(false, true)) {
            ask();
        }
        return known == Long.MAX_VALUE ? known : known - appended.get();
    }

    /** So many bytes are about to be written from here. */
    void writing(int bytes) {
        appended.addAndGet(bytes);
    }

    private void ask() {
        long before = appended.get();
        admin.describeCluster()
                .nodes()
                .toCompletionStage()
                .thenCompose(nodes -> admin.describeLogDirs(
                                nodes.stream().map(Node::id).toList())
                        .allDescriptions()
                        .toCompletionStage())
                .whenComplete((disks, failure) -> {
                    if (failure == null) {
                        usable = least(disks.values());
                        appended.addAndGet(-before);
                    } else {
                        LOG.debug("the brokers don't tell how full they are", failure);
                    }
                    asked = System.nanoTime();
                    asking.set(false);
                });
    }

    private static long least(Collection<Map<String, LogDirDescription>> brokers) {
        return brokers.stream()
                .flatMap(folders -> folders.values().stream())
                .mapToLong(folder -> folder.usableBytes().orElse(Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
