package io.slipway.model;

import java.util.Map;

/**
 * A refusal or failure with a stable {@link ProblemCode} and a sentence for people. The sentence never holds a token, a
 * key or a file name. Carries no stack trace: it is an answer, not a fault.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Map<String, Object> details;

    public Problem(ProblemCode code, String message) {
        this(code, message, Map.of());
    }

    /** @param details extension members (RFC 9457) for machines, such as the chunks that are missing */
    public Problem(ProblemCode code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    public ProblemCode code() {
        return code;
    }

    public Map<String, Object> details() {
        return details == null ? Map.of() : details;
    }

    @Override
    public String toString() {
        return code + ": " + getMessage();
    }
}
