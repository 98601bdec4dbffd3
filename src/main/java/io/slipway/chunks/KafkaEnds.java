package io.slipway.chunks;

import io.slipway.model.BucketId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Where partitions ended a moment ago. Whoever begins an upload needs an offset that none of its chunks will be below; an
 * older end is as right as the newest, and costs nothing but a longer look through the log should Redis be lost. So the brokers
 * are asked once for all who want to know within {@link #FRESH_NANOS}. Safe for use by threads.
 */
final class KafkaEnds {
    /** How old an end may be, ns. */
    static final long FRESH_NANOS = 1_000_000_000;

    /** Partitions that are remembered. */
    static final int REMEMBERED = 1024;

    private final BiFunction<BucketId, Integer, Future<Long>> ask;
    private final LongSupplier nanos;
    private final Map<Place, Known> ends = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Place(BucketId bucket, int partition) {}

    /** @param asked when, so that the end is no older than that */
    private record Known(Future<Long> end, long asked) {}

    /**
     * @param ask the brokers
     * @param nanos as {@code System.nanoTime}
     */
    KafkaEnds(BiFunction<BucketId, Integer, Future<Long>> ask, LongSupplier nanos) {
        this.ask = ask;
        this.nanos = nanos;
    }

    /** The offset that the next chunk gets, or one that it would have got up to a second ago. */
    Future<Long> end(BucketId bucket, int partition) {
        Place place = new Place(bucket, partition);
        long now = nanos.getAsLong();
        synchronized (ends) {
            Known known = ends.get(place);
            if (known != null && now - known.asked < FRESH_NANOS && !known.end.failed()) {
                return known.end;
            }
            Future<Long> end = ask.apply(bucket, partition);
            ends.remove(place);
            ends.put(place, new Known(end, now));
            return end;
        }
    }

    /** A chunk got this offset just now. */
    void appended(BucketId bucket, int partition, long offset) {
        Place place = new Place(bucket, partition);
        synchronized (ends) {
            Known known = ends.get(place);
            if (known != null && known.end.succeeded() && known.end.result() <= offset) {
                ends.put(place, new Known(Future.succeededFuture(offset + 1), known.asked));
            }
        }
    }

    /** A bucket was dropped, or what was known of it was wrong. */
    void forget(BucketId bucket) {
        synchronized (ends) {
            ends.keySet().removeIf(place -> place.bucket.equals(bucket));
        }
    }
}
