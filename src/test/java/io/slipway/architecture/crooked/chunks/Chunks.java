package io.slipway.architecture.crooked.chunks;

import org.apache.kafka.common.TopicPartition;

final class Chunks {
    private Chunks() {}

    static final class Store {
        TopicPartition partition;
    }
}
