package io.slipway.journal;

/** Kafka or Redis is set up so that facts could be lost, or doesn't answer: the node must not start. Says which and why. */
public final class JournalRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalRefusal(String message) {
        super(message);
    }
}
