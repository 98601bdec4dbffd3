package io.slipway.cli.room;

/** How long it may take until a pair is open: longer where a person is asked. */
final class Deadline {
    /** How long a handshake may take, in ms. */
    static final long HANDSHAKE_MILLIS = 15_000;
    /** How long the receiver of a live share waits for a person to let it in, in ms from the beginning of the handshake. */
    static final long APPROVAL_MILLIS = 600_000;

    private Deadline() {}

    /** @param late is run on the loop, at most once, if the pair isn't open by then */
    static void set(LiveLoop loop, PairEnd pair, Runnable late) {
        loop.after(HANDSHAKE_MILLIS, () -> {
            if (!pair.waitsForPerson()) {
                lapse(pair, late);
            }
        });
        loop.after(APPROVAL_MILLIS, () -> lapse(pair, late));
    }

    private static void lapse(PairEnd pair, Runnable late) {
        if (!pair.isOpen() && !pair.isOver()) {
            late.run();
        }
    }
}
