package io.slipway.cli.bench;

import java.io.IOException;
import java.util.Random;

/**
 * Which ranges of a source are asked for, in what order: first each once, shuffled; then all over again in the same order. What
 * each adds up to is known beforehand, so that checking costs no more than the sum.
 */
final class RangePlan {
    private final int count;
    private final int length;
    private final int[] order;
    private final long[] crcs;

    /**
     * @param size of the file, bytes
     * @param length of a range, bytes; ranges begin at its multiples
     * @param count of ranges to ask for
     */
    RangePlan(SourceFile source, long size, int length, int count, long seed) throws IOException {
        this.count = count;
        this.length = length;
        order = new int[(int) (size / length)];
        crcs = new long[order.length];
        Random random = new Random(seed);
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
            crcs[i] = source.crc((long) i * length, length);
        }
    }

    /** As many ranges as there are, each once. */
    static RangePlan once(SourceFile source, long size, int length, int most, long seed) throws IOException {
        return new RangePlan(source, size, length, (int) Math.min(most, size / length), seed);
    }

    int count() {
        return count;
    }

    /** Where the range of a piece of work begins, in lengths. */
    int step(int number) {
        return order[number % order.length];
    }

    /** CRC-32C of it. */
    long crc(int number) {
        return crcs[step(number)];
    }

    /** {@code Range} of it. */
    String header(int number) {
        long from = (long) step(number) * length;
        return "bytes=" + from + "-" + (from + length - 1);
    }

    int length() {
        return length;
    }
}
