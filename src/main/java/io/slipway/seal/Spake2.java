package io.slipway.seal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * SPAKE2 of RFC 9382 with P-256, SHA-256, HKDF and HMAC: two sides that know the same few bits agree on a key of which somebody
 * between them learns nothing but whether one guess, said to one of them, was right. Nothing is added to its confirmation keys.
 */
final class Spake2 {
    /** Bytes of Ke, and of Ka. */
    static final int KEY_BYTES = 16;

    /** What hides the password's share of each side (RFC 9382, section 6). */
    private static final BouncyCastlePoint M =
            constant("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");

    private static final BouncyCastlePoint N =
            constant("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");

    private static final byte[] CONFIRMATION = Labels.ascii("ConfirmationKeys");

    private Spake2() {}

    /**
     * What both sides have at the end.
     *
     * @param key Ke, {@value #KEY_BYTES} bytes: what is agreed on
     * @param confirmA what A says to show that it has the same key; 32 bytes
     * @param confirmB the same of B
     */
    record Keys(byte[] key, byte[] confirmA, byte[] confirmB) {
        @Override
        public String toString() {
            return "Keys[***]";
        }
    }

    /**
     * What a side says: pA or pB.
     *
     * @param w what both know, 1 … n - 1
     * @param own its own for one run alone, 1 … n - 1
     */
    static byte[] share(PairSide side, BigInteger w, BigInteger own) {
        return BouncyCastlePoint.BASE.times(own).plus(hiding(side).times(w)).bytes();
    }

    /**
     * The point that only who knows w shares.
     *
     * @param side whose end this is
     * @param other what the other side said
     * @throws PairException {@link PairError#BAD_POINT}, also if nothing is left of it without w's share
     */
    static byte[] sharedPoint(PairSide side, BigInteger w, BigInteger own, byte[] other) {
        BouncyCastlePoint bare =
                BouncyCastlePoint.decode(other).minus(hiding(side.other()).times(w));
        if (bare.isInfinity()) {
            throw new PairException(PairError.BAD_POINT, "nothing but the words");
        }
        return bare.times(own).bytes();
    }

    /** The keys of a run. @param point what {@link #sharedPoint} gave */
    static Keys keys(byte[] nameA, byte[] nameB, byte[] saidA, byte[] saidB, byte[] point, BigInteger w) {
        byte[] transcript = Bytes.concat(
                counted(nameA),
                counted(nameB),
                counted(saidA),
                counted(saidB),
                counted(point),
                counted(BouncyCastlePoint.scalarBytes(w)));
        byte[] hash = Digests.sha256Raw(transcript);
        byte[] ka = Arrays.copyOfRange(hash, KEY_BYTES, 2 * KEY_BYTES);
        byte[] both = Hkdf.derive(ka, new byte[0], CONFIRMATION, 2 * KEY_BYTES);
        return new Keys(
                Arrays.copyOf(hash, KEY_BYTES),
                Hkdf.hmac(Arrays.copyOf(both, KEY_BYTES), transcript),
                Hkdf.hmac(Arrays.copyOfRange(both, KEY_BYTES, 2 * KEY_BYTES), transcript));
    }

    private static BouncyCastlePoint hiding(PairSide side) {
        return side == PairSide.A ? M : N;
    }

    /** Lengths stand before what they are of, in eight bytes, the lowest first. */
    private static byte[] counted(byte[] part) {
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(part.length)
                .array();
        return Bytes.concat(length, part);
    }

    private static BouncyCastlePoint constant(String hex) {
        return BouncyCastlePoint.constant(HexFormat.of().parseHex(hex));
    }
}
