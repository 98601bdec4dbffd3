package io.slipway.chunks;

import io.slipway.model.FileId;
import java.util.Arrays;

/**
 * Remembers roughly which chunks were used, so that only what is used again is copied: two sets of bits, each chunk two of
 * them; when the newer set has taken {@value #GENERATION} chunks the older one is forgotten. May take a chunk for another
 * now and then, which costs a copy; never forgets one of the last {@value #GENERATION}. Pure; not thread-safe.
 */
final class SecondUse {
    /** Chunks in a set before the next one begins. */
    static final int GENERATION = 1 << 16;

    /** Bits of one set: 128 KiB, so that of those that weren't used one in sixty looks as if it had been. */
    private static final int BITS = 1 << 20;

    private static final int HALF = 32;

    private long[] newer = new long[BITS / Long.SIZE];
    private long[] older = new long[BITS / Long.SIZE];
    private int taken;

    /** Notes a use. @return whether it is known to have been used before */
    boolean again(FileId file, long chunk) {
        long hash = mix(mix(file.text().hashCode()) + chunk);
        int one = (int) hash & (BITS - 1);
        int two = (int) (hash >>> HALF) & (BITS - 1);
        if (has(newer, one, two)) {
            return true;
        }
        boolean before = has(older, one, two);
        if (taken == GENERATION) {
            long[] free = older;
            older = newer;
            newer = free;
            Arrays.fill(newer, 0);
            taken = 0;
        }
        newer[one / Long.SIZE] |= 1L << one;
        newer[two / Long.SIZE] |= 1L << two;
        taken++;
        return before;
    }

    private static boolean has(long[] bits, int one, int two) {
        return (bits[one / Long.SIZE] & 1L << one) != 0 && (bits[two / Long.SIZE] & 1L << two) != 0;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
