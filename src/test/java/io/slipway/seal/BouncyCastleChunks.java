package io.slipway.seal;

import static io.slipway.seal.BouncyCastle.gcm;
import static io.slipway.seal.BouncyCastle.join;
import static io.slipway.seal.BouncyCastle.refuseUnless;
import static io.slipway.seal.BouncyCastle.u32;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Chunks, tails and their segments for {@link BouncyCastleSlp1}. */
final class BouncyCastleChunks {
    private static final int SEGMENT = 65_536;
    private static final int SEALED_SEGMENT = 65_552;
    private static final int FULL = 1_048_848;

    private final byte[] fileKey;
    private final byte[] hh;

    BouncyCastleChunks(byte[] fileKey, byte[] header) {
        this.fileKey = fileKey;
        this.hh = BouncyCastle.sha256(header);
    }

    byte[] seal(String x, long index, boolean last, byte[] salt, byte[] plaintext) {
        byte[] key = key(x, index, salt);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(salt);
        int at = 0;
        int j = 0;
        do {
            int end = Math.min(at + SEGMENT, plaintext.length);
            boolean bit = last && end == plaintext.length;
            out.writeBytes(gcm(true, key, nonce(j, bit), hh, Arrays.copyOfRange(plaintext, at, end)));
            at = end;
            j++;
        } while (at < plaintext.length);
        return out.toByteArray();
    }

    byte[] openChunk(long index, boolean last, byte[] chunk) {
        boolean possible = chunk.length == FULL || (last && isShort(chunk.length, index == 0));
        refuseUnless(possible, SealError.BAD_LENGTH);
        return open("chunk", index, last, chunk);
    }

    byte[] openTail(long index, byte[] tail) {
        refuseUnless(tail.length == FULL || isShort(tail.length, false), SealError.BAD_LENGTH);
        return open("tail", index, false, tail);
    }

    /** Tells a cut file from a damaged one: looks whether the final segment opens with the other last bit. */
    byte[] openOrSayWhy(long index, boolean last, byte[] chunk) {
        try {
            return openChunk(index, last, chunk);
        } catch (SealException e) {
            if (e.error() == SealError.BAD_SEGMENT) {
                int j = (chunk.length - 17) / SEALED_SEGMENT;
                byte[] segment = Arrays.copyOfRange(chunk, 16 + j * SEALED_SEGMENT, chunk.length);
                boolean opens = gcm(false, key("chunk", index, chunk), nonce(j, !last), hh, segment) != null;
                refuseUnless(!opens, last ? SealError.TRUNCATED : SealError.TRAILING);
            }
            throw e;
        }
    }

    private byte[] open(String x, long index, boolean last, byte[] chunk) {
        byte[] key = key(x, index, chunk);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 16;
        int j = 0;
        do {
            int end = Math.min(at + SEALED_SEGMENT, chunk.length);
            byte[] segment = Arrays.copyOfRange(chunk, at, end);
            byte[] opened = gcm(false, key, nonce(j, last && end == chunk.length), hh, segment);
            refuseUnless(opened != null, SealError.BAD_SEGMENT);
            out.writeBytes(opened);
            at = end;
            j++;
        } while (at < chunk.length);
        return out.toByteArray();
    }

    private byte[] key(String x, long index, byte[] saltAndMore) {
        byte[] number = ByteBuffer.allocate(8).putLong(index).array();
        byte[] info = join("slp/1 " + x + "\0", hh, number);
        return BouncyCastle.hkdf(fileKey, Arrays.copyOf(saltAndMore, 16), info, 32);
    }

    private static byte[] nonce(int segment, boolean last) {
        return join(new byte[7], u32(segment), new byte[] {(byte) (last ? 1 : 0)});
    }

    private static boolean isShort(int length, boolean emptyAllowed) {
        int rest = (length - 16) % SEALED_SEGMENT;
        boolean full = length > 16 && rest == 0;
        boolean empty = emptyAllowed && length == 32;
        return length < FULL && (full || rest > 16 || empty);
    }
}
