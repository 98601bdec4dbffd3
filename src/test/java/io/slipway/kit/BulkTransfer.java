package io.slipway.kit;

import io.slipway.model.PeerId;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Random;

/** Sends and takes one stream as clients do, a byte of whose file tells where it stands. */
public final class BulkTransfer {
    /** How far beyond what it took a receiver grants. */
    public static final long CREDIT = 4L << 20;

    /** No divisor of anything in the protocol. */
    private static final int PERIOD = 1_000_003;

    private static final byte[] PATTERN = pattern();

    private BulkTransfer() {}

    private static byte[] pattern() {
        byte[] bytes = new byte[2 * PERIOD];
        new Random(11).nextBytes(bytes);
        System.arraycopy(bytes, 0, bytes, PERIOD, PERIOD);
        return bytes;
    }

    /** A piece of the file at a position, at most {@link RelayFrame#MAX_DATA} bytes. */
    public static Buffer piece(StreamId stream, long position, int length) {
        int from = (int) (position % PERIOD);
        return new RelayFrame.Data(stream, position, Buffer.buffer(Arrays.copyOfRange(PATTERN, from, from + length)))
                .toBuffer();
    }

    private static boolean isRight(RelayFrame.Data data) {
        byte[] bytes = data.bytes().getBytes();
        int from = (int) (data.position() % PERIOD);
        return Arrays.equals(bytes, 0, bytes.length, PATTERN, from, from + bytes.length);
    }

    /**
     * Sends what is opened next, until its end or the other one's.
     *
     * @return how many bytes were sent
     */
    public static long serve(BulkClient sender) {
        RelayFrame.Open open = sender.next(RelayFrame.Open.class);
        long at = open.position();
        long limit = open.limit();
        while (true) {
            while (at < Math.min(limit, open.end())) {
                int length = (int) Math.min(RelayFrame.MAX_DATA, Math.min(limit, open.end()) - at);
                sender.send(piece(open.stream(), at, length));
                at += length;
            }
            if (at == open.end()) {
                return at - open.position();
            }
            RelayFrame heard = sender.next();
            if (heard instanceof RelayFrame.Grant grant && grant.stream().equals(open.stream())) {
                limit = Math.max(limit, grant.limit());
            } else if (heard instanceof RelayFrame.Close) {
                return at - open.position();
            }
        }
    }

    /** Takes a stream that was opened from its first byte on, to its end, granting as it takes. */
    public static void take(BulkClient receiver, StreamId stream, long end) {
        take(receiver, stream, 0, end);
    }

    /** As {@link #take}, when everything before a position was taken. */
    public static void take(BulkClient receiver, StreamId stream, long from, long end) {
        long at = from;
        long granted = from;
        while (at < end) {
            RelayFrame.Data data = receiver.next(RelayFrame.Data.class);
            if (!data.stream().equals(stream) || data.position() != at || !isRight(data)) {
                throw new AssertionError("not the bytes of " + at + ", but of " + data.position());
            }
            at += data.bytes().length();
            if (at - granted > CREDIT / 4) {
                granted = at;
                receiver.send(new RelayFrame.Grant(stream, Math.min(end, at + CREDIT)));
            }
        }
    }

    /** Opens a stream and takes all of it. */
    public static void pull(BulkClient receiver, StreamId stream, PeerId sender, long end) {
        receiver.open(stream, sender, end, CREDIT);
        take(receiver, stream, end);
    }
}
