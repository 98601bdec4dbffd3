package io.slipway.protocol;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.RelayFrame.BadFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Hello;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Ready;
import io.slipway.protocol.RelayFrame.Resume;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.buffer.Buffer;

/** Frames to bytes and back, as the table at {@link RelayFrame} has it. */
final class FrameBytes {
    private static final byte HELLO = 1;
    private static final byte READY = 2;
    private static final byte OPEN = 3;
    private static final byte DATA = 4;
    private static final byte GRANT = 5;
    private static final byte RESUME = 6;
    private static final byte CLOSE = 7;

    private static final int ZEROS = 1;
    private static final int STREAM = 4;
    private static final int POSITION = 20;
    private static final int BODY = RelayFrame.HEAD_BYTES;
    private static final int ID_BYTES = 16;
    private static final int OPEN_BYTES = 2 * ID_BYTES + 2 * Long.BYTES;

    private FrameBytes() {}

    static RelayFrame parse(Buffer buffer) {
        int length = buffer.length() - BODY;
        need(length >= 0 && length <= RelayFrame.MAX_DATA, "a frame of so many bytes");
        need(buffer.getByte(ZEROS) == 0 && buffer.getShort(ZEROS + 1) == 0, "unknown flags");
        StreamId stream = new StreamId(buffer.getLong(STREAM), buffer.getLong(STREAM + Long.BYTES));
        long position = position(buffer, POSITION);
        byte type = buffer.getByte(0);
        need((type == HELLO || type == READY) == stream.equals(StreamId.NONE), "a stream where none belongs, or none");
        return switch (type) {
            case HELLO -> {
                exactly(length, RelayFrame.TICKET_BYTES);
                need(position == 0, "a position where none belongs");
                yield new Hello(buffer.slice(BODY, BODY + length));
            }
            case READY -> {
                exactly(length, 0);
                need(position == 0, "a position where none belongs");
                yield new Ready();
            }
            case OPEN -> {
                exactly(length, OPEN_BYTES);
                yield open(buffer, stream, position);
            }
            case DATA -> {
                need(length > 0, "no data");
                need(position + length <= RelayFrame.MAX_POSITION, "data beyond the last position");
                yield new Data(stream, position, buffer.slice(BODY, BODY + length));
            }
            case GRANT -> {
                exactly(length, 0);
                yield new Grant(stream, position);
            }
            case RESUME -> {
                exactly(length, 0);
                need(position % RelayFrame.CHUNK_BYTES == 0, "not the start of a chunk");
                yield new Resume(stream, position);
            }
            case CLOSE -> {
                exactly(length, Short.BYTES);
                yield new Close(stream, position, buffer.getUnsignedShort(BODY));
            }
            default -> throw new BadFrame("no such type");
        };
    }

    private static Open open(Buffer buffer, StreamId stream, long position) {
        need(position % RelayFrame.CHUNK_BYTES == 0, "not the start of a chunk");
        int at = BODY;
        PeerId peer = PeerId.of(buffer.getBytes(at, at += ID_BYTES));
        FileId file = FileId.of(buffer.getBytes(at, at += ID_BYTES));
        long end = position(buffer, at);
        long limit = position(buffer, at + Long.BYTES);
        need(end > position, "an empty range");
        return new Open(stream, position, peer, file, end, limit);
    }

    private static long position(Buffer buffer, int at) {
        long position = buffer.getLong(at);
        need(position >= 0 && position <= RelayFrame.MAX_POSITION, "a position there can't be");
        return position;
    }

    private static void exactly(int length, int wanted) {
        need(length == wanted, "a frame of this type has another length");
    }

    private static void need(boolean met, String why) {
        if (!met) {
            throw new BadFrame(why);
        }
    }

    static Buffer write(RelayFrame frame) {
        if (frame instanceof Hello hello) {
            return head(HELLO, StreamId.NONE, 0, RelayFrame.TICKET_BYTES).appendBuffer(hello.ticket());
        }
        if (frame instanceof Open open) {
            return head(OPEN, open.stream(), open.position(), OPEN_BYTES)
                    .appendBytes(open.peer().bytes())
                    .appendBytes(open.file().bytes())
                    .appendLong(open.end())
                    .appendLong(open.limit());
        }
        if (frame instanceof Data data) {
            return head(DATA, data.stream(), data.position(), data.bytes().length())
                    .appendBuffer(data.bytes());
        }
        if (frame instanceof Grant grant) {
            return head(GRANT, grant.stream(), grant.limit(), 0);
        }
        if (frame instanceof Resume resume) {
            return head(RESUME, resume.stream(), resume.position(), 0);
        }
        if (frame instanceof Close close) {
            return head(CLOSE, close.stream(), close.position(), Short.BYTES).appendUnsignedShort(close.cause());
        }
        return head(READY, StreamId.NONE, 0, 0);
    }

    /** @param body how many bytes will follow: a buffer that has to grow is copied */
    private static Buffer head(byte type, StreamId stream, long position, int body) {
        return Buffer.buffer(RelayFrame.HEAD_BYTES + body)
                .appendByte(type)
                .appendByte((byte) 0)
                .appendShort((short) 0)
                .appendLong(stream.high())
                .appendLong(stream.low())
                .appendLong(position);
    }
}
