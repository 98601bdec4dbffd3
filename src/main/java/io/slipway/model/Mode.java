package io.slipway.model;

/** Who holds the key of a share's files. */
public enum Mode {
    /** End-to-end encrypted: the key never reaches the server. */
    SEALED,
    /** Encrypted at rest with a key the node holds, so that it can serve plain clients. */
    OPEN
}
