package io.slipway.seal;

import java.util.List;

/**
 * A pair whose two sides have the same keys: what they say is sealed, and numbered so that nothing counts twice or late. After a
 * {@link PairException} it is over. For use by one thread.
 */
public final class OpenPair {
    private static final int VERSION = 1;

    private final PairSide side;
    private final byte[] pair;
    private final PairKeys keys;
    private final Randomness randomness;
    private long sent;
    private long taken;

    /** @param side whose end this is */
    OpenPair(PairSide side, byte[] pair, PairKeys keys, Randomness randomness) {
        this.side = side;
        this.pair = pair;
        this.keys = keys;
        this.randomness = randomness;
    }

    /** A message of these bytes, sealed. */
    public byte[] seal(byte[] plaintext) {
        if (sent == Slp1.MAX_VERSION) {
            throw new PairException(PairError.BAD_NUMBER, "no number is left");
        }
        return seal(++sent, plaintext);
    }

    /** The one place where a message gets its number. */
    private byte[] seal(long number, byte[] plaintext) {
        byte[] block = Block.seal(keys.wrap(), side.label(), number, keys.scope(), plaintext, randomness);
        return new PairMessage.Sealed(pair, number, block).encode();
    }

    /** What the other side sealed. */
    public byte[] open(byte[] body) {
        PairMessage message = PairMessage.decode(body);
        message.checkOf(pair);
        if (!(message instanceof PairMessage.Sealed sealed)) {
            throw new PairException(PairError.OUT_OF_ORDER, "not sealed");
        }
        if (sealed.number() <= taken) {
            throw new PairException(PairError.BAD_NUMBER, sealed.number() + " after " + taken);
        }
        String label = side.other().label();
        byte[] plaintext = opened(keys.wrap(), label, sealed.number(), sealed.block(), PairError.BAD_SEALED);
        taken = sealed.number();
        return plaintext;
    }

    /** What both sides may show for people to compare. */
    List<String> words() {
        return keys.words();
    }

    /** A hint that this side has ended it. */
    public byte[] end() {
        return new PairMessage.End(pair, 0).encode();
    }

    /** S of a link, as it is said to whoever had a code: {@code block(kWrap, "wrap secret", 1, S)} in the scope of the pair. */
    public byte[] wrap(Secret secret) {
        return Block.seal(keys.wrap(), Labels.WRAP_SECRET, VERSION, keys.scope(), secret.raw(), randomness);
    }

    /** @throws PairException {@link PairError#BAD_WRAP} */
    public Secret unwrap(byte[] block) {
        if (block.length != Slp1.WRAP_BYTES) {
            throw new PairException(PairError.BAD_WRAP, "a wrapped key of another length");
        }
        return Secret.of(opened(keys.wrap(), Labels.WRAP_SECRET, VERSION, block, PairError.BAD_WRAP));
    }

    private byte[] opened(byte[] key, String label, long number, byte[] block, PairError otherwise) {
        try {
            return Block.open(key, label, number, keys.scope(), block);
        } catch (SealException e) {
            throw new PairException(otherwise, "a block that does not open");
        }
    }

    /** T: what both have said. */
    byte[] transcript() {
        return keys.transcript().clone();
    }
}
