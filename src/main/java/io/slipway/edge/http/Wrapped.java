package io.slipway.edge.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Arrays as buffers without a copy; the buffer's methods would each take one. */
final class Wrapped {
    private Wrapped() {}

    /** @param bytes handed over */
    static Buffer buffer(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** The bytes of a buffer: its own array where it is made of exactly one, else a copy. For reading only. */
    static byte[] bytes(Buffer buffer) {
        var bytes = ((BufferInternal) buffer).getByteBuf();
        boolean whole = bytes.hasArray()
                && bytes.arrayOffset() == 0
                && bytes.readerIndex() == 0
                && bytes.array().length == bytes.readableBytes();
        return whole ? bytes.array() : buffer.getBytes();
    }
}
