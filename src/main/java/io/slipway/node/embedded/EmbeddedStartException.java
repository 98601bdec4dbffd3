package io.slipway.node.embedded;

import java.io.IOException;

/** The embedded services or their data folder cannot be used; the message is meant for the person who starts the node. */
public final class EmbeddedStartException extends IOException {
    public EmbeddedStartException(String message) {
        super(message);
    }

    public EmbeddedStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
