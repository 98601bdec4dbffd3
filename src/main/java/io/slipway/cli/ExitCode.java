package io.slipway.cli;

/** How the program ends. A code is never given another meaning. */
public final class ExitCode {
    /** Done; a node was told to stop, and did. */
    public static final int OK = 0;
    /** A fault. */
    public static final int FAULT = 1;
    /** The arguments can't be understood. */
    public static final int USAGE = 2;
    /** The configuration is wrong; what is wrong is printed. */
    public static final int CONFIGURATION = 3;
    /** The node could not start: a port or a folder in use, Kafka or Redis out of reach. */
    public static final int NOT_STARTED = 4;
    /** The node was told to stop and did not within its time. Nothing acknowledged is lost by that. */
    public static final int NOT_STOPPED = 5;

    /** Something that is kept, or that came, isn't what was stored; what it is was printed. */
    public static final int DAMAGED = 6;
    /** The share is unknown, or has ended: expired, deleted, used up. */
    public static final int NOT_FOUND = 7;
    /** The link's key or the password isn't the share's, or is missing. */
    public static final int WRONG_KEY = 8;
    /** The node said no, or a person did, or what was to be sent changed meanwhile; why was printed. */
    public static final int REFUSED = 9;
    /** The node doesn't answer, or has answered nothing useful for too long. */
    public static final int UNREACHABLE = 10;
    /** Ended by a person (SIGINT); what the JVM makes of it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
