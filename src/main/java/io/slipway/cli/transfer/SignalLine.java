package io.slipway.cli.transfer;

import io.slipway.cli.live.SockFrame;
import io.slipway.seal.Base64Url;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A signal socket (the wire document, section 2): SockJS's frames over a WebSocket. For use by one thread, which takes one message after the
 * other; no more is read from the node than it takes. An exchange of a code is no more than that; who has others to talk to meanwhile is in
 * a {@link io.slipway.cli.room.ShareRoom}.
 */
final class SignalLine implements AutoCloseable {
    /** How long opening it, and being welcomed, may take. */
    static final Duration OPEN = Duration.ofSeconds(15);

    private static final String CLOSED = "";
    private static final long PING_LEAST = 1_000;
    private static final long PING_MOST = 60_000;

    private final WebSocket socket;
    /** At most one frame, and the end. */
    private final LinkedBlockingQueue<String> frames;

    private final Deque<JsonObject> messages = new ArrayDeque<>();
    private final JsonObject welcome;
    private final long pingEvery;
    private int lastId;

    private SignalLine(WebSocket socket, LinkedBlockingQueue<String> frames, String ticket, JsonObject before)
            throws NodeProblem, InterruptedException {
        this.socket = socket;
        this.frames = frames;
        JsonObject hello = new JsonObject().put("t", "hello").put("v", 1).put("ticket", ticket);
        if (before != null) {
            hello.put(
                    "resume",
                    new JsonObject().put("peer", before.getString("peer")).put("token", before.getString("token")));
        }
        send(hello);
        JsonObject first = take(OPEN.toNanos());
        if (first == null || !"welcome".equals(first.getString("t"))) {
            throw NodeProblem.offline("the node doesn't greet");
        }
        this.welcome = first;
        this.pingEvery = Math.min(PING_MOST, Math.max(PING_LEAST, first.getLong("pingEvery", PING_LEAST)));
    }

    /**
     * Opens one and waits for its welcome.
     *
     * @param ticket that the node gave
     * @param before the welcome of the peer to be again; null: none
     */
    static SignalLine open(HttpClient http, URI node, String ticket, JsonObject before)
            throws NodeProblem, InterruptedException {
        Listener listener = new Listener();
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder().buildAsync(address(node), listener);
        await(opening);
        WebSocket socket = opening.join();
        boolean welcomed = false;
        try {
            SignalLine line = new SignalLine(socket, listener.frames, ticket, before);
            welcomed = true;
            return line;
        } catch (ClassCastException e) {
            throw NodeProblem.badAnswer("the node doesn't talk as nodes do");
        } finally {
            if (!welcomed) {
                socket.abort();
            }
        }
    }

    private static URI address(URI node) {
        String scheme = "https".equals(node.getScheme()) ? "wss" : "ws";
        String session = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        return URI.create(scheme + "://" + node.getAuthority() + "/socket/000/" + session + "/websocket");
    }

    /** What the node said first: who this is, and whether it is who it was. */
    JsonObject welcome() {
        return welcome;
    }

    /** @return the id that the answer will carry */
    int join(String room, String as) throws NodeProblem, InterruptedException {
        send(new JsonObject()
                .put("t", "join")
                .put("id", ++lastId)
                .put("room", room)
                .put("as", as));
        return lastId;
    }

    void leave(String room) throws NodeProblem, InterruptedException {
        send(new JsonObject().put("t", "leave").put("room", room));
    }

    void say(String peer, byte[] body) throws NodeProblem, InterruptedException {
        send(new JsonObject().put("t", "say").put("to", peer).put("body", Base64Url.encode(body)));
    }

    /**
     * The next message; pings the node meanwhile.
     *
     * @param within ns; at most that long is waited
     * @return null: none came
     * @throws NodeProblem if the connection is lost
     */
    JsonObject next(long within) throws NodeProblem, InterruptedException {
        long left = within;
        while (true) {
            long step = Math.min(left, TimeUnit.MILLISECONDS.toNanos(pingEvery));
            JsonObject message = take(step);
            left -= step;
            if (message != null || left <= 0) {
                return message;
            }
            send(new JsonObject().put("t", "ping"));
        }
    }

    private JsonObject take(long within) throws NodeProblem, InterruptedException {
        while (messages.isEmpty()) {
            String frame = frames.poll(within, TimeUnit.NANOSECONDS);
            if (frame == null) {
                return null;
            }
            if (frame.isEmpty() || read(frame)) {
                frames.add(CLOSED);
                throw NodeProblem.offline("the node closed the connection");
            }
            socket.request(1);
        }
        return messages.remove();
    }

    /** @return whether the node closes it with that */
    private boolean read(String text) throws NodeProblem {
        try {
            SockFrame frame = SockFrame.parse(text);
            messages.addAll(frame.messages());
            return frame.close().isPresent();
        } catch (IllegalArgumentException e) {
            throw NodeProblem.badAnswer("the node doesn't talk as nodes do");
        }
    }

    private void send(JsonObject message) throws NodeProblem, InterruptedException {
        await(socket.sendText(SockFrame.of(message), true));
    }

    private static void await(CompletableFuture<?> step) throws NodeProblem, InterruptedException {
        try {
            step.get(OPEN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw NodeProblem.offline("the node can't be talked to");
        }
    }

    /** What was said before still goes out. */
    @Override
    public void close() {
        try {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Whoever was told nothing finds out by the lease.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            socket.abort();
        }
    }

    /** Puts one frame together and waits for it to be taken. */
    private static final class Listener implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (partial.length() > SockFrame.MAX_LENGTH) {
                frames.add(CLOSED);
                from.abort();
            } else if (last) {
                frames.add(partial.isEmpty() ? "h" : partial.toString());
                partial.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            frames.add(CLOSED);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            frames.add(CLOSED);
        }
    }
}
