package io.slipway.seal;

/** Why a pair, or the exchange of a code before it, ended. The names are stable: the shared vectors hold them. */
public enum PairError {
    /** A kind that isn't one, or a length that it can't have. */
    BAD_MESSAGE,
    /** A message of another pair. */
    OTHER_PAIR,
    /** A message that isn't the next one, or not of this side. */
    OUT_OF_ORDER,
    /** No suite that this side knows is offered. */
    BAD_SUITE,
    /** A public key that isn't a point of the curve, or from which nothing is left without the other side's words. */
    BAD_POINT,
    /** A key that isn't the one the sender committed to. */
    BAD_COMMITMENT,
    /** The other side has another secret or other words, or somebody stands between. */
    BAD_CONFIRM,
    /** A wrapped key that doesn't open, or one where none belongs. */
    BAD_WRAP,
    /** A sealed message whose number doesn't rise. */
    BAD_NUMBER,
    /** A sealed message that doesn't open. */
    BAD_SEALED,
    /** The sender of a live share turned this receiver away; a hint that nobody has proven. */
    DECLINED,
    /** As many receivers as may wait for the sender's answer do; a hint that nobody has proven. */
    BUSY
}
