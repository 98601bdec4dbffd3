package io.slipway.edge;

import java.time.Duration;

/**
 * How long the edge waits for others.
 *
 * @param headers for the first request's line and headers on a new connection
 * @param keepAlive from an answer to the whole head of the next request
 * @param idle with no byte moving in either direction; longer than any question to the catalog may take
 * @param memory in line for room in memory
 * @param pace the span in which bytes must move
 * @param follow for a sender who stores nothing, in the middle of a download that has caught up with it; less than idle
 * @param linger after an answer given early, for the client to notice and stop sending
 */
public record EdgeTimeouts(
        Duration headers,
        Duration keepAlive,
        Duration idle,
        Duration memory,
        Duration pace,
        Duration follow,
        Duration linger) {
    public static final EdgeTimeouts DEFAULT = new EdgeTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2));
}
