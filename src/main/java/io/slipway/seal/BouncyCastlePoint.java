package io.slipway.seal;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A point of P-256 (NIST SP 800-186, 3.2.1.3), by BouncyCastle's arithmetic: Java's own can't add points. The curve has no
 * cofactor, so every point but infinity is of the whole group's order.
 *
 * <p>Products are made by a Montgomery ladder over scalars that all have the same length, so that which steps are done doesn't
 * hang on the scalar; numbers of any size in Java don't promise more.
 */
final class BouncyCastlePoint {
    /** SEC1, uncompressed. */
    static final int BYTES = 65;
    /** Of a scalar, and of a coordinate. */
    static final int SCALAR_BYTES = 32;
    /** Random bytes of which a scalar is made: 64 bits more than it has, so that what is lost by the remainder shows to nobody. */
    static final int SCALAR_SEED_BYTES = 40;

    private static final byte UNCOMPRESSED = 4;
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("P-256");
    /** The order of the group, n. */
    static final BigInteger ORDER = CURVE.getN();

    private static final int LADDER_BITS = ORDER.bitLength() + 1;

    /** The generator, G. */
    static final BouncyCastlePoint BASE = new BouncyCastlePoint(CURVE.getG());

    private final ECPoint point;

    private BouncyCastlePoint(ECPoint point) {
        this.point = point.normalize();
    }

    /** @throws PairException {@link PairError#BAD_POINT} unless it is a point of the curve, uncompressed, and not infinity */
    static BouncyCastlePoint decode(byte[] bytes) {
        if (bytes.length != BYTES || bytes[0] != UNCOMPRESSED) {
            throw new PairException(PairError.BAD_POINT, "no uncompressed point");
        }
        return of(bytes);
    }

    /** A point that stands in a document. @param bytes SEC1, compressed */
    static BouncyCastlePoint constant(byte[] bytes) {
        return of(bytes);
    }

    private static BouncyCastlePoint of(byte[] bytes) {
        try {
            return new BouncyCastlePoint(CURVE.getCurve().decodePoint(bytes));
        } catch (IllegalArgumentException e) {
            throw new PairException(PairError.BAD_POINT, "not on the curve");
        }
    }

    /** @param seed at least {@value #SCALAR_SEED_BYTES} bytes that nobody can guess */
    static BigInteger scalar(byte[] seed) {
        if (seed.length < SCALAR_SEED_BYTES) {
            throw new IllegalArgumentException("a scalar is made of " + SCALAR_SEED_BYTES + " bytes or more");
        }
        return new BigInteger(1, seed).mod(ORDER);
    }

    static BigInteger scalar(Randomness randomness) {
        return scalar(randomness.bytes(SCALAR_SEED_BYTES));
    }

    /** A scalar in {@value #SCALAR_BYTES} bytes. */
    static byte[] scalarBytes(BigInteger scalar) {
        byte[] bytes = scalar.toByteArray();
        byte[] fixed = new byte[SCALAR_BYTES];
        int length = Math.min(bytes.length, SCALAR_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, SCALAR_BYTES - length, length);
        return fixed;
    }

    /** @param scalar 0 … n - 1 */
    BouncyCastlePoint times(BigInteger scalar) {
        BigInteger once = scalar.add(ORDER);
        BigInteger steps = once.bitLength() == LADDER_BITS ? once : once.add(ORDER);
        ECPoint[] rungs = {CURVE.getCurve().getInfinity(), point};
        for (int bit = LADDER_BITS - 1; bit >= 0; bit--) {
            int here = steps.testBit(bit) ? 1 : 0;
            rungs[1 - here] = rungs[0].add(rungs[1]);
            rungs[here] = rungs[here].twice();
        }
        return new BouncyCastlePoint(rungs[0]);
    }

    BouncyCastlePoint plus(BouncyCastlePoint other) {
        return new BouncyCastlePoint(point.add(other.point));
    }

    BouncyCastlePoint minus(BouncyCastlePoint other) {
        return new BouncyCastlePoint(point.subtract(other.point));
    }

    boolean isInfinity() {
        return point.isInfinity();
    }

    /** {@value #BYTES} bytes. */
    byte[] bytes() {
        if (isInfinity()) {
            throw new IllegalArgumentException("infinity isn't said");
        }
        return point.getEncoded(false);
    }

    /** The X coordinate: what ECDH gives. */
    byte[] x() {
        return Arrays.copyOfRange(bytes(), 1, 1 + SCALAR_BYTES);
    }
}
