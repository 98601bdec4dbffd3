package io.slipway.kit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A signal socket as a page has it: SockJS's frames ({@code o}, {@code h}, {@code a[…]}, {@code c[…]}) over a WebSocket. May be
 * told not to read.
 */
@CanIgnoreReturnValue
public final class SockClient implements AutoCloseable, WebSocket.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private final StringBuilder partial = new StringBuilder();
    private final LinkedBlockingQueue<JsonObject> arrived = new LinkedBlockingQueue<>();
    private final Deque<JsonObject> passed = new ArrayDeque<>();
    private final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final boolean reads;
    private final WebSocket socket;

    private SockClient(HttpClient http, URI node, boolean reads, String... headers) {
        this.reads = reads;
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        URI there = URI.create("ws://" + node.getAuthority() + "/socket/000/" + session() + "/websocket");
        this.socket = builder.buildAsync(there, this)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** A name that no session has had. */
    public static String session() {
        return "session" + ProcessHandle.current().pid() + "x" + SESSIONS.incrementAndGet();
    }

    /** @param headers names and values by turns */
    public static SockClient open(HttpClient http, URI node, String... headers) {
        return new SockClient(http, node, true, headers);
    }

    /** One that takes what comes until it has heard its welcome, and then nothing more. */
    public static SockClient thatStopsReading(HttpClient http, URI node) {
        return new SockClient(http, node, false);
    }

    /** Opens one and says hello. @param resume an earlier welcome, or null */
    public static SockClient greeted(HttpClient http, URI node, String ticket, JsonObject resume) {
        SockClient client = open(http, node);
        client.hello(ticket, resume);
        return client;
    }

    public SockClient hello(String ticket, JsonObject resume) {
        JsonObject hello = new JsonObject().put("t", "hello").put("v", 1).put("ticket", ticket);
        if (resume != null) {
            hello.put(
                    "resume",
                    new JsonObject().put("peer", resume.getString("peer")).put("token", resume.getString("token")));
        }
        return say(hello);
    }

    public SockClient say(JsonObject message) {
        return raw(message.encode());
    }

    /** Sends a text as one message. */
    public SockClient raw(String text) {
        return frame(new JsonArray().add(text).encode());
    }

    /** Sends a text as it is. */
    public SockClient frame(String text) {
        socket.sendText(text, true)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return this;
    }

    /** The next message of a kind; those before it stay for later. */
    public JsonObject next(String kind) {
        return next(message -> message.getString("t").equals(kind), kind);
    }

    /** The next message that is so; those before it stay for later. @param what it is, for whoever waits in vain */
    public JsonObject next(Predicate<JsonObject> so, String what) {
        List<JsonObject> seen = new ArrayList<>(passed);
        for (JsonObject message : seen) {
            if (so.test(message)) {
                passed.removeFirstOccurrence(message);
                return message;
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonObject message = poll(end - System.nanoTime());
            if (message == null) {
                throw new AssertionError("no " + what + ", but " + passed + ", closed: " + closed);
            }
            if (so.test(message)) {
                return message;
            }
            passed.add(message);
        }
    }

    /** Whether a message that is so has come by now. */
    public boolean has(Predicate<JsonObject> so) {
        arrived.drainTo(passed);
        return passed.stream().anyMatch(so);
    }

    private JsonObject poll(long nanos) {
        try {
            return arrived.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The code the node closes with, when it does: SockJS's if it sent one, else the WebSocket's. */
    public int code() {
        try {
            Integer code = closed.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            if (code == null) {
                throw new AssertionError("not closed; it said " + arrived + passed);
            }
            return code;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it as a lost network does. */
    public void drop() {
        socket.abort();
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        boolean more = true;
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            more = reads || !text.contains("welcome");
            take(text);
        }
        if (more) {
            from.request(1);
        }
        return null;
    }

    private void take(String frame) {
        switch (frame.charAt(0)) {
            case 'a' -> new JsonArray(frame.substring(1)).forEach(text -> arrived.add(new JsonObject((String) text)));
            case 'c' -> closed.add(new JsonArray(frame.substring(1)).getInteger(0));
            default -> {
                // It opened, or it is alive.
            }
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.add(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.add(-1);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
