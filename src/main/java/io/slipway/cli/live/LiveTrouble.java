package io.slipway.cli.live;

/** A node said no, or nothing: with the code it gave, {@code OFFLINE} if it can't be talked to, {@code BAD_ANSWER} if it isn't one. */
public final class LiveTrouble extends Exception {
    /** There is no connection, or none any more. */
    public static final String OFFLINE = "OFFLINE";
    /** The peer isn't known any more: it has to come as a new one. */
    public static final String UNKNOWN_PEER = "UNKNOWN_PEER";
    /** What answers isn't a node. */
    public static final String BAD_ANSWER = "BAD_ANSWER";

    private static final long serialVersionUID = 1L;

    private final String code;

    LiveTrouble(String code, String why) {
        super(code + ": " + why);
        this.code = code;
    }

    /** As on the wire, and never renamed. */
    public String code() {
        return code;
    }
}
