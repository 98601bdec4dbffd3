package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private static final String LIFE = "life";

    private final Follower follower = new Follower();

    @Test
    void readsFromWhereRedisStands() {
        assertThat(follower.applied()).isEqualTo(-1);
        assertThat(follower.attached(LIFE, 7)).isEqualTo(7);

        List<Follower.Apply> batches = follower.fetched(1, 7, 10, records(7, 9));

        assertThat(batches).containsExactly(new Follower.Apply(1, LIFE, 7, 10, records(7, 9)));
        follower.applied(batches.get(0), done(10));
        assertThat(follower.applied()).isEqualTo(10);
    }

    @Test
    void goesBackToWhereRedisStands_whenRedisIsBehind() {
        long first = follower.attached(LIFE, 7);
        Follower.Apply batch = follower.fetched(1, first, 10, records(7, 9)).get(0);

        follower.applied(batch, new Applied.Behind(3));

        assertThat(follower.state()).isInstanceOf(Follower.State.Lost.class);
        assertThat(follower.fetched(1, 10, 11, records(10))).isEmpty();
        assertThat(follower.attached(LIFE, 3)).isEqualTo(3);
        assertThat(follower.fetched(1, 10, 11, records(10))).as("of before").isEmpty();
        assertThat(follower.fetched(2, 3, 4, records(3))).hasSize(1);
    }

    @Test
    void readsItsOwnUnsettledRecordsAgain_thoughRedisHasThem() {
        long first = follower.attached(LIFE, 0);
        List<Follower.Apply> batches = new ArrayList<>(follower.fetched(1, first, 2, records(0, 1)));
        batches.addAll(follower.fetched(1, 2, 4, records(2, 3)));
        follower.applied(batches.get(0), done(2));
        follower.lost();

        assertThat(follower.attached(LIFE, 9)).isEqualTo(2);
        LogRecord own = own(3);
        assertThat(follower.fetched(
                        2, 2, 9, List.of(records(2).get(0), own, records(4).get(0))))
                .containsExactly(new Follower.Apply(2, LIFE, 9, 9, List.of(own)));
    }

    @Test
    void leavesOutWhatRedisIsKnownToHave() {
        long first = follower.attached(LIFE, 0);
        Follower.Apply batch = follower.fetched(1, first, 1, records(0)).get(0);
        follower.applied(batch, done(5));

        assertThat(follower.fetched(1, 1, 4, records(1, 3))).isEmpty();
        assertThat(follower.fetched(1, 4, 7, records(4, 6)))
                .containsExactly(new Follower.Apply(1, LIFE, 5, 7, records(6)));
    }

    @Test
    void tellsRedisOfAStretchWithoutRecords() {
        long first = follower.attached(LIFE, 5);

        assertThat(follower.fetched(1, first, 8, List.of()))
                .containsExactly(new Follower.Apply(1, LIFE, 5, 8, List.of()));
    }

    @Test
    void cutsBatchesByCountAndBytes() {
        long first = follower.attached(LIFE, 0);
        long[] offsets = new long[Follower.MAX_RECORDS + 1];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i;
        }

        List<Follower.Apply> byCount = follower.fetched(1, first, offsets.length, records(offsets));

        assertThat(byCount).extracting(batch -> batch.records().size()).containsExactly(Follower.MAX_RECORDS, 1);
        assertThat(byCount).extracting(Follower.Apply::from).containsExactly(0L, (long) Follower.MAX_RECORDS);
        assertThat(byCount).extracting(Follower.Apply::next).containsExactly((long) Follower.MAX_RECORDS, (long)
                offsets.length);
        LogRecord large = record(offsets.length, new byte[(int) Follower.MAX_BYTES], -1);
        LogRecord after = record(offsets.length + 1, new byte[1], -1);
        assertThat(follower.fetched(1, offsets.length, offsets.length + 2, List.of(large, after)))
                .hasSize(2);
    }

    @Test
    void isLost_whenTheLogSkipsWhatItWasToRead() {
        long first = follower.attached(LIFE, 5);

        assertThat(follower.fetched(1, first + 1, 9, records(6))).isEmpty();

        assertThat(follower.state()).isInstanceOf(Follower.State.Lost.class);
    }

    @Test
    void staysStoppedUntilItMayTryAgain() {
        long first = follower.attached(LIFE, 5);
        follower.stopped("damaged");
        follower.lost();

        assertThat(follower.state()).isEqualTo(new Follower.State.Stopped("damaged"));
        assertThat(follower.fetched(1, first, 9, records(6))).isEmpty();
        follower.retry();
        assertThat(follower.state()).isInstanceOf(Follower.State.Lost.class);
    }

    private static Applied done(long position) {
        return new Applied.Done(position, List.of(), "");
    }

    private static List<LogRecord> records(long... offsets) {
        List<LogRecord> records = new ArrayList<>();
        for (long offset : offsets) {
            records.add(record(offset, STATE, -1));
        }
        return records;
    }

    private static final byte[] STATE = {1};
    private static final byte[] NONE = {};
    private static final EntityKey KEY = new EntityKey("share", "a");

    private static LogRecord own(long offset) {
        return record(offset, STATE, 1);
    }

    private static LogRecord record(long offset, byte[] state, long number) {
        return new LogRecord(
                offset, 0, KEY, LogRecord.Kind.STATE, -1, false, state, NONE, List.of(), List.of(), number);
    }
}
