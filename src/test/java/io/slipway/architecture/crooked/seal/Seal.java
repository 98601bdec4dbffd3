package io.slipway.architecture.crooked.seal;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;

final class Seal {
    private Seal() {}

    static final class Rightly {
        final SecureRandom random = new SecureRandom();
        MessageDigest digest;
    }

    static final class Castle {
        SHA256Digest digest;
    }
}
