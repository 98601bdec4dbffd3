package io.slipway.chunks;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/** Between the buffers of Vert.x and those of Java, without a copy. */
final class Buffers {
    private Buffers() {}

    /** @param bytes handed over */
    static Buffer of(ByteBuffer bytes) {
        return BufferInternal.buffer(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes)));
    }

    /** The bytes of a buffer, for reading; whatever becomes of the buffer's own position. */
    static ByteBuffer bytes(Buffer buffer) {
        return ((BufferInternal) buffer).getByteBuf().nioBuffer();
    }
}
