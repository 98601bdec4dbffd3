package io.slipway.seal;

import io.slipway.model.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** A SHA-256 over bytes that come in pieces; begins anew after {@link #end}. Not safe for use by two threads at once. */
public final class RunningDigest {
    private final MessageDigest digest = Digests.newSha256();

    RunningDigest() {}

    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** Takes in what remains of the buffer and leaves its position alone. */
    public void update(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
    }

    /** The digest of all bytes since the beginning or the last call of this. */
    public Digest end() {
        return Digest.of(digest.digest());
    }
}
