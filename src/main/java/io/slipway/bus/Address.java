package io.slipway.bus;

import java.time.Duration;

/**
 * A question that some actor answers, with the types of both.
 *
 * @param name the address on the event bus, such as {@code catalog.find}
 * @param request the type of the question
 * @param reply the type of the answer
 * @param timeout how long an asker waits before it gets {@code UNAVAILABLE}
 * @param ofNode whether it is one node's, which all others may ask; else every node answers for itself
 */
public record Address<Q extends Record, R extends Record>(
        String name, Class<Q> request, Class<R> reply, Duration timeout, boolean ofNode) {

    /** An address that every node answers for itself. */
    public static <Q extends Record, R extends Record> Address<Q, R> local(
            String name, Class<Q> request, Class<R> reply, Duration timeout) {
        return new Address<>(name, request, reply, timeout, false);
    }

    /**
     * An address of one node, {@code node.<node>.<name>}, that every node may ask. A node that is gone is {@code UNAVAILABLE}
     * at once, one that is cut off after the timeout. Few of these: each is told to all nodes.
     */
    public static <Q extends Record, R extends Record> Address<Q, R> ofNode(
            String node, String name, Class<Q> request, Class<R> reply, Duration timeout) {
        return new Address<>("node." + node + "." + name, request, reply, timeout, true);
    }
}
