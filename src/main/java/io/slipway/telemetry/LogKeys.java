package io.slipway.telemetry;

/** The keys of log lines. A line's message says what, its key-values say to what; there are no other keys than these. */
public final class LogKeys {
    /** An address on the bus, or host:port of a service. */
    public static final String ADDRESS = "address";

    /** A bucket's text form. */
    public static final String BUCKET = "bucket";

    /** A number of bytes. */
    public static final String BYTES = "bytes";

    /** The id of a change of a fact. */
    public static final String CHANGE_ID = "changeId";

    /** A chunk's number in its file. */
    public static final String CHUNK = "chunk";

    /** A {@link io.slipway.model.ProblemCode}. */
    public static final String CODE = "code";

    /** How many. */
    public static final String COUNT = "count";

    /** What a library said went wrong. */
    public static final String FAILURE = "failure";

    /** A file's id. */
    public static final String FILE_ID = "fileId";

    /** A folder on this machine. */
    public static final String FOLDER = "folder";

    /** A kind of entity in the journal. */
    public static final String KIND = "kind";

    /** An HTTP method. */
    public static final String METHOD = "method";

    /** How long it took, in ms. */
    public static final String MILLIS = "millis";

    /** An offset in a Kafka partition. */
    public static final String OFFSET = "offset";

    /** A part of the node, as in its health. */
    public static final String PART = "part";

    /** A Kafka partition. */
    public static final String PARTITION = "partition";

    /** A process id of the operating system. */
    public static final String PID = "pid";

    /** Where a chunk lies: bucket, partition, offset. */
    public static final String PLACE = "place";

    /** Why, in words. */
    public static final String REASON = "reason";

    /** A route's pattern, never the path that was asked for. */
    public static final String ROUTE = "route";

    /** A share's id. */
    public static final String SHARE_ID = "shareId";

    /** An HTTP status. */
    public static final String STATUS = "status";

    /** A Kafka topic. */
    public static final String TOPIC = "topic";

    /** The version of Slipway or of a service. */
    public static final String VERSION = "version";

    private LogKeys() {}
}
