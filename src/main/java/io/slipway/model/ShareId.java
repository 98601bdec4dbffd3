package io.slipway.model;

/**
 * The id of a share: 16 random bytes, written as 22 characters of base64url without padding.
 *
 * @param text the canonical text form
 */
public record ShareId(String text) {
    /** @throws Problem {@link ProblemCode#BAD_REQUEST} if the text isn't the canonical form of 16 bytes */
    public ShareId {
        Ids.check(text);
    }

    /** @throws Problem {@link ProblemCode#BAD_REQUEST} if there are not exactly 16 bytes */
    public static ShareId of(byte[] bytes) {
        return new ShareId(Ids.text(bytes));
    }

    /** The 16 raw bytes, a fresh array. */
    public byte[] bytes() {
        return Ids.bytes(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
