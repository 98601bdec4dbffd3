package io.slipway.seal;

/**
 * Sealed bytes were refused. The message never holds a key, a name or content. Carries no stack trace: it is an answer to
 * hostile or damaged input, not a fault of the program.
 */
public final class SealException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SealError error;

    public SealException(SealError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public SealError error() {
        return error;
    }

    @Override
    public String toString() {
        return error + ": " + getMessage();
    }
}
