package io.slipway.cli.live;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.seal.Randomness;
import io.slipway.seal.Slp1;
import io.vertx.core.buffer.Buffer;

/**
 * One message of a bulk socket as clients read and write it (the wire document, section 5). Nodes have frames of their own, which this floor
 * doesn't see; a test holds the two together.
 *
 * @param stream whose it is
 * @param position a byte of the sealed file, 0 … 2^53 - 1
 * @param body what follows the head: see {@link Kind}
 */
public record LiveFrame(Kind kind, StreamName stream, long position, Buffer body) {
    /** The most of a file in one frame: a salt, a segment, its tag. */
    public static final int MAX_DATA = Slp1.SALT_BYTES + Slp1.SEALED_SEGMENT_BYTES;
    /** A ticket's raw bytes. */
    static final int TICKET_BYTES = 32;

    static final int HEAD_BYTES = 28;

    private static final int STREAM = 4;
    private static final int POSITION = 20;
    private static final int ID_BYTES = 16;
    private static final int OPEN_BYTES = 2 * ID_BYTES + 2 * Long.BYTES;
    private static final int END = 2 * ID_BYTES;
    private static final long MAX_POSITION = (1L << 53) - 1;

    /** The codes are those of the wire, from 1: their order is never changed. */
    enum Kind {
        /** A ticket. */
        HELLO(TICKET_BYTES, TICKET_BYTES),
        /** Nothing. */
        READY(0, 0),
        /** Peer, file, end, limit. */
        OPEN(OPEN_BYTES, OPEN_BYTES),
        /** Bytes of the file. */
        DATA(1, MAX_DATA),
        /** Nothing: the position is the limit. */
        GRANT(0, 0),
        /** Nothing. */
        RESUME(0, 0),
        /** A cause. */
        CLOSE(Short.BYTES, Short.BYTES);

        private final int least;
        private final int most;

        Kind(int least, int most) {
            this.least = least;
            this.most = most;
        }

        private boolean beginsChunk() {
            return this == OPEN || this == RESUME;
        }
    }

    /** A stream's 16 bytes. */
    public record StreamName(long high, long low) {
        static final StreamName NONE = new StreamName(0, 0);

        /** One that no other stream has. */
        public static StreamName random(Randomness random) {
            Buffer name = Buffer.buffer(random.bytes(2 * Long.BYTES));
            return new StreamName(name.getLong(0), name.getLong(Long.BYTES));
        }
    }

    /** @throws IllegalArgumentException if it isn't one, to the last byte */
    static LiveFrame parse(Buffer bytes) {
        need(bytes.length() >= HEAD_BYTES, "shorter than any frame");
        int code = bytes.getByte(0);
        need(code >= 1 && code <= Kind.values().length, "no such frame");
        Kind kind = Kind.values()[code - 1];
        need(bytes.getByte(1) == 0 && bytes.getShort(2) == 0, "unknown flags");
        int length = bytes.length() - HEAD_BYTES;
        need(length >= kind.least && length <= kind.most, "a frame of another length");
        StreamName stream = new StreamName(bytes.getLong(STREAM), bytes.getLong(STREAM + Long.BYTES));
        need(stream.equals(StreamName.NONE) == (kind == Kind.HELLO || kind == Kind.READY), "a stream, or none");
        LiveFrame frame =
                new LiveFrame(kind, stream, position(bytes, POSITION), bytes.slice(HEAD_BYTES, bytes.length()));
        frame.check();
        return frame;
    }

    private void check() {
        need(!stream.equals(StreamName.NONE) || position == 0, "a position where none belongs");
        need(!kind.beginsChunk() || position % Slp1.SEALED_CHUNK_BYTES == 0, "not the start of a chunk");
        need(kind != Kind.DATA || position + body.length() <= MAX_POSITION, "data beyond the last position");
        need(kind != Kind.OPEN || end() > position && limit() >= 0, "an empty range");
    }

    private static long position(Buffer bytes, int at) {
        long position = bytes.getLong(at);
        need(position >= 0 && position <= MAX_POSITION, "a position there can't be");
        return position;
    }

    private static void need(boolean met, String why) {
        if (!met) {
            throw new IllegalArgumentException(why);
        }
    }

    /** What begins a bulk socket. @param ticket {@link #TICKET_BYTES} bytes */
    static LiveFrame hello(byte[] ticket) {
        return new LiveFrame(Kind.HELLO, StreamName.NONE, 0, Buffer.buffer(ticket));
    }

    /**
     * A receiver wants a range of a file.
     *
     * @param from its first byte: the start of a chunk
     * @param end the first byte after it
     * @param limit that the sender may send below
     */
    public static LiveFrame open(StreamName stream, long from, PeerId sender, FileId file, long end, long limit) {
        Buffer body = Buffer.buffer(OPEN_BYTES)
                .appendBytes(sender.bytes())
                .appendBytes(file.bytes())
                .appendLong(end)
                .appendLong(limit);
        return new LiveFrame(Kind.OPEN, stream, from, body);
    }

    /** @param bytes 1 … {@link #MAX_DATA} of them */
    public static LiveFrame data(StreamName stream, long position, Buffer bytes) {
        return new LiveFrame(Kind.DATA, stream, position, bytes);
    }

    static LiveFrame grant(StreamName stream, long limit) {
        return new LiveFrame(Kind.GRANT, stream, limit, Buffer.buffer(0));
    }

    /** @param from the start of a chunk */
    static LiveFrame resume(StreamName stream, long from) {
        return new LiveFrame(Kind.RESUME, stream, from, Buffer.buffer(0));
    }

    /** @param position last that was taken, or sent */
    static LiveFrame close(StreamName stream, long position, StreamCause cause) {
        return new LiveFrame(
                Kind.CLOSE, stream, position, Buffer.buffer(Short.BYTES).appendShort((short) cause.code()));
    }

    /** Of an OPEN: the sender; where it reaches the sender, the receiver. */
    PeerId peer() {
        return PeerId.of(body.getBytes(0, ID_BYTES));
    }

    /** Of an OPEN: which file. */
    FileId file() {
        return FileId.of(body.getBytes(ID_BYTES, 2 * ID_BYTES));
    }

    /** Of an OPEN: the first byte after the range. */
    long end() {
        return position(body, END);
    }

    /** Of an OPEN: how far the sender may send. */
    long limit() {
        return position(body, END + Long.BYTES);
    }

    /** Of a CLOSE. */
    StreamCause cause() {
        return StreamCause.of(body.getUnsignedShort(0));
    }

    /** The bytes of it, a fresh buffer. */
    Buffer toBuffer() {
        return Buffer.buffer(HEAD_BYTES + body.length())
                .appendByte((byte) (kind.ordinal() + 1))
                .appendByte((byte) 0)
                .appendShort((short) 0)
                .appendLong(stream.high)
                .appendLong(stream.low)
                .appendLong(position)
                .appendBuffer(body);
    }

    /** Without what it carries: that may be a ticket. */
    @Override
    public String toString() {
        return kind + " at " + position + ", " + body.length() + " bytes";
    }
}
