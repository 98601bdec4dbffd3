package io.slipway.cli.live;

import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.seal.Base64Url;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A peer by its signal socket (the wire document, section 2). Pings for as long as the socket is open. Thread-safe.
 *
 * <pre>
 *  opened ── hello ──▶ greeted ── welcome ──▶ here ──▶ closed
 *                         └──── trouble, or closed ────┘
 * </pre>
 */
public final class LivePeer {
    private static final int NODE_LENGTH = 16;
    private static final long PING_LEAST = 1_000;
    private static final long PING_MOST = 60_000;
    private static final int WENT_AWAY = 1_006;
    private static final int UNKNOWN = 4_410;
    private static final int ROOM_BYTES = 16;

    private final LiveDoors doors;
    private final WebSocket socket;
    private final Promise<LivePeer> greeted = Promise.promise();
    private final Promise<Integer> closed = Promise.promise();
    private final Map<Integer, Promise<JsonObject>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private volatile Consumer<JsonObject> ear = message -> {};
    private volatile PeerId id;
    private volatile JsonObject welcome;
    private volatile LiveTrouble trouble;

    private LivePeer(LiveDoors doors, WebSocket socket) {
        this.doors = doors;
        this.socket = socket;
        socket.textMessageHandler(this::heard);
        socket.closeHandler(over -> over(socket.closeStatusCode() == null ? WENT_AWAY : socket.closeStatusCode()));
        socket.exceptionHandler(broken -> over(WENT_AWAY));
    }

    /**
     * Opens a socket and waits for its welcome.
     *
     * @return fails with {@link LiveTrouble}
     */
    public static Future<LivePeer> greet(LiveDoors doors, Door door) {
        return greet(doors, door, null);
    }

    private static Future<LivePeer> greet(LiveDoors doors, Door door, JsonObject before) {
        String session = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        return doors.ticket(door).compose(ticket -> doors.open(
                        door, "/socket/000/" + session + "/websocket", socket -> new LivePeer(doors, socket))
                .compose(peer -> {
                    peer.hello(ticket, before);
                    return peer.greeted.future();
                }));
    }

    /** The same peer with another socket, at any node; whether it has its rooms still, the welcome says. */
    public Future<LivePeer> again(Door door) {
        return greet(doors, door, welcome);
    }

    private void hello(String ticket, JsonObject before) {
        JsonObject hello = new JsonObject().put("t", "hello").put("v", 1).put("ticket", ticket);
        if (before != null) {
            hello.put(
                    "resume",
                    new JsonObject().put("peer", before.getString("peer")).put("token", before.getString("token")));
        }
        send(hello);
    }

    private void heard(String text) {
        try {
            SockFrame frame = SockFrame.parse(text);
            frame.messages().forEach(this::heard);
            frame.close().ifPresent(this::over);
        } catch (IllegalArgumentException | ClassCastException | Problem e) {
            trouble = new LiveTrouble(LiveTrouble.BAD_ANSWER, "the node doesn't talk as nodes do");
            close();
        }
    }

    private void heard(JsonObject message) {
        Integer id = message.getInteger("id");
        Promise<JsonObject> answer = id == null ? null : asked.remove(id);
        boolean refused = "trouble".equals(message.getString("t"));
        if (answer != null && refused) {
            answer.tryFail(troubleOf(message));
        } else if (answer != null) {
            answer.tryComplete(message);
        } else if (welcome != null) {
            ear.accept(message);
        } else if ("welcome".equals(message.getString("t"))) {
            greeted(message);
        } else if (refused) {
            trouble = troubleOf(message);
        }
    }

    private void greeted(JsonObject message) {
        id = new PeerId(message.getString("peer", ""));
        welcome = message;
        long every = Math.min(PING_MOST, Math.max(PING_LEAST, message.getLong("pingEvery", PING_LEAST)));
        long pings = doors.vertx().setPeriodic(every, now -> send(new JsonObject().put("t", "ping")));
        closed.future().onComplete(over -> doors.vertx().cancelTimer(pings));
        greeted.tryComplete(this);
    }

    private static LiveTrouble troubleOf(JsonObject message) {
        return new LiveTrouble(message.getString("code", LiveTrouble.BAD_ANSWER), message.getString("detail", ""));
    }

    private void over(int code) {
        String name = code == UNKNOWN ? LiveTrouble.UNKNOWN_PEER : LiveTrouble.OFFLINE;
        LiveTrouble why = trouble == null ? new LiveTrouble(name, "the node closed the socket with " + code) : trouble;
        greeted.tryFail(why);
        asked.values().forEach(answer -> answer.tryFail(why));
        closed.tryComplete(code);
    }

    /** Who this is. */
    public PeerId id() {
        return id;
    }

    /** Whether it is who it was, with its rooms. */
    public boolean isResumed() {
        return welcome.getBoolean("resumed", false);
    }

    /** The node that this is connected to, by its name; whatever it says, at most {@value #NODE_LENGTH} characters of it. */
    public String node() {
        String node = welcome.getString("node", "");
        return node.substring(0, Math.min(node.length(), NODE_LENGTH));
    }

    /** Everything that isn't an answer goes there from now on, on the socket's event loop. */
    public void listen(Consumer<JsonObject> listener) {
        ear = listener;
    }

    /** The name of a room for two that nobody else knows. */
    public static String newRoom(Randomness random) {
        return "pair:" + Base64Url.encode(random.bytes(ROOM_BYTES));
    }

    /** Enters a room. @return what the node says then; fails with {@link LiveTrouble} */
    public Future<JsonObject> join(String room, String as) {
        return join(room, as, null);
    }

    /**
     * Enters a room, or sees who is in it now.
     *
     * @param right a capability, as text; null: none
     * @return what the node says then; fails with {@link LiveTrouble}
     */
    public Future<JsonObject> join(String room, String as, String right) {
        JsonObject join = new JsonObject().put("t", "join").put("room", room).put("as", as);
        return ask(right == null ? join : join.put("right", right));
    }

    /** Leaves a room: whoever else is there is told at once. */
    public void leave(String room) {
        send(new JsonObject().put("t", "leave").put("room", room));
    }

    /** A ticket for a bulk socket of this peer, at any node; fails with {@link LiveTrouble}. */
    public Future<String> bulkTicket() {
        return ask(new JsonObject().put("t", "bulk")).map(answer -> answer.getString("ticket", ""));
    }

    private Future<JsonObject> ask(JsonObject question) {
        Promise<JsonObject> answer = Promise.promise();
        int id = lastId.incrementAndGet();
        asked.put(id, answer);
        send(question.put("id", id));
        if (closed.future().isComplete()) {
            answer.tryFail(new LiveTrouble(LiveTrouble.OFFLINE, "the socket is closed"));
        }
        return answer.future().onComplete(known -> asked.remove(id));
    }

    /** Says something to another peer; whether it arrived is only told if it didn't. */
    public void say(PeerId to, Buffer body) {
        send(new JsonObject().put("t", "say").put("to", to.text()).put("body", Base64Url.encode(body.getBytes())));
    }

    private void send(JsonObject message) {
        // What can't be sent is lost with the socket, which tells.
        socket.writeTextMessage(SockFrame.of(message)).onFailure(lost -> over(WENT_AWAY));
    }

    /** Done with the code when the socket is closed; 1006: it just ended. Never fails. */
    public Future<Integer> closed() {
        return closed.future();
    }

    /** Leaves. */
    public void close() {
        socket.close().onFailure(gone -> over(WENT_AWAY));
    }
}
