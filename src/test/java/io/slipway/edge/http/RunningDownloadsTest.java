package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ShareId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningDownloadsTest {
    private static final ShareId ONE = ShareId.of(new byte[16]);
    private static final ShareId OTHER =
            ShareId.of("sixteen bytes....".substring(0, 16).getBytes(StandardCharsets.US_ASCII));

    private final RunningDownloads running = new RunningDownloads();

    private static final class Fake implements RunningDownloads.Running {
        private final long stalledSince;
        private boolean cut;
        private boolean revoked;

        private Fake(long stalledSince) {
            this.stalledSince = stalledSince;
        }

        @Override
        public long stalledSince() {
            return stalledSince;
        }

        @Override
        public void cut() {
            cut = true;
        }

        @Override
        public void revoke() {
            revoked = true;
        }
    }

    @Test
    void onlyDownloadsOfTheShareAreRevoked() {
        Fake first = new Fake(Long.MAX_VALUE);
        Fake second = new Fake(Long.MAX_VALUE);
        Fake other = new Fake(Long.MAX_VALUE);
        running.began(ONE, first);
        running.began(ONE, second);
        running.began(OTHER, other);
        running.ended(ONE, second);
        running.revoke(ONE);
        assertThat(first.revoked).isTrue();
        assertThat(second.revoked).isFalse();
        assertThat(other.revoked).isFalse();
    }

    @Test
    void ofTooManyThatStandStillThoseThatDidLongestAreCut() {
        List<Fake> all = new ArrayList<>();
        for (int i = 0; i < RunningDownloads.MAX_STALLED; i++) {
            Fake fake = new Fake(i);
            all.add(fake);
            running.began(ONE, fake);
        }
        running.look(100_000);
        assertThat(all).noneMatch(fake -> fake.cut);
        Fake late = new Fake(50_000);
        running.began(OTHER, late);
        Fake moving = new Fake(Long.MAX_VALUE);
        running.began(OTHER, moving);
        running.look(100_000);
        assertThat(all.get(0).cut).isTrue();
        assertThat(all.subList(1, all.size())).noneMatch(fake -> fake.cut);
        assertThat(late.cut).isFalse();
        assertThat(moving.cut).isFalse();
    }

    @Test
    void aMomentOfStandingStillIsNotCounted() {
        List<Fake> all = new ArrayList<>();
        for (int i = 0; i < 2 * RunningDownloads.MAX_STALLED; i++) {
            Fake fake = new Fake(99_500);
            all.add(fake);
            running.began(ONE, fake);
        }
        running.look(100_000);
        assertThat(all).noneMatch(fake -> fake.cut);
    }

    @Test
    void queuesAreShortInACrowd() {
        for (int i = 1; i < RunningDownloads.CROWD; i++) {
            running.stalled();
        }
        assertThat(running.queueBytes()).isEqualTo(RunningDownloads.QUEUE_BYTES);
        running.stalled();
        assertThat(running.queueBytes()).isEqualTo(RunningDownloads.CROWDED_QUEUE_BYTES);
        running.moves();
        assertThat(running.queueBytes()).isEqualTo(RunningDownloads.QUEUE_BYTES);
    }
}
