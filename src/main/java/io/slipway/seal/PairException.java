package io.slipway.seal;

/** The pair is over; nothing is tried twice. The message holds no secret; there is no stack trace, as with {@link SealException}. */
public final class PairException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final PairError error;

    PairException(PairError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public PairError error() {
        return error;
    }

    @Override
    public String toString() {
        return error + ": " + getMessage();
    }
}
