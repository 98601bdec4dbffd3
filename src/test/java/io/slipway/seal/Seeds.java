package io.slipway.seal;

import java.util.SplittableRandom;

/** Seeds of random tests: another one each time, printed; {@code -Dslipway.seed=…} gives one back to see a failure again. */
final class Seeds {
    private Seeds() {}

    static SplittableRandom of(String test) {
        long seed = Long.getLong("slipway.seed", System.nanoTime());
        System.out.println(test + ": -Dslipway.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
