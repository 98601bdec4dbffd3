package io.slipway.architecture.crooked.bus.inner;

import io.slipway.architecture.crooked.bus.Bus;

public final class Inner {
    private Inner() {}

    public static final class Trip {
        Bus.Round back;
    }
}
