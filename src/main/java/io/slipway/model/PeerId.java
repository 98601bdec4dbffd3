package io.slipway.model;

/**
 * The id of a peer, one page or command line with an open signal socket: 16 random bytes, written as 22 characters of
 * base64url without padding.
 *
 * @param text the canonical text form
 */
public record PeerId(String text) {
    /** @throws Problem {@link ProblemCode#BAD_REQUEST} if the text isn't the canonical form of 16 bytes */
    public PeerId {
        Ids.check(text);
    }

    /** @throws Problem {@link ProblemCode#BAD_REQUEST} if there are not exactly 16 bytes */
    public static PeerId of(byte[] bytes) {
        return new PeerId(Ids.text(bytes));
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
