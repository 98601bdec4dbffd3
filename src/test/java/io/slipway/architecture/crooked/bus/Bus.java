package io.slipway.architecture.crooked.bus;

import ch.qos.logback.classic.Level;
import io.slipway.architecture.crooked.bus.inner.Inner;
import io.vertx.core.eventbus.EventBus;

public final class Bus {
    private Bus() {}

    static final class Rightly {
        EventBus bus;
    }

    public static final class Round {
        Inner.Trip trip;
    }

    static final class Talkative {
        Level level;
    }
}
