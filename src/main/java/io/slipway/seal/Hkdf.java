package io.slipway.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF (RFC 5869) with SHA-256. */
final class Hkdf {
    static final int MAX_LENGTH = 255 * 32;

    private static final String HMAC = "HmacSHA256";

    private Hkdf() {}

    /**
     * @param salt may be empty
     * @param length of the output, 1 … 8,160 bytes
     */
    static byte[] derive(byte[] ikm, byte[] salt, byte[] info, int length) {
        return expand(extract(salt, ikm), info, length);
    }

    /** RFC 5869, section 2.2. */
    static byte[] extract(byte[] salt, byte[] ikm) {
        return mac(salt.length == 0 ? new byte[32] : salt).doFinal(ikm);
    }

    /** RFC 5869, section 2.3. */
    static byte[] expand(byte[] prk, byte[] info, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("HKDF gives 1 to " + MAX_LENGTH + " bytes");
        }
        Mac mac = mac(prk);
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        for (int at = 0, counter = 1; at < length; at += block.length, counter++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) counter);
            block = mac.doFinal();
            System.arraycopy(block, 0, out, at, Math.min(block.length, length - at));
        }
        Arrays.fill(block, (byte) 0);
        return out;
    }

    /** HMAC (RFC 2104) with SHA-256. */
    static byte[] hmac(byte[] key, byte[] data) {
        return mac(key).doFinal(data);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
