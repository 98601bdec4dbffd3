package io.slipway.chunks;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Kafka's failures mean to those who asked. */
final class KafkaProblems {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaProblems.class);

    private KafkaProblems() {}

    /** The cause without the wrappings of futures. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether a failure to read says something about Kafka, and not about what was read. */
    static boolean isKafkaAway(Throwable failure) {
        return failure instanceof AuthenticationException
                || failure instanceof AuthorizationException
                || (failure instanceof RetriableException && !(failure instanceof CorruptRecordException));
    }

    /** The problem a failed request to Kafka is; one that is a problem already stays as it is. */
    static Problem of(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof Problem problem) {
            return problem;
        }
        LOG.atWarn()
                .addKeyValue("kind", cause.getClass().getSimpleName())
                .addKeyValue("reason", cause.getMessage())
                .log("Kafka refused or did not answer");
        if (cause instanceof RecordTooLargeException) {
            return new Problem(ProblemCode.CHUNK_TOO_LONG, "Kafka takes no record of this size");
        }
        if (cause instanceof KafkaStorageException) {
            return new Problem(ProblemCode.STORAGE_FULL, "Kafka can't write to its disk");
        }
        return new Problem(ProblemCode.UNAVAILABLE, "Kafka is away; try again");
    }
}
