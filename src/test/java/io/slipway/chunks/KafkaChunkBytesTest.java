package io.slipway.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.junit.jupiter.api.Test;

class KafkaChunkBytesTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    private static byte[] serialize(Buffer buffer) {
        try (KafkaChunkBytes serializer = new KafkaChunkBytes()) {
            return serializer.serialize("t", buffer);
        }
    }

    @Test
    void anArrayIsHandedOnAsItIs() {
        assertThat(serialize(BufferInternal.buffer(Unpooled.wrappedBuffer(BYTES))))
                .isSameAs(BYTES);
    }

    @Test
    void partOfAnArrayIsCopied() {
        assertThat(serialize(BufferInternal.buffer(Unpooled.wrappedBuffer(BYTES, 1, 3))))
                .containsExactly(2, 3, 4);
        assertThat(serialize(BufferInternal.buffer(Unpooled.wrappedBuffer(BYTES, 0, 3))))
                .containsExactly(1, 2, 3);
        assertThat(serialize(Buffer.buffer(100).appendBytes(BYTES))).containsExactly(1, 2, 3, 4, 5);
        assertThat(serialize(Buffer.buffer(BYTES).slice(2, 5))).containsExactly(3, 4, 5);
    }

    @Test
    void bytesOutsideTheHeapAreCopied() {
        assertThat(serialize(BufferInternal.buffer(Unpooled.directBuffer().writeBytes(BYTES))))
                .containsExactly(1, 2, 3, 4, 5);
    }
}
