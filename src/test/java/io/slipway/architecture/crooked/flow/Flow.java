package io.slipway.architecture.crooked.flow;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

final class Flow {
    private Flow() {}

    static final class Rightly {
        Buffer bytes;
    }

    static final class Wet {
        Vertx vertx;
    }
}
