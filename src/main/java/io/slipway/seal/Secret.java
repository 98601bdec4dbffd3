package io.slipway.seal;

import io.slipway.model.ShareId;

/** S, the secret in a link's fragment. Never sent to a node. */
public final class Secret extends KeyBytes {
    private static final byte[] AUTH = Labels.ascii("slp/1 auth");

    private Secret(byte[] bytes) {
        super(bytes);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH} unless there are exactly 32 bytes */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes);
    }

    public static Secret random(Randomness randomness) {
        return new Secret(randomness.bytes(Slp1.KEY_BYTES));
    }

    /** The capability to read the share, which the node knows by its {@link Verifier} only. */
    public Token auth(ShareId shareId) {
        return Token.of(Hkdf.derive(raw(), shareId.bytes(), AUTH, Slp1.KEY_BYTES));
    }
}
