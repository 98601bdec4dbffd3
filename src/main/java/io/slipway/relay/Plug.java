package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A peer's bulk socket and the streams it has part in. */
final class Plug {
    /** Streams of one socket, in whichever role. */
    static final int MAX_STREAMS = 16;
    /** Streams of one socket with the same other peer. */
    static final int MAX_STREAMS_OF_PAIR = 8;
    /** Streams that are remembered, ended ones among them. */
    static final int MAX_REMEMBERED = 1_024;
    /** Bytes of frames without data that may wait for a client to read them. */
    static final int MAX_SAYING = 64 << 10;

    private final PeerId peer;
    private final int turn;
    private final String address;
    private final Relay.Port port;
    private final Map<StreamId, RelayStream> streams = new HashMap<>();
    private int saying;
    private boolean out;

    /**
     * @param turn of the socket among those of its peer; {@link Relay#UNLISTED} for what isn't one
     * @param address of the client, as it is counted
     */
    Plug(PeerId peer, int turn, String address, Relay.Port port) {
        this.peer = peer;
        this.turn = turn;
        this.address = address;
        this.port = port;
    }

    PeerId peer() {
        return peer;
    }

    int turn() {
        return turn;
    }

    /** Whether others look for it by its peer. */
    boolean isListed() {
        return turn != Relay.UNLISTED;
    }

    String address() {
        return address;
    }

    /** Whether nothing may come from here any more. */
    boolean isOut() {
        return out;
    }

    void pull() {
        out = true;
    }

    /** Ends the socket. */
    void close(Relay.Ending why) {
        port.close(why);
    }

    /** Null if there is none, nor was lately. */
    RelayStream stream(StreamId id) {
        return streams.get(id);
    }

    /** All, the ended ones too; may be changed meanwhile. */
    List<RelayStream> streams() {
        return new ArrayList<>(streams.values());
    }

    void add(RelayStream stream) {
        streams.put(stream.id(), stream);
    }

    void forget(long now) {
        streams.values().removeIf(stream -> stream.isForgettable(now));
    }

    /** Whether there is no place for one more stream with this other peer. */
    boolean isFull(PeerId other) {
        int all = 0;
        int same = 0;
        for (RelayStream stream : streams.values()) {
            if (stream.occupies()) {
                all++;
                same += stream.other().equals(other) ? 1 : 0;
            }
        }
        return all >= MAX_STREAMS || same >= MAX_STREAMS_OF_PAIR;
    }

    /** Whether too many streams are remembered to open another. */
    boolean isCrowded() {
        return streams.size() >= MAX_REMEMBERED;
    }

    /** Sends a frame with data. */
    Future<Void> deliver(Buffer frame) {
        return port.deliver(frame);
    }

    /** Sends a frame without data; afterwards {@link #isDeaf} may be so. */
    Future<Void> say(RelayFrame frame) {
        if (out) {
            return Future.succeededFuture();
        }
        Buffer bytes = frame.toBuffer();
        saying += bytes.length();
        return port.deliver(bytes).onComplete(said -> saying -= bytes.length());
    }

    /** Whether more waits for this client than it may let wait. */
    boolean isDeaf() {
        return saying > MAX_SAYING;
    }
}
