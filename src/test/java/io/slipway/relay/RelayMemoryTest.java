package io.slipway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.relay.RelayMemory.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayMemoryTest {
    private static final long ALL = 48L << 20;

    @Test
    void aFewHaveTheLargestWindow() {
        RelayMemory memory = new RelayMemory(ALL);
        for (int i = 0; i < 20; i++) {
            Part part = memory.open();
            part.adjust(0);
            assertThat(part.window()).isEqualTo(RelayMemory.MAX_WINDOW);
        }
    }

    @Test
    void thereAreSoManyParts_notOneMore() {
        RelayMemory memory = new RelayMemory(ALL);
        List<Part> parts = new ArrayList<>();
        for (Part part = memory.open(); part != null; part = memory.open()) {
            parts.add(part);
            part.adjust(0);
            assertThat(memory.bytes()).isLessThanOrEqualTo(ALL);
        }
        assertThat(parts).hasSize((int) (ALL / 2 / RelayMemory.MIN_WINDOW));
        parts.get(0).close();
        parts.get(0).close();
        assertThat(memory.open()).isNotNull();
        assertThat(memory.open()).isNull();
    }

    @Test
    void whoHasMuchOutstandingKeepsIt_untilItIsTaken() {
        RelayMemory memory = new RelayMemory(2L << 20);
        Part first = memory.open();
        first.adjust(0);
        long alone = first.window();
        Part second = memory.open();
        second.adjust(0);
        first.adjust(alone);
        assertThat(first.window()).isEqualTo(alone);
        first.adjust(0);
        assertThat(first.window()).isLessThan(alone);
        second.adjust(0);
        assertThat(second.window()).isEqualTo(first.window());
    }

    @Test
    void theLeastMemoryHasOneStream() {
        RelayMemory memory = new RelayMemory(RelayMemory.MIN_BYTES);
        assertThat(memory.open()).isNotNull();
        assertThat(memory.open()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverComesAndGoes_theSumHolds(long seed) {
        Random random = new Random(seed);
        long bytes = RelayMemory.MIN_BYTES + random.nextInt(32 << 20);
        RelayMemory memory = new RelayMemory(bytes);
        Map<Part, Long> parts = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int turn = random.nextInt(10);
            if (turn == 0) {
                Part part = memory.open();
                if (part != null) {
                    parts.put(part, 0L);
                }
            } else if (!parts.isEmpty()) {
                Part part = new ArrayList<>(parts.keySet()).get(random.nextInt(parts.size()));
                if (turn == 1) {
                    part.close();
                    parts.remove(part);
                } else {
                    part.adjust(parts.get(part));
                    assertThat(part.window())
                            .isBetween((long) RelayMemory.MIN_WINDOW, (long) RelayMemory.MAX_WINDOW)
                            .isGreaterThanOrEqualTo(parts.get(part));
                    parts.put(part, (long) random.nextInt((int) part.window() + 1));
                }
            }
            assertThat(memory.bytes()).isBetween(0L, bytes);
        }
        parts.keySet().forEach(Part::close);
        assertThat(memory.bytes()).isZero();
    }
}
