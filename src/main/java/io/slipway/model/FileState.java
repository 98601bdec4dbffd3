package io.slipway.model;

/** How far a file is. */
public enum FileState {
    /** Chunks are arriving; some are missing. */
    RECEIVING,
    /** Every chunk is stored and the index is final. */
    COMPLETE
}
