package io.slipway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrewTest {
    @Test
    void eachPieceIsDoneOnce_byAllAtOnce() throws Exception {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger closed = new AtomicInteger();

        Rival.Work work = Crew.run(3, 9, () -> new Crew.Member() {
            @Override
            public long work(int number) throws Exception {
                together.await();
                done.add(number);
                return 10;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });

        assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(work.bytes()).isEqualTo(90);
        assertThat(work.latencies()).hasSize(9).doesNotContain(0);
        assertThat(closed).hasValue(3);
    }

    @Test
    void whatFailsOneFailsAll_asItIs() {
        assertThatThrownBy(() -> Crew.run(2, 5, () -> number -> {
                    throw new IOException("other bytes");
                }))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("other bytes");
    }
}
