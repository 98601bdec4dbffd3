package io.slipway.seal;

import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;

/**
 * The receiver's side of a handshake. Of a live share it gets the key. After a {@link PairException} the pair is over.
 *
 * <pre>
 *  waiting ── COMMIT ──► keyed ── REVEAL ──► confirming ── CONFIRM A ──► open
 * </pre>
 */
public final class PairReceiver {
    private final PairSecret of;
    /** Null: the share is kept, and its key known. */
    private final Commit live;

    private final Randomness randomness;
    private final Supplier<EphemeralKey> newKey;
    private State state = new Waiting();

    private sealed interface State {}

    private record Waiting() implements State {}

    private record Keyed(PairMessage.Commit said, EphemeralKey own) implements State {}

    private record Confirming(byte[] pair, PairKeys keys) implements State {}

    private record Open(OpenPair pair, ShareKey share) implements State {}

    /** For a share that is kept, or none. */
    public PairReceiver(PairSecret of, Randomness randomness) {
        this(of, null, randomness);
    }

    /** @param live what the key of a live share is committed to; null: the share is kept */
    public PairReceiver(PairSecret of, Commit live, Randomness randomness) {
        this(of, live, randomness, () -> EphemeralKey.random(randomness));
    }

    PairReceiver(PairSecret of, Commit live, Randomness randomness, Supplier<EphemeralKey> newKey) {
        this.of = of;
        this.live = live;
        this.randomness = randomness;
        this.newKey = newKey;
    }

    /** Hears the sender. @return what is said to it; null: nothing, for the pair is {@link #open} */
    public byte[] hear(byte[] body) {
        PairMessage message = PairMessage.decode(body);
        if (state instanceof Waiting && message instanceof PairMessage.Commit commit) {
            return key(commit);
        }
        if (state instanceof Keyed keyed) {
            message.checkOf(keyed.said.pair());
            if (message instanceof PairMessage.Reveal reveal) {
                return confirm(keyed, reveal);
            }
        }
        if (state instanceof Confirming confirming) {
            message.checkOf(confirming.pair);
            if (waitsForPerson() && message instanceof PairMessage.End end) {
                throw turnedAway(end);
            }
            if (message instanceof PairMessage.ConfirmA confirm) {
                toOpen(confirming, confirm);
                return null;
            }
        }
        throw new PairException(PairError.OUT_OF_ORDER, "not the next message of a sender");
    }

    /** Null until the sender has shown that it has the same secret. */
    public OpenPair open() {
        return state instanceof Open open ? open.pair : null;
    }

    /** The key of a live share, which is the one that was committed to; null until the pair is open, and for a kept share. */
    public ShareKey shareKey() {
        return state instanceof Open open ? open.share : null;
    }

    /** Whether all that is missing is the key of a live share, for which a person may be asked. */
    public boolean waitsForPerson() {
        return live != null && state instanceof Confirming;
    }

    /** The four words that the sender sees as well, if nobody stands between; empty before there are keys. */
    public List<String> words() {
        if (state instanceof Confirming confirming) {
            return confirming.keys.words();
        }
        return state instanceof Open open ? open.pair.words() : List.of();
    }

    /** @throws PairException {@link PairError#DECLINED}, {@link PairError#BUSY}: a hint that anybody between can make up */
    private static PairException turnedAway(PairMessage.End end) {
        return switch (end.cause()) {
            case PairMessage.End.DECLINED -> new PairException(PairError.DECLINED, "by the sender");
            case PairMessage.End.BUSY -> new PairException(PairError.BUSY, "too many wait");
            default -> new PairException(PairError.OUT_OF_ORDER, "the sender ended it");
        };
    }

    private byte[] key(PairMessage.Commit commit) {
        boolean known = false;
        for (int i = 1; i < commit.suites().length; i++) {
            known |= commit.suites()[i] == PairMessage.SUITE;
        }
        if (!known) {
            throw new PairException(PairError.BAD_SUITE, "none that is known");
        }
        EphemeralKey own = newKey.get();
        state = new Keyed(commit, own);
        return new PairMessage.Key(commit.pair(), own.point()).encode();
    }

    private byte[] confirm(Keyed keyed, PairMessage.Reveal reveal) {
        PairMessage.Commit said = keyed.said;
        BouncyCastlePoint other = BouncyCastlePoint.decode(reveal.point());
        if (!MessageDigest.isEqual(PairKeys.commitment(reveal.point(), reveal.nonce()), said.commitment())) {
            throw new PairException(PairError.BAD_COMMITMENT, "another key was committed to");
        }
        EphemeralKey own = keyed.own;
        PairKeys keys = PairKeys.derive(
                of,
                own,
                other,
                new PairKeys.Said(said.pair(), said.suites(), said.commitment(), reveal.point(), own.point()));
        state = new Confirming(said.pair(), keys);
        return new PairMessage.ConfirmB(said.pair(), Hkdf.hmac(keys.confirmB(), keys.transcript())).encode();
    }

    private void toOpen(Confirming confirming, PairMessage.ConfirmA confirm) {
        PairKeys keys = confirming.keys;
        if (!MessageDigest.isEqual(Hkdf.hmac(keys.confirmA(), keys.transcript()), confirm.mac())) {
            throw new PairException(PairError.BAD_CONFIRM, "of the sender");
        }
        ShareKey share = unwrapped(keys, confirm.wrap());
        state = new Open(new OpenPair(PairSide.B, confirming.pair, keys, randomness), share);
    }

    private ShareKey unwrapped(PairKeys keys, byte[] wrap) {
        if ((live == null) != (wrap.length == 0)) {
            throw new PairException(PairError.BAD_WRAP, "not what the share needs");
        }
        try {
            return live == null ? null : KeyWrap.openLive(keys.wrap(), of.shareId(), live, wrap);
        } catch (SealException e) {
            throw new PairException(PairError.BAD_WRAP, "not the key that was committed to");
        }
    }
}
