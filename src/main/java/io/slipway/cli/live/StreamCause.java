package io.slipway.cli.live;

/** Why a stream ends. The codes are those of the wire. */
public enum StreamCause {
    DONE,
    CANCELLED,
    /** A bulk socket of the two ended, or there was none. */
    PEER_GONE,
    NOT_ALLOWED,
    /** The sender sent what it wasn't granted, or with a gap. */
    CREDIT_VIOLATION,
    BAD_FRAME,
    NO_SUCH_FILE,
    SOURCE_NOT_SEEKABLE,
    SOURCE_CHANGED,
    /** A node has no room for one more stream, or one of the two has as many as it may. */
    OVER_CAPACITY,
    RATE_LIMITED,
    /** Nothing was taken for two minutes. */
    STALLED,
    REVOKED,
    /** A chunk didn't open. */
    BROKEN,
    NODE_LEAVING;

    /** As on the wire: their order is never changed. */
    int code() {
        return ordinal();
    }

    /** {@link #CANCELLED} for what a later node may know. */
    static StreamCause of(int code) {
        return code >= 0 && code < values().length ? values()[code] : CANCELLED;
    }
}
