package io.slipway.architecture.crooked.bus;

import ch.qos.logback.classic.Level;
import io.vertx.core.eventbus.EventBus;

public final class Bus {
    private Bus() {}

    static final class Rightly {
        EventBus bus;
    }

    static final class Talkative {
        Level level;
    }
}
