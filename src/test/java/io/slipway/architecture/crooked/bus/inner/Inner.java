package io.slipway.architecture.crooked.bus.inner;

import io.slipway.architecture.crooked.bus.outer.Outer;

public final class Inner {
    private Inner() {}

    public static final class Round {
        Outer.Trip trip;
    }
}
