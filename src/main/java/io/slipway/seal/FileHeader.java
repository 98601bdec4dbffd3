package io.slipway.seal;

import io.slipway.model.FileId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The 32 bytes every sealed file has. Written once, never changed; its hash is part of every key of the file, so no byte
 * of it can be edited.
 *
 * <pre>
 *  "SLP1" | suite u8 = 1 | log2(segment) u8 = 16 | log2(chunk) u8 = 20 | flags u8 = 0 | file id 16 B | announced size u64 BE
 * </pre>
 */
public final class FileHeader {
    private static final byte[] START = {'S', 'L', 'P', '1', 1, 16, 20, 0};
    private static final long UNKNOWN = -1;

    private final FileId fileId;
    private final long size;
    private final byte[] bytes;
    private final byte[] hash;

    private FileHeader(FileId fileId, long size) {
        this.fileId = fileId;
        this.size = size;
        this.bytes = Bytes.concat(START, fileId.bytes(), Bytes.u64(size));
        this.hash = Digests.sha256Raw(bytes);
    }

    /** @param size of the plaintext, 0 … {@link Slp1#MAX_SIZE} */
    public static FileHeader of(FileId fileId, long size) {
        return new FileHeader(fileId, Sizes.checked(size));
    }

    /** For a file whose size isn't known when its first byte is sealed. */
    public static FileHeader ofUnknownSize(FileId fileId) {
        return new FileHeader(fileId, UNKNOWN);
    }

    /** @throws SealException {@link SealError#BAD_HEADER} */
    public static FileHeader parse(byte[] bytes) {
        if (bytes.length != Slp1.HEADER_BYTES || !Arrays.equals(bytes, 0, START.length, START, 0, START.length)) {
            throw new SealException(SealError.BAD_HEADER, "not an SLP1 header, or one of an unknown suite or size");
        }
        long size = ByteBuffer.wrap(bytes).getLong(Slp1.HEADER_BYTES - 8);
        if (size != UNKNOWN && (size < 0 || size > Slp1.MAX_SIZE)) {
            throw new SealException(SealError.BAD_HEADER, "the announced size is beyond 2^53 - 1");
        }
        return new FileHeader(FileId.of(Arrays.copyOfRange(bytes, START.length, START.length + Slp1.ID_BYTES)), size);
    }

    public FileId fileId() {
        return fileId;
    }

    /** Bytes of plaintext as announced by the sender; only the seal makes them sure. Empty: unknown. */
    public OptionalLong announcedSize() {
        return size == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** The 32 bytes, a fresh array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** hh, the SHA-256 of the header; for reading only. */
    byte[] hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileHeader that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "FileHeader[" + fileId + ", " + (size == UNKNOWN ? "size unknown" : size + " B") + "]";
    }
}
