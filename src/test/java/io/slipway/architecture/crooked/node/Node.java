package io.slipway.architecture.crooked.node;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import picocli.CommandLine;

final class Node {
    private Node() {}

    static final class Rightly {
        String start(Future<String> future) {
            return future.await();
        }
    }

    static final class Member {
        HazelcastInstance members;
    }

    static final class Asker {
        CommandLine line;
    }
}
