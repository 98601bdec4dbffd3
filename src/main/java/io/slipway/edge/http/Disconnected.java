package io.slipway.edge.http;

/** The client went away; there is nobody to answer. */
final class Disconnected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Disconnected() {
        super("the client went away", null, false, false);
    }
}
