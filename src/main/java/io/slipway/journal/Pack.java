package io.slipway.journal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The little of MessagePack (<a href="https://github.com/msgpack/msgpack/blob/master/spec.md">specification</a>) in which
 * lists go into scripts and into records: arrays, whole numbers, bytes and nothing. Bytes are written in the string formats
 * that the oldest readers know.
 */
final class Pack {
    private static final int NIL = 0xc0;
    private static final int INT64 = 0xd3;
    private static final int STR8 = 0xd9;
    private static final int STR16 = 0xda;
    private static final int STR32 = 0xdb;
    private static final int ARRAY16 = 0xdc;
    private static final int ARRAY32 = 0xdd;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    void array(int length) {
        if (length < 16) {
            out.write(0x90 | length);
        } else if (length < 1 << 16) {
            out.write(ARRAY16);
            number(length, 2);
        } else {
            out.write(ARRAY32);
            number(length, 4);
        }
    }

    void number(long value) {
        if (value >= 0 && value < 128) {
            out.write((int) value);
        } else {
            out.write(INT64);
            number(value, 8);
        }
    }

    void bytes(byte[] value) {
        if (value == null) {
            out.write(NIL);
            return;
        }
        if (value.length < 32) {
            out.write(0xa0 | value.length);
        } else if (value.length < 1 << 16) {
            out.write(STR16);
            number(value.length, 2);
        } else {
            out.write(STR32);
            number(value.length, 4);
        }
        out.write(value, 0, value.length);
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] done() {
        return out.toByteArray();
    }

    private void number(long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    /**
     * Reads one array of numbers ({@link Long}) and bytes, and nothing after it.
     *
     * @throws IllegalArgumentException or {@link java.nio.BufferUnderflowException} if it is anything else
     */
    static List<Object> read(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        int length = readLength(in);
        List<Object> items = new ArrayList<>(Math.min(length, in.remaining()));
        for (int i = 0; i < length; i++) {
            items.add(readItem(in));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("bytes after the array");
        }
        return items;
    }

    private static int readLength(ByteBuffer in) {
        int head = in.get() & 0xff;
        if ((head & 0xf0) == 0x90) {
            return head & 0x0f;
        }
        int length = head == ARRAY16 ? in.getShort() & 0xffff : head == ARRAY32 ? in.getInt() : -1;
        if (length < 0) {
            throw new IllegalArgumentException("not an array");
        }
        return length;
    }

    private static Object readItem(ByteBuffer in) {
        int head = in.get() & 0xff;
        if (head < 128) {
            return (long) head;
        }
        if (head == INT64) {
            return in.getLong();
        }
        int length;
        if ((head & 0xe0) == 0xa0) {
            length = head & 0x1f;
        } else if (head == STR8) {
            length = in.get() & 0xff;
        } else if (head == STR16) {
            length = in.getShort() & 0xffff;
        } else if (head == STR32) {
            length = in.getInt();
        } else {
            throw new IllegalArgumentException("not a number and not bytes");
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("bytes are missing");
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }
}
