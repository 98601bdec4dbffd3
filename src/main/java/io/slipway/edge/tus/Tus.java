package io.slipway.edge.tus;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Checksum;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names and numbers of tus 1.0, as this node speaks it. */
public final class Tus {
    /** Where uploads are made. */
    public static final String PATH = "/api/tus";

    public static final String VERSION = "1.0.0";
    public static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,expiration,checksum," + "termination,concatenation";
    /** The media type of bytes that are added to an upload. */
    public static final String OFFSET_STREAM = "application/offset+octet-stream";

    public static final String RESUMABLE = "Tus-Resumable";
    public static final String OFFSET = "Upload-Offset";
    public static final String LENGTH = "Upload-Length";
    public static final String DEFER_LENGTH = "Upload-Defer-Length";
    public static final String METADATA = "Upload-Metadata";
    public static final String CONCAT = "Upload-Concat";
    public static final String EXPIRES = "Upload-Expires";
    public static final String CHECKSUM = "Upload-Checksum";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Tus() {}

    /** The checksums that may be sent, the preferred first. */
    public static String checksums() {
        return Arrays.stream(Checksum.values()).map(Checksum::tusName).collect(Collectors.joining(","));
    }

    /** Whether a path is of tus. */
    public static boolean isPath(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /**
     * A number of bytes: digits and nothing else.
     *
     * @param header its name, for the refusal
     * @throws Problem {@code BAD_REQUEST}
     */
    public static long bytes(String header, String value) {
        if (value == null || !NUMBER.matcher(value.strip()).matches()) {
            throw new Problem(ProblemCode.BAD_REQUEST, header + " is a number of bytes, 0 or more");
        }
        return Long.parseLong(value.strip());
    }
}
