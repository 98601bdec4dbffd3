package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ShareId;
import io.slipway.seal.Randomness;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalNewsTest {
    private final Randomness random = Randomness.of(new SecureRandom());
    private final List<ShareId> told = new ArrayList<>();
    private final List<Runnable> pauses = new ArrayList<>();
    private final ArrivalNews news = new ArrivalNews(told::add, (millis, what) -> {
        assertThat(millis).isEqualTo(ArrivalNews.PAUSE_MILLIS);
        pauses.add(what);
    });

    private void pausesEnd() {
        List<Runnable> ended = List.copyOf(pauses);
        pauses.clear();
        ended.forEach(Runnable::run);
    }

    @Test
    void theFirstIsToldAtOnce_manyMoreOnceAfterThePause() {
        ShareId share = random.shareId();
        for (int i = 0; i < 50; i++) {
            news.stored(List.of(share));
        }
        assertThat(told).containsExactly(share);

        pausesEnd();
        assertThat(told).containsExactly(share, share);

        pausesEnd();
        pausesEnd();
        assertThat(told).hasSize(2);
        assertThat(pauses).isEmpty();
    }

    @Test
    void sharesDoNotWaitForEachOther() {
        ShareId one = random.shareId();
        ShareId other = random.shareId();
        news.stored(List.of(one, other));
        news.stored(List.of(other));
        pausesEnd();
        assertThat(told).containsExactly(one, other, other);
    }
}
