package io.slipway.protocol;

import io.slipway.bus.FrameAddress;
import io.slipway.model.PeerId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/** Sealed chunks on their way between two peers of which each has a bulk socket, at any nodes. */
public final class Relay {
    /** The turn of what is plugged in without a ticket: nobody looks for it, nor takes it for a peer's bulk socket. */
    public static final int UNLISTED = 0;

    private Relay() {}

    /** Where a node takes frames from other nodes, as {@link RelayParcel}s. */
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

    /** Why a node takes nothing of what another node sent. */
    public enum Refusal {
        /** It ends before its frame begins. */
        TRUNCATED,
        /** It is longer than any frame. */
        OVERLONG,
        /** It is no frame, or none that nodes send each other. */
        MALFORMED,
        /** It is for a peer that has no bulk socket here. */
        NO_SOCKET,
        /** It is for a stream that its peer doesn't have, nor had lately. */
        UNKNOWN_STREAM,
        /** It is for a stream with another peer, or one at another node, or not for the role its peer has in it. */
        FOREIGN_STREAM,
        /** It is more than was granted. */
        BEYOND_WINDOW
    }

    /** Why the relay ends a bulk socket. */
    public enum Ending {
        /** Its peer has a newer one, at whichever node. */
        REPLACED,
        /** Its peer is gone. */
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
        Switchboard SHUT = (peer, turn, address, port) -> {
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
         * Plugs in a peer's bulk socket; a former one is ended, or this one if a later one is here already.
         *
         * @param turn of the socket, see {@link Presence.Redeemed}; {@link #UNLISTED} for what isn't one
         * @param address of the client, as it is counted
         */
        Line plug(PeerId peer, int turn, String address, Port port);

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
