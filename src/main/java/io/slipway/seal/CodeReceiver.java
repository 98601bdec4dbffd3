package io.slipway.seal;

import io.slipway.model.ShareId;
import java.math.BigInteger;
import java.security.MessageDigest;

/**
 * The receiver's side of a code's exchange (SPAKE2, {@link Spake2}): one guess. After a {@link PairException} it is over; {@link
 * PairError#BAD_CONFIRM} says that the words weren't the sender's.
 *
 * <pre>
 *  waiting ── PAKE A ──► guessed ── PAKE OK ──► proven
 * </pre>
 */
public final class CodeReceiver {
    private final String words;
    private final BigInteger own;
    private State state = new Waiting();

    private sealed interface State {}

    private record Waiting() implements State {}

    private record Guessed(ShareId share, Spake2.Keys keys) implements State {}

    private record Proven(PairSecret of) implements State {}

    /** @param words in lower case, joined by a hyphen */
    public CodeReceiver(String words, Randomness randomness) {
        this(words, BouncyCastlePoint.scalar(randomness));
    }

    CodeReceiver(String words, BigInteger own) {
        this.words = words;
        this.own = own;
    }

    /** Hears the sender. @return what is said to it, PAKE B; null: nothing, for it is {@link #proven} */
    public byte[] hear(byte[] body) {
        CodeMessage message = CodeMessage.decode(body);
        if (state instanceof Waiting && message instanceof CodeMessage.Offer offer) {
            return guess(offer);
        }
        if (state instanceof Guessed guessed && message instanceof CodeMessage.Right right) {
            if (!MessageDigest.isEqual(guessed.keys.confirmA(), right.mac())) {
                throw new PairException(PairError.BAD_CONFIRM, "other words");
            }
            state = new Proven(CodeKeys.secret(guessed.share, guessed.keys.key()));
            return null;
        }
        throw new PairException(PairError.OUT_OF_ORDER, "not the next message of a code");
    }

    /** What stands in the place of the link in the handshake; null until the sender has said that the guess was right. */
    public PairSecret proven() {
        return state instanceof Proven proven ? proven.of : null;
    }

    /** Whether the sender has been told the guess, and hasn't said that it was right. */
    public boolean guessed() {
        return state instanceof Guessed;
    }

    private byte[] guess(CodeMessage.Offer offer) {
        BigInteger password = CodeKeys.password(words, offer.shareId());
        byte[] point = Spake2.share(PairSide.B, password, own);
        byte[] shared = Spake2.sharedPoint(PairSide.B, password, own, offer.point());
        Spake2.Keys keys = Spake2.keys(CodeKeys.NAME_A, CodeKeys.NAME_B, offer.point(), point, shared, password);
        state = new Guessed(offer.shareId(), keys);
        return new CodeMessage.Guess(point, keys.confirmB()).encode();
    }
}
