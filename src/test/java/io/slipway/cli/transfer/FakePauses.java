package io.slipway.cli.transfer;

import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody waits, or is told to. */
final class FakePauses implements Pauses {
    final List<Long> slept = new ArrayList<>();
    long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void sleep(long nanos) {
        slept.add(nanos);
        now += nanos;
    }

    @Override
    public double chance() {
        return 1;
    }
}
