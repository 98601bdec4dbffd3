package io.slipway.seal;

import java.security.MessageDigest;

/**
 * The sender's side of a handshake. Of a live share it hands over the key. After a {@link PairException} the pair is over.
 *
 * <pre>
 *  committed ── KEY ──► revealed ── CONFIRM B ──► open
 * </pre>
 */
public final class PairSender {
    private static final byte[] SUITES = {1, PairMessage.SUITE};

    private final PairSecret of;
    /** Null: the share is kept, and its key at the node. */
    private final ShareKey live;

    private final Randomness randomness;
    private final byte[] pair;
    private final byte[] nonce;
    private final EphemeralKey own;
    private final byte[] commitment;
    private State state = new Committed();

    private sealed interface State {}

    private record Committed() implements State {}

    private record Revealed(PairKeys keys) implements State {}

    private record Open(OpenPair pair) implements State {}

    /** For a share that is kept, or none. */
    public PairSender(PairSecret of, Randomness randomness) {
        this(of, null, randomness);
    }

    /** @param live the key of a live share, which its receiver gets; null: the share is kept */
    public PairSender(PairSecret of, ShareKey live, Randomness randomness) {
        this(
                of,
                live,
                randomness,
                randomness.bytes(Slp1.ID_BYTES),
                randomness.bytes(Slp1.KEY_BYTES),
                EphemeralKey.random(randomness));
    }

    PairSender(PairSecret of, ShareKey live, Randomness randomness, byte[] pair, byte[] nonce, EphemeralKey own) {
        this.of = of;
        this.live = live;
        this.randomness = randomness;
        this.pair = pair;
        this.nonce = nonce;
        this.own = own;
        this.commitment = PairKeys.commitment(own.point(), nonce);
    }

    /** COMMIT: what is said first. */
    public byte[] begin() {
        return new PairMessage.Commit(pair, SUITES, commitment).encode();
    }

    /** Hears the receiver. @return what is said to it; with the last of it the pair is {@link #open} */
    public byte[] hear(byte[] body) {
        PairMessage message = PairMessage.decode(body);
        message.checkOf(pair);
        if (state instanceof Committed && message instanceof PairMessage.Key key) {
            return reveal(key.point());
        }
        if (state instanceof Revealed revealed && message instanceof PairMessage.ConfirmB confirm) {
            return confirm(revealed.keys, confirm);
        }
        throw new PairException(PairError.OUT_OF_ORDER, "not the next message of a receiver");
    }

    /** Null until the receiver has shown that it has the same secret. */
    public OpenPair open() {
        return state instanceof Open open ? open.pair : null;
    }

    private byte[] reveal(byte[] other) {
        PairKeys.Said said = new PairKeys.Said(pair, SUITES, commitment, own.point(), other);
        state = new Revealed(PairKeys.derive(of, own, BouncyCastlePoint.decode(other), said));
        return new PairMessage.Reveal(pair, own.point(), nonce).encode();
    }

    private byte[] confirm(PairKeys keys, PairMessage.ConfirmB confirm) {
        if (!MessageDigest.isEqual(Hkdf.hmac(keys.confirmB(), keys.transcript()), confirm.mac())) {
            throw new PairException(PairError.BAD_CONFIRM, "of the receiver");
        }
        state = new Open(new OpenPair(PairSide.A, pair, keys, randomness));
        return new PairMessage.ConfirmA(pair, Hkdf.hmac(keys.confirmA(), keys.transcript()), wrap(keys)).encode();
    }

    private byte[] wrap(PairKeys keys) {
        return live == null ? new byte[0] : KeyWrap.wrapLive(keys.wrap(), of.shareId(), live, randomness);
    }
}
