package io.slipway.seal;

import io.slipway.model.Digest;

/** The root of a file's plaintext: {@code SHA-256(d_0 | … | d_n-1)}; d_i is the SHA-256 of the plaintext of chunk i. */
public final class RootDigest {
    private final RunningDigest digest = Digests.running();

    /** Takes in the digest of the next chunk's plaintext. */
    public void add(Digest chunk) {
        digest.update(chunk.bytes(), 0, Digest.BYTES);
    }

    /** The root of the chunks so far; then begins anew. */
    public Digest end() {
        return digest.end();
    }
}
