package io.slipway.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with a 12-byte nonce and a 16-byte tag: the one place where anything is encrypted. Reuses
 * its cipher, so not safe for use by two threads at once.
 */
final class Gcm {
    /** Sees every encryption before it happens. Tests put one here that refuses to see a key and a nonce twice. */
    @FunctionalInterface
    interface Observer {
        void sealing(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext, int offset, int length);
    }

    private static final Observer NOBODY = (key, nonce, aad, plaintext, offset, length) -> {};
    private static volatile Observer observer = NOBODY;

    private final Cipher cipher;

    Gcm() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** @param next null for nobody */
    static void observe(Observer next) {
        observer = next == null ? NOBODY : next;
    }

    /** Writes ciphertext and tag, {@code length + 16} bytes, to {@code out}, which must not overlap the plaintext. */
    void seal(byte[] key, byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out, int outOffset) {
        observer.sealing(key, nonce, aad, in, offset, length);
        try {
            int written = run(Cipher.ENCRYPT_MODE, key, nonce, aad, in, offset, length, out, outOffset);
            if (written != length + Slp1.TAG_BYTES) {
                throw new IllegalStateException("AES-GCM sealed something else");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    /** Whether ciphertext and tag opened. If so the plaintext is in {@code out}; if not, zeros are. */
    boolean open(byte[] key, byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out, int outOffset) {
        boolean opened = false;
        try {
            int written = run(Cipher.DECRYPT_MODE, key, nonce, aad, in, offset, length, out, outOffset);
            opened = written == length - Slp1.TAG_BYTES;
            return opened;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to open", e);
        } finally {
            if (!opened) {
                Arrays.fill(out, outOffset, outOffset + length - Slp1.TAG_BYTES, (byte) 0);
            }
        }
    }

    private int run(
            int mode,
            byte[] key,
            byte[] nonce,
            byte[] aad,
            byte[] in,
            int offset,
            int length,
            byte[] out,
            int outOffset)
            throws GeneralSecurityException {
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(Slp1.TAG_BYTES * 8, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(in, offset, length, out, outOffset);
    }
}
