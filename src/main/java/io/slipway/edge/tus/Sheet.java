package io.slipway.edge.tus;

import java.nio.charset.StandardCharsets;

/**
 * What a client said when it made an upload, to be given back as it came.
 *
 * @param metadata {@code Upload-Metadata}; empty if there was none
 * @param concat {@code Upload-Concat}; empty if there was none
 */
public record Sheet(String metadata, String concat) {
    private static final char BETWEEN = '\n';

    /** For keeping; no header has a line break in it. */
    public byte[] bytes() {
        return (metadata + BETWEEN + concat).getBytes(StandardCharsets.ISO_8859_1);
    }

    public static Sheet of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int between = text.indexOf(BETWEEN);
        return new Sheet(text.substring(0, between), text.substring(between + 1));
    }

    /** Whether it was made of others, and takes no bytes. */
    public boolean isFinal() {
        return concat.startsWith("final;");
    }

    public boolean isPartial() {
        return concat.equals("partial");
    }
}
