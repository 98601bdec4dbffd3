package io.slipway.edge.zip;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * One file or folder of an archive.
 *
 * @param path relative, with slashes and no other separators, clean; of a folder without its last slash. 1 … 65,000 B of UTF-8
 * @param size of the content in bytes; 0 for a folder
 * @param modifiedAt ms since 1970
 * @param crc CRC-32 of the content if it is known before it is read
 */
public record ZipMember(String path, boolean folder, long size, long modifiedAt, OptionalInt crc) {
    /** Beyond this a name and its extra fields might not fit into a record. */
    static final int MAX_PATH_BYTES = 65_000;

    /** @throws IllegalArgumentException if it can't stand in an archive */
    public ZipMember {
        if (path.isEmpty() || size < 0 || folder && size > 0 || bytes(path).length > MAX_PATH_BYTES) {
            throw new IllegalArgumentException("not a member of an archive");
        }
    }

    /** A folder, whose content is nothing. */
    public static ZipMember folder(String path, long modifiedAt) {
        return new ZipMember(path, true, 0, modifiedAt, OptionalInt.of(0));
    }

    /** The name as it stands in the archive. */
    byte[] name() {
        return bytes(folder ? path + "/" : path);
    }

    /** Whether the CRC-32 follows the content, since it is known only then. */
    boolean described() {
        return crc.isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Names are not for logs. */
    @Override
    public String toString() {
        return "ZipMember[***, " + size + " B]";
    }
}
