package io.slipway.chunks;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.apache.kafka.common.serialization.Serializer;

/** Hands the producer the array a buffer is made of, if it is made of exactly one; else a copy. */
final class KafkaChunkBytes implements Serializer<Buffer> {
    @Override
    public byte[] serialize(String topic, Buffer chunk) {
        if (chunk instanceof BufferInternal whole) {
            var bytes = whole.getByteBuf();
            if (bytes.hasArray()
                    && bytes.arrayOffset() == 0
                    && bytes.readerIndex() == 0
                    && bytes.array().length == bytes.readableBytes()) {
                return bytes.array();
            }
        }
        return chunk.getBytes();
    }
}
