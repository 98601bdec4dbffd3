package io.slipway.protocol;

import io.slipway.bus.FrameAddress;
import io.slipway.model.PeerId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/** Sealed chunks on their way between two peers of which each has a bulk socket, at any nodes. */
public final class Relay {
    /** What stands before a frame on its way between nodes: the peer it is for, then the peer it comes from. */
    public static final int PREFIX_BYTES = 32;

    private Relay() {}

    /** Where a node takes frames from other nodes, each with its prefix. */
    public static FrameAddress frames(String node) {
        return FrameAddress.ofNode(node, "relay");
    }

    /** Why a stream ends. The codes are those of the wire; one is never renamed or reused. */
    public enum Cause {
        DONE(0),
        CANCELLED(1),
        /** A bulk socket of the two ended, or there was none. */
        PEER_GONE(2),
        NOT_ALLOWED(3),
        /** The sender sent what it wasn't granted, or with a gap. */
        CREDIT_VIOLATION(4),
        BAD_FRAME(5),
        NO_SUCH_FILE(6),
        SOURCE_NOT_SEEKABLE(7),
        SOURCE_CHANGED(8),
        /** A node has no room for one more stream, or one of the two has as many as it may. */
        OVER_CAPACITY(9),
        RATE_LIMITED(10),
        /** Nothing was taken for two minutes. */
        STALLED(11),
        REVOKED(12),
        /** A chunk didn't open. */
        BROKEN(13),
        NODE_LEAVING(14);

        private final int code;

        Cause(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** Empty for what a later version may know. */
        public static Optional<Cause> of(int code) {
            return Arrays.stream(values()).filter(cause -> cause.code == code).findAny();
        }
    }

    /** Why the relay ends a bulk socket. */
    public enum Ending {
        /** Its peer has a newer one. */
        REPLACED,
        /** Its peer is gone, or at another node now. */
        PEER_LEFT,
        /** A frame that is none, that isn't the client's to send, or for a stream that nobody knows. */
        BAD_FRAME,
        /** Data that wasn't granted. */
        CREDIT_VIOLATION,
        /** Streams opened and ended faster than they are forgotten. */
        TOO_MUCH,
        /** It takes nothing of what it asked for. */
        NOT_READ,
        NODE_LEAVING
    }

    /** A bulk socket, as the relay sees it. Called on any thread. */
    public interface Port {
        /**
         * Sends a frame. The future is done when the connection took it, not when it was handed over, and fails when the socket
         * is closed; one of the two always happens.
         */
        Future<Void> deliver(Buffer frame);

        /** Ends the socket, after what was delivered before. */
        void close(Ending why);
    }

    /** The relay, as a bulk socket sees it. May be called on any thread. */
    public interface Line {
        /**
         * A frame came. The caller doesn't change it any more, nor reads far ahead: the future is done when the relay has dealt
         * with it, and never fails.
         */
        Future<Void> take(Buffer frame);

        /** The socket is closed. */
        void unplug();
    }

    /** Where bulk sockets are plugged in. */
    @FunctionalInterface
    public interface Switchboard {
        /** Closes whatever is plugged in. */
        Switchboard SHUT = (peer, address, port) -> {
            port.close(Ending.PEER_LEFT);
            return new Line() {
                @Override
                public Future<Void> take(Buffer frame) {
                    return Future.succeededFuture();
                }

                @Override
                public void unplug() {
                    // It never was.
                }
            };
        };

        /**
         * Plugs in a peer's bulk socket; a former one is ended.
         *
         * @param address of the client, as it is counted
         */
        Line plug(PeerId peer, String address, Port port);

        /**
         * From now on a peer, which is no client's with a signal socket, may open streams of that other one at that node. May be
         * called on any thread.
         */
        default void introduce(PeerId asker, PeerId other, String node) {
            // Whoever carries nothing needs to know nobody.
        }

        /** It has no more to open. May be called on any thread, and again. */
        default void forget(PeerId asker) {
            // There is nothing to forget.
        }
    }
}
