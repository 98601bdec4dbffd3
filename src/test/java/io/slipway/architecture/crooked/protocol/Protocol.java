package io.slipway.architecture.crooked.protocol;

import io.slipway.architecture.crooked.model.Model;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

final class Protocol {
    private Protocol() {}

    record Rightly(List<Model.Value> values, byte[] bytes, Buffer buffer, long number) {}

    record Heavy(List<Optional<Vertx>> vertx) {}
}
