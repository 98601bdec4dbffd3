package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the model over many seeds; {@code -Dslipway.model.seeds} and {@code -Dslipway.model.from} for more and for a single
 * one. A failure names its seed.
 */
class FollowerModelTest {
    private static final int STEPS = 2_000;
    private static final int SEEDS = Integer.getInteger("slipway.model.seeds", 1_500);
    private static final int FROM = Integer.getInteger("slipway.model.from", 0);

    /** A flaw that isn't found in so many seeds wouldn't be found by the gate either. */
    private static final int ENOUGH = 4_000;

    @Test
    void holdsWhateverHappens() {
        ModelTally tally = new ModelTally();
        for (int seed = FROM; seed < FROM + SEEDS; seed++) {
            FollowerModel model = new FollowerModel(seed, FollowerModel.Flaw.NONE, tally);
            assertThat(model.run(STEPS)).as("seed %d", seed).isNull();
        }
        System.out.println(SEEDS + " seeds: " + tally);
        if (SEEDS >= 1_000) {
            assertThat(tally.leastOften()).as("each of %s", tally).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsEveryFlaw(FollowerModel.Flaw flaw) {
        String found = null;
        int seed = 0;
        while (found == null && seed < ENOUGH) {
            found = new FollowerModel(seed++, flaw, new ModelTally()).run(STEPS);
        }
        assertThat(found).as("%s in %d seeds", flaw, ENOUGH).isNotNull();
        System.out.printf("%s: seed %d: %s%n", flaw, seed - 1, found);
    }
}
