package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Room;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotas are kept to, whatever happens at once or is lost. */
class RoomIT extends LivingCatalog {
    private Future<Room.Reserved> reserve(String guest, long bytes, boolean lasting) {
        return bus.request(
                Room.RESERVE,
                new Room.Reserve(guest, List.of(new Room.Wanted(random.fileId(), bytes)), 60_000, lasting));
    }

    private Problem refusal(Future<?> future) throws Exception {
        try {
            throw new AssertionError("granted: " + await(future));
        } catch (Problem problem) {
            return problem;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fiftyAtOnceDoNotExceedAQuota(boolean lasting) throws Exception {
        ahead.set(0);
        String guest = "guest " + lasting;
        List<Future<Room.Reserved>> wishes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            wishes.add(reserve(guest, 100, lasting));
        }
        int granted = 0;
        for (Future<Room.Reserved> wish : wishes) {
            ProblemCode code = code(wish);
            assertThat(code).isIn(null, ProblemCode.QUOTA_EXCEEDED);
            granted += code == null ? 1 : 0;
        }
        assertThat(granted).isEqualTo(10);
        assertThat(refusal(reserve(guest, 1, lasting)).details())
                .containsEntry("limit", 1000)
                .containsEntry("used", 1000)
                .containsEntry("wanted", 1);
        assertThat(code(reserve("somebody else " + lasting, 1000, lasting))).isNull();
    }

    @Test
    void quotasAreKeptToTheByte() throws Exception {
        ahead.set(0);
        assertThat(code(reserve("a", 1001, true))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        assertThat(code(reserve("a", 999, true))).isNull();
        assertThat(code(reserve("a", 2, false))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        assertThat(code(reserve("a", 1, false))).isNull();
        assertThat(code(reserve("a", 0, true))).isNull();
        assertThat(code(reserve(null, 5_001, true))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        assertThat(code(reserve(null, 5_000, false))).isNull();
    }

    @Test
    void whatAGuestKeepsCountsUntilItIsGone_alsoAfterRedisWasEmptied() throws Exception {
        ahead.set(0);
        Token upload = Token.random(random);
        Catalog.CreateShare wish = wish(random.shareId(), random.fileId(), "mine", upload);
        Room.Wanted file = new Room.Wanted(wish.files().get(0).id(), 700);
        Room.Wanted never = new Room.Wanted(random.fileId(), 200);
        Room.Reserve reserve = new Room.Reserve("tenant", List.of(file, never), 60_000, true);
        assertThat(code(bus.request(Room.RESERVE, reserve))).isNull();
        assertThat(code(bus.request(Room.RESERVE, reserve))).isNull();
        assertThat(code(bus.request(Catalog.CREATE, wish))).isNull();
        assertThat(code(bus.request(Room.RELEASE, new Room.Release("tenant", List.of(file.file(), never.file())))))
                .isNull();

        emptyRedis();

        assertThat(refusal(reserve("tenant", 301, true)).details()).containsEntry("used", 700);
        assertThat(code(reserve("tenant", 299, false))).isNull();

        ahead.set(DAY + 2 * HOUR);
        assertThat(sweep().removed()).isPositive();
        assertThat(code(reserve("tenant", 701, true))).isNull();
    }

    @Test
    void roomThatIsGivenBackIsFreeAtOnce() throws Exception {
        ahead.set(0);
        for (boolean lasting : new boolean[] {true, false}) {
            Room.Wanted file = new Room.Wanted(random.fileId(), 1000);
            assertThat(code(bus.request(Room.RESERVE, new Room.Reserve("leaving", List.of(file), 60_000, lasting))))
                    .isNull();
            assertThat(code(reserve("leaving", 1, lasting))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
            assertThat(code(bus.request(Room.RELEASE, new Room.Release("leaving", List.of(file.file())))))
                    .isNull();
        }
        assertThat(code(reserve("leaving", 1000, false))).isNull();
    }

    @Test
    void roomThatNobodyCameForIsFreeAgain() throws Exception {
        ahead.set(0);
        assertThat(code(reserve("gone", 1000, true))).isNull();
        assertThat(code(reserve("gone", 1, true))).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
        ahead.set(DAY + 2 * HOUR);
        assertThat(sweep().removed()).isPositive();
        assertThat(code(reserve("gone", 1000, true))).isNull();
    }

    /** Waits until the view is whole again. */
    private void emptyRedis() throws Exception {
        assertThat(redis("FLUSHALL").toString()).isEqualTo("OK");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (code(reserve("anybody", 0, false)) == ProblemCode.UNAVAILABLE) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
