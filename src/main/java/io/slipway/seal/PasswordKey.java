package io.slipway.seal;

import io.slipway.model.ShareId;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What a share's password comes to: PBKDF2-HMAC-SHA256 (RFC 8018) of its NFC form in UTF-8, salted with S and the share id,
 * {@value Slp1#PASSWORD_ROUNDS} rounds. Takes some 0.3 s of a core: never on an event loop.
 */
public final class PasswordKey extends KeyBytes {
    private static final byte[] PW_AUTH = Labels.ascii("slp/1 pw auth");

    private PasswordKey(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static PasswordKey of(byte[] bytes) {
        return new PasswordKey(bytes);
    }

    /** @throws IllegalArgumentException if the password is empty or not well-formed Unicode */
    public static PasswordKey derive(Secret secret, ShareId shareId, String password) {
        String nfc = Normalizer.normalize(password, Normalizer.Form.NFC);
        if (nfc.isEmpty() || !isWellFormed(nfc)) {
            throw new IllegalArgumentException("a password is at least one character of well-formed text");
        }
        byte[] salt = Bytes.concat(secret.raw(), shareId.bytes());
        PBEKeySpec spec = new PBEKeySpec(nfc.toCharArray(), salt, Slp1.PASSWORD_ROUNDS, Slp1.KEY_BYTES * 8);
        try {
            return new PasswordKey(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Shows the node that one knows the password; the node keeps its {@link Verifier}. */
    public Token auth(ShareId shareId) {
        return Token.of(Hkdf.derive(raw(), shareId.bytes(), PW_AUTH, Slp1.KEY_BYTES));
    }

    /** The provider would turn half a surrogate pair into a question mark, a browser into U+FFFD. */
    private static boolean isWellFormed(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return encoded.hasRemaining();
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
