package io.slipway.bus;

import java.time.Duration;

/**
 * A question that some actor answers, with the types of both.
 *
 * @param name the address on the event bus, such as {@code catalog.find}
 * @param request the type of the question
 * @param reply the type of the answer
 * @param timeout how long an asker waits before it gets {@code UNAVAILABLE}
 */
public record Address<Q extends Record, R extends Record>(
        String name, Class<Q> request, Class<R> reply, Duration timeout) {

    /** An address that every node answers for itself. */
    public static <Q extends Record, R extends Record> Address<Q, R> local(
            String name, Class<Q> request, Class<R> reply, Duration timeout) {
        return new Address<>(name, request, reply, timeout);
    }
}
