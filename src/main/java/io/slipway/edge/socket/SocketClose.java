package io.slipway.edge.socket;

/** Why a node closes a socket. The codes are those of the wire; one is never renamed or reused. */
public enum SocketClose {
    GOODBYE(4000, "this node is leaving; connect again"),
    NOT_UNDERSTOOD(4400, "not JSON, too deep, or no hello first"),
    NO_TICKET(4401, "the ticket isn't one, was used, or is too old"),
    SILENT(4408, "no message in time"),
    RESUMED(4409, "this peer has another socket now"),
    LOST(4410, "this peer is not known any more; connect again as a new one"),
    TOO_LARGE(4413, "a message is too large"),
    TOO_MUCH(4429, "too much at once"),
    NOT_READ(4503, "too much waits for this client");

    private final int code;
    private final String reason;

    SocketClose(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
