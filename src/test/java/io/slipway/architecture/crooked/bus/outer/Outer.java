package io.slipway.architecture.crooked.bus.outer;

import io.slipway.architecture.crooked.bus.inner.Inner;

public final class Outer {
    private Outer() {}

    public static final class Trip {
        Inner.Round back;
    }
}
