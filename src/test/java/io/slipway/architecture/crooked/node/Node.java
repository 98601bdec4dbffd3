package io.slipway.architecture.crooked.node;

import io.vertx.core.Future;
import picocli.CommandLine;

final class Node {
    private Node() {}

    static final class Rightly {
        String start(Future<String> future) {
            return future.await();
        }
    }

    static final class Asker {
        CommandLine line;
    }
}
