package io.slipway.protocol;

import io.slipway.bus.Address;
import java.time.Duration;

/** What one may ask the sweep. */
public final class Expiry {
    /** Sweeps at once and until nothing is left to do; for tests and operators. */
    public static final Address<SweepNow, SweepReport> SWEEP_NOW =
            Address.local("expiry.sweep-now", SweepNow.class, SweepReport.class, Duration.ofSeconds(120));

    private Expiry() {}

    public record SweepNow() {}

    /**
     * @param removed shares and files that ended
     * @param repaired void records settled
     * @param dropped bucket topics deleted
     * @param moved files that were moved to other buckets
     */
    public record SweepReport(int removed, int repaired, int dropped, int moved) {}
}
