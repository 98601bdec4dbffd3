package io.slipway.seal;

import io.slipway.model.ShareId;
import java.math.BigInteger;
import java.security.MessageDigest;

/**
 * The sender's side of a code's exchange (SPAKE2, {@link Spake2}), for one guess. Whatever comes in the place of a right one is a
 * wrong one: after a {@link PairException} the code is burnt.
 *
 * <pre>
 *  offered ── PAKE B ──► proven
 * </pre>
 */
public final class CodeSender {
    private final ShareId share;
    private final BigInteger password;
    private final BigInteger own;
    private final byte[] point;
    private boolean heard;

    /** @param words in lower case, joined by a hyphen */
    public CodeSender(ShareId share, String words, Randomness randomness) {
        this(share, words, BouncyCastlePoint.scalar(randomness));
    }

    CodeSender(ShareId share, String words, BigInteger own) {
        this.share = share;
        this.password = CodeKeys.password(words, share);
        this.own = own;
        this.point = Spake2.share(PairSide.A, password, own);
    }

    /**
     * Both know the words.
     *
     * @param of what stands in the place of the link in their handshake
     * @param say PAKE OK
     */
    public record Proven(PairSecret of, byte[] say) {}

    /** PAKE A: what is said first. */
    public byte[] begin() {
        return new CodeMessage.Offer(share, point).encode();
    }

    /** Hears a guess, once. @throws PairException if it isn't right */
    public Proven hear(byte[] body) {
        CodeMessage message = CodeMessage.decode(body);
        if (heard || !(message instanceof CodeMessage.Guess guess)) {
            throw new PairException(PairError.OUT_OF_ORDER, "no guess, or a second one");
        }
        heard = true;
        byte[] shared = Spake2.sharedPoint(PairSide.A, password, own, guess.point());
        Spake2.Keys keys = Spake2.keys(CodeKeys.NAME_A, CodeKeys.NAME_B, point, guess.point(), shared, password);
        if (!MessageDigest.isEqual(keys.confirmB(), guess.mac())) {
            throw new PairException(PairError.BAD_CONFIRM, "other words");
        }
        return new Proven(CodeKeys.secret(share, keys.key()), new CodeMessage.Right(keys.confirmA()).encode());
    }
}
