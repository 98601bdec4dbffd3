package io.slipway.seal;

import io.slipway.model.Digest;
import java.util.Optional;

/** A capability: 32 bytes, written as 43 characters of base64url without padding. Whoever holds it may use it. */
public final class Token extends KeyBytes {
    private Token(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static Token of(byte[] bytes) {
        return new Token(bytes);
    }

    public static Token random(Randomness randomness) {
        return new Token(randomness.bytes(Slp1.KEY_BYTES));
    }

    /** Empty if the text isn't the canonical form of 32 bytes. */
    public static Optional<Token> parse(String text) {
        return Base64Url.decode(text, Slp1.KEY_BYTES).map(Token::new);
    }

    /** The 43 characters that travel; secret. */
    public String text() {
        return Base64Url.encode(raw());
    }

    /** What a node keeps of it. */
    public Digest verifier() {
        return Verifier.of(raw());
    }
}
