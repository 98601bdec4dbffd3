package io.slipway.seal;

import java.util.SplittableRandom;

/** The same bytes for the same seed. For tests only: nothing sealed with it is secret. */
final class SeededRandomness implements Randomness {
    private final SplittableRandom random;

    SeededRandomness(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public synchronized void fill(byte[] target) {
        random.nextBytes(target);
    }
}
