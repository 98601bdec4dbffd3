package io.slipway.edge.tus;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * What is noted of an open file beside its bytes: what a client said when it made an upload, to be given back as it came, and
 * what the node found.
 *
 * @param metadata {@code Upload-Metadata}; empty if there was none
 * @param concat {@code Upload-Concat}; empty if there was none
 * @param crc CRC-32 of the content; empty if nobody has counted it
 */
public record Sheet(String metadata, String concat, OptionalInt crc) {
    private static final String BETWEEN = "\n";
    private static final int HEX = 16;

    public Sheet(String metadata, String concat) {
        this(metadata, concat, OptionalInt.empty());
    }

    /** Of a file that came in one go. */
    public static Sheet of(int crc) {
        return new Sheet("", "", OptionalInt.of(crc));
    }

    /** For keeping; no header has a line break in it. */
    public byte[] bytes() {
        String end = crc.isPresent() ? BETWEEN + Integer.toHexString(crc.getAsInt()) : "";
        return (metadata + BETWEEN + concat + end).getBytes(StandardCharsets.ISO_8859_1);
    }

    public static Sheet of(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split(BETWEEN, -1);
        return new Sheet(
                lines[0],
                lines[1],
                lines.length > 2 ? OptionalInt.of(Integer.parseUnsignedInt(lines[2], HEX)) : OptionalInt.empty());
    }

    /** Whether it was made of others, and takes no bytes. */
    public boolean isFinal() {
        return concat.startsWith("final;");
    }

    public boolean isPartial() {
        return concat.equals("partial");
    }
}
