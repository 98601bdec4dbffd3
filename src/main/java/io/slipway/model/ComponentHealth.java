package io.slipway.model;

/** How a part of the node answers "would work given to you now be likely to succeed?". */
public sealed interface ComponentHealth {
    /** Work is likely to succeed. */
    Ok OK = new Ok();

    static ComponentHealth ok() {
        return OK;
    }

    static ComponentHealth degraded(String reason) {
        return new Degraded(reason);
    }

    static ComponentHealth down(String reason) {
        return new Down(reason);
    }

    /** Whether work should be sent here. True for {@link Degraded}: it limps, but it walks. */
    boolean ready();

    /** Work is likely to succeed. */
    record Ok() implements ComponentHealth {
        @Override
        public boolean ready() {
            return true;
        }
    }

    /**
     * Work succeeds, but a person should look.
     *
     * @param reason one line for the operator; anyone may read it, so no secret, name or address stands in it
     */
    record Degraded(String reason) implements ComponentHealth {
        public Degraded {
            ComponentHealth.requireReason(reason);
        }

        @Override
        public boolean ready() {
            return true;
        }
    }

    /**
     * Work is likely to fail.
     *
     * @param reason one line for the operator; anyone may read it, so no secret, name or address stands in it
     */
    record Down(String reason) implements ComponentHealth {
        public Down {
            ComponentHealth.requireReason(reason);
        }

        @Override
        public boolean ready() {
            return false;
        }
    }

    private static void requireReason(String reason) {
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException("a part that isn't well says why");
        }
    }
}
