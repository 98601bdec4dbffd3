package io.slipway.journal;

import java.nio.charset.StandardCharsets;

/**
 * Which partition an entity's records are in. A <em>place</em> is a partition of either topic: those of the journal come
 * first, then those of the keys.
 */
final class Places {
    private static final int JOURNAL = 0;
    private static final int KEYS = 1;

    private final int journal;
    private final int keys;

    Places(int journalPartitions, int keyPartitions) {
        this.journal = journalPartitions;
        this.keys = keyPartitions;
    }

    int size() {
        return journal + keys;
    }

    int of(EntityKey key) {
        int hash = murmur2(key.toString().getBytes(StandardCharsets.US_ASCII)) & 0x7fffffff;
        return key.destroyable() ? journal + hash % keys : hash % journal;
    }

    boolean keys(int place) {
        return place >= journal;
    }

    int partition(int place) {
        return keys(place) ? place - journal : place;
    }

    /** 0 the journal, 1 the keys. */
    int topic(int place) {
        return keys(place) ? KEYS : JOURNAL;
    }

    int at(int topic, int partition) {
        return topic == KEYS ? journal + partition : partition;
    }

    /** How Redis calls it. */
    String field(int place) {
        return (keys(place) ? "k" : "j") + partition(place);
    }

    /** Austin Appleby's MurmurHash2 with the seed of Kafka's own partitioner, so that other tools look in the same place. */
    private static int murmur2(byte[] data) {
        int m = 0x5bd1e995;
        int h = 0x9747b28c ^ data.length;
        int whole = data.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            int k = (data[i] & 0xff)
                    | (data[i + 1] & 0xff) << 8
                    | (data[i + 2] & 0xff) << 16
                    | (data[i + 3] & 0xff) << 24;
            k *= m;
            k ^= k >>> 24;
            h = h * m ^ k * m;
        }
        int tail = 0;
        for (int i = data.length - 1; i >= whole; i--) {
            tail = tail << 8 | (data[i] & 0xff);
        }
        if (data.length > whole) {
            h = (h ^ tail) * m;
        }
        h ^= h >>> 13;
        h *= m;
        return h ^ h >>> 15;
    }
}
