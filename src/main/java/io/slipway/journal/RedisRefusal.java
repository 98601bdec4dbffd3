package io.slipway.journal;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;

/** An error that Redis itself answered with. Leaves this package as a {@link Problem} only. */
final class RedisRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RedisRefusal(String message) {
        super(message, null, false, false);
    }

    static RuntimeException of(Throwable cause) {
        return cause instanceof RuntimeException problem && problem instanceof Problem
                ? problem
                : new RedisRefusal(String.valueOf(cause.getMessage()));
    }

    boolean says(String code) {
        return getMessage().startsWith(code);
    }

    /** What others are told: Redis as it is now can't serve. */
    static Problem told(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        return new Problem(ProblemCode.UNAVAILABLE, "Redis refused; the outcome is unknown");
    }
}
