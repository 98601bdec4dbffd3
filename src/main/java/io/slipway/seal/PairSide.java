package io.slipway.seal;

/** Which end of a pair. */
enum PairSide {
    /** The sender. */
    A("peer a"),
    /** The receiver. */
    B("peer b");

    private final String label;

    PairSide(String label) {
        this.label = label;
    }

    /** Of the blocks it seals. */
    String label() {
        return label;
    }

    PairSide other() {
        return this == A ? B : A;
    }
}
