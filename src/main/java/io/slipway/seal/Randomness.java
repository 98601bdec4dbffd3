package io.slipway.seal;

import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.security.SecureRandom;

/**
 * Where keys, salts and ids come from. Production passes one made of a {@link SecureRandom}; only tests pass another one.
 * An implementation must be safe for use by many threads.
 */
@FunctionalInterface
public interface Randomness {
    /** Overwrites the whole array. */
    void fill(byte[] target);

    static Randomness of(SecureRandom random) {
        return random::nextBytes;
    }

    /** A fresh array of random bytes. */
    default byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fill(bytes);
        return bytes;
    }

    default FileId fileId() {
        return FileId.of(bytes(Slp1.ID_BYTES));
    }

    default ShareId shareId() {
        return ShareId.of(bytes(Slp1.ID_BYTES));
    }
}
