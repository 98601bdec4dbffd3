package io.slipway.seal;

import io.slipway.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The password of an open share, which comes to the node in the clear: what is kept of it, and what is remembered of it
 * for a while.
 */
public final class OpenPassword {
    /** The longest, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1_024;

    public static final int SALT_BYTES = 16;

    private OpenPassword() {}

    /**
     * SHA-256 of PBKDF2-HMAC-SHA256 (RFC 8018), {@value Slp1#PASSWORD_ROUNDS} rounds, of the password's NFC form in UTF-8.
     * Takes some 0.3 s of a core: never on an event loop.
     */
    public static Digest verifier(String password, byte[] salt) {
        PBEKeySpec spec = new PBEKeySpec(
                Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray(),
                salt,
                Slp1.PASSWORD_ROUNDS,
                Slp1.KEY_BYTES * 8);
        try {
            return Digests.sha256(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /**
     * Names a password in memory, so that one which was right needn't be derived again.
     *
     * @param pepper random bytes that nobody else has and nothing keeps
     */
    public static Digest remembered(byte[] pepper, String password, byte[] salt) {
        byte[] text = password.getBytes(StandardCharsets.UTF_8);
        return Digests.sha256(Bytes.concat(Hkdf.extract(pepper, Bytes.concat(salt, text))));
    }

    /** Whether it can be a password: 1 … {@value #MAX_BYTES} bytes of well-formed text. */
    public static boolean possible(String password) {
        return !password.isEmpty()
                && password.length() <= MAX_BYTES
                && StandardCharsets.UTF_8.newEncoder().canEncode(password)
                && password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
