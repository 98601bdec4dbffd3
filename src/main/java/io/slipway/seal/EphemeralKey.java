package io.slipway.seal;

import java.math.BigInteger;

/** One side's key for one pair (ECDH on P-256). */
final class EphemeralKey {
    private final BigInteger secret;
    private final byte[] point;

    private EphemeralKey(BigInteger secret) {
        this.secret = secret;
        this.point = BouncyCastlePoint.BASE.times(secret).bytes();
    }

    static EphemeralKey random(Randomness randomness) {
        return of(BouncyCastlePoint.scalar(randomness));
    }

    /** @param secret 1 … n - 1 */
    static EphemeralKey of(BigInteger secret) {
        return new EphemeralKey(secret);
    }

    /** 65 bytes. */
    byte[] point() {
        return point.clone();
    }

    /** The X coordinate of the shared point, 32 bytes. */
    byte[] agree(BouncyCastlePoint other) {
        return other.times(secret).x();
    }
}
