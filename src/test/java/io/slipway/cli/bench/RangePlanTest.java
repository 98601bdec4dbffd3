package io.slipway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangePlanTest {
    private static final int LENGTH = 1000;

    @TempDir
    Path folder;

    @Test
    void noRangeComesTwiceBeforeEachCameOnce() throws IOException {
        try (SourceFile source = SourceFile.make(folder.resolve("source"), 10_999, 1)) {
            RangePlan plan = new RangePlan(source, source.size, LENGTH, 20, 2);

            int[] first = IntStream.range(0, 10).map(plan::step).toArray();
            assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(IntStream.range(10, 20).map(plan::step).toArray()).isEqualTo(first);
            assertThat(plan.crc(3)).isEqualTo(source.crc((long) first[3] * LENGTH, LENGTH));
            assertThat(plan.header(3)).isEqualTo("bytes=" + first[3] * LENGTH + "-" + (first[3] * LENGTH + 999));
        }
    }

    @Test
    void thereAreNoMoreRangesToFetchOnceThanTheFileHas() throws IOException {
        try (SourceFile source = SourceFile.make(folder.resolve("source"), 10_999, 1)) {
            assertThat(RangePlan.once(source, source.size, LENGTH, 50, 2).count())
                    .isEqualTo(10);
            assertThat(RangePlan.once(source, source.size, LENGTH, 7, 2).count())
                    .isEqualTo(7);
        }
    }
}
