package io.slipway.journal;

import io.slipway.model.ComponentHealth;
import java.time.Duration;
import java.util.List;

/** Whether the followers are well. Written on their context; read on any thread. */
final class FollowerHealth {
    private final Places places;
    private final String[] damage;
    private final long[] damagedAt;
    private final long[] readTo;
    private final long[] damagedFrom;
    private boolean upToDate;
    private long unreadable;
    private long clashes;
    private volatile ComponentHealth now = ComponentHealth.down("the journal has not started");

    FollowerHealth(Places places) {
        this.places = places;
        this.damage = new String[places.size()];
        this.damagedAt = new long[places.size()];
        this.readTo = new long[places.size()];
        this.damagedFrom = new long[places.size()];
    }

    ComponentHealth now() {
        return now;
    }

    void read(int place, long next, List<LogRecord> records) {
        for (LogRecord record : records) {
            if (record.kind() == LogRecord.Kind.UNREADABLE && record.offset() >= readTo[place]) {
                unreadable++;
            }
        }
        readTo[place] = Math.max(readTo[place], next);
        if (damage[place] != null && next > damagedFrom[place]) {
            damage[place] = null;
        }
        tell();
    }

    void damaged(int place, String reason) {
        damage[place] = reason;
        damagedAt[place] = System.nanoTime();
        damagedFrom[place] = readTo[place];
        tell();
    }

    /** Whether a damaged log was left alone for that long. */
    boolean mayTry(int place, Duration rest) {
        return damage[place] != null && System.nanoTime() - damagedAt[place] > rest.toNanos();
    }

    void clashes(long count) {
        clashes = count;
        tell();
    }

    void upToDate(boolean is) {
        upToDate = is;
        tell();
    }

    private void tell() {
        now = judge();
    }

    private ComponentHealth judge() {
        for (int place = 0; place < damage.length; place++) {
            if (damage[place] != null) {
                return ComponentHealth.down("log " + places.field(place) + " of the journal " + damage[place]);
            }
        }
        if (!upToDate) {
            return ComponentHealth.down("the view in Redis is being brought up to date");
        }
        if (unreadable > 0) {
            return ComponentHealth.degraded(unreadable + " records of the journal can't be read and count as void");
        }
        if (clashes > 0) {
            return ComponentHealth.degraded(clashes + " entries met a name of another type in Redis");
        }
        return ComponentHealth.ok();
    }
}
