package io.slipway.cli.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What SockJS puts around messages on a WebSocket: {@code o}, {@code h}, {@code a["…",…]} and {@code c[code,"reason"]}.
 *
 * @param messages in the order in which they were said
 * @param close why the node closes the socket; empty: it doesn't
 */
public record SockFrame(List<JsonObject> messages, OptionalInt close) {
    /** The longest that a node sends, in characters. */
    public static final int MAX_LENGTH = 256 << 10;

    private static final SockFrame NOTHING = new SockFrame(List.of(), OptionalInt.empty());

    /** @throws IllegalArgumentException if it is none */
    public static SockFrame parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a frame of " + text.length() + " characters");
        }
        try {
            if (text.equals("o") || text.equals("h")) {
                return NOTHING;
            }
            if (text.startsWith("a")) {
                List<JsonObject> messages = new ArrayList<>();
                new JsonArray(text.substring(1)).forEach(one -> messages.add(new JsonObject((String) one)));
                return new SockFrame(messages, OptionalInt.empty());
            }
            if (text.startsWith("c")) {
                return new SockFrame(List.of(), OptionalInt.of(new JsonArray(text.substring(1)).getInteger(0)));
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a frame of SockJS", e);
        }
        throw new IllegalArgumentException("not a frame of SockJS");
    }

    /** A message in its frame, as clients send them. */
    public static String of(JsonObject message) {
        return new JsonArray().add(message.encode()).encode();
    }
}
