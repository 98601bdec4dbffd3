package io.slipway.cli.live;

import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LiveFrame.StreamName;
import io.slipway.seal.Base64Url;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bulk socket (the wire document, section 5): frames out, and frames in to the streams they belong to. Everything that is heard is heard
 * on one event loop, {@link #run}'s; what is public may be called anywhere.
 */
public final class BulkLine {
    /** Streams that are served at once; further ones are refused. */
    public static final int MAX_SERVED = 16;

    private static final int WENT_AWAY = 1_006;

    private final LiveDoors doors;
    private final WebSocket socket;
    private final Context loop;
    private final Promise<BulkLine> ready = Promise.promise();
    private final Promise<Ended> ended = Promise.promise();
    private final Map<StreamName, Stream> streams = new HashMap<>();
    private final LongAdder sent = new LongAdder();
    private volatile LiveSource source;

    /**
     * How a socket ended.
     *
     * @param code of the WebSocket; 1006: it just ended
     * @param reason what the node says to it, maybe empty
     */
    public record Ended(int code, String reason) {}

    /** One end of a stream. */
    interface Stream {
        void heard(LiveFrame frame);

        /** The socket is closed. */
        void lost();

        /** There is room again. */
        default void drained() {
            // Whoever sends little doesn't ask.
        }

        /** Whether it is one of those that are served. */
        default boolean isServed() {
            return false;
        }
    }

    private BulkLine(LiveDoors doors, WebSocket socket) {
        this.doors = doors;
        this.socket = socket;
        this.loop = doors.vertx().getOrCreateContext();
        socket.binaryMessageHandler(this::heard);
        socket.drainHandler(room -> Map.copyOf(streams).values().forEach(Stream::drained));
        // Whatever breaks it, its end follows.
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(closed -> over());
    }

    /**
     * Opens one and waits until it is ready.
     *
     * @param ticket from {@link LivePeer#bulkTicket}
     * @return fails with {@link LiveTrouble}
     */
    public static Future<BulkLine> open(LiveDoors doors, Door door, String ticket) {
        byte[] raw = Base64Url.decode(ticket).orElse(new byte[0]);
        if (raw.length != LiveFrame.TICKET_BYTES) {
            return Future.failedFuture(new LiveTrouble(LiveTrouble.BAD_ANSWER, "that is no ticket"));
        }
        return doors.open(door, "/socket/websocket", socket -> new BulkLine(doors, socket))
                .compose(line -> {
                    line.send(LiveFrame.hello(raw));
                    return line.ready.future();
                });
    }

    private void heard(Buffer bytes) {
        LiveFrame frame;
        try {
            frame = LiveFrame.parse(bytes);
        } catch (IllegalArgumentException e) {
            close();
            return;
        }
        switch (frame.kind()) {
            case READY -> ready.tryComplete(this);
            case OPEN -> opened(frame);
            default -> {
                Stream stream = streams.get(frame.stream());
                if (stream != null) {
                    stream.heard(frame);
                }
            }
        }
    }

    private void opened(LiveFrame open) {
        if (streams.containsKey(open.stream())) {
            return;
        }
        LiveSource served = source;
        boolean allowed = served != null && served.allows(open.peer());
        long length = allowed ? served.length(open.file()).orElse(-1) : -1;
        StreamCause refusal = null;
        if (!allowed) {
            refusal = StreamCause.NOT_ALLOWED;
        } else if (length < 0) {
            refusal = StreamCause.NO_SUCH_FILE;
        } else if (open.end() > length) {
            refusal = StreamCause.SOURCE_CHANGED;
        } else if (streams.values().stream().filter(Stream::isServed).count() >= MAX_SERVED) {
            refusal = StreamCause.OVER_CAPACITY;
        }
        if (refusal != null) {
            send(LiveFrame.close(open.stream(), open.position(), refusal));
            return;
        }
        SendingStream stream = new SendingStream(this, open, served, length);
        streams.put(open.stream(), stream);
        served.taken(open.peer(), open.file());
        stream.go();
    }

    /** From now on streams that are opened get what this has; before, they are refused. */
    public void serve(LiveSource served) {
        source = served;
    }

    void add(StreamName id, Stream stream) {
        streams.put(id, stream);
        if (ended.future().isComplete()) {
            stream.lost();
        }
    }

    void remove(StreamName id) {
        streams.remove(id);
    }

    /** Does something where frames are heard. */
    void run(Runnable what) {
        loop.runOnContext(now -> what.run());
    }

    LiveDoors doors() {
        return doors;
    }

    /** Sends a frame, whatever waits already: see {@link #isFull}. */
    public void send(LiveFrame frame) {
        if (frame.kind() == LiveFrame.Kind.DATA) {
            sent.add(frame.body().length());
        }
        // What can't be sent is lost with the socket, whose end follows.
        socket.writeBinaryMessage(frame.toBuffer()).onFailure(lost -> {});
    }

    /** Bytes of files that were sent so far, on all streams. */
    public long sent() {
        return sent.sum();
    }

    /** Whether senders had better wait until there is room. */
    boolean isFull() {
        return socket.writeQueueFull();
    }

    /** Reads nothing any more, until {@link #resume}. */
    public void pause() {
        socket.pause();
    }

    /** Reads again. */
    public void resume() {
        socket.resume();
    }

    private void over() {
        run(() -> {
            int code = socket.closeStatusCode() == null ? WENT_AWAY : socket.closeStatusCode();
            String reason = socket.closeReason() == null ? "" : socket.closeReason();
            ended.complete(new Ended(code, reason));
            ready.tryFail(new LiveTrouble(LiveTrouble.OFFLINE, "the node closed the bulk socket with " + code));
            Map<StreamName, Stream> all = Map.copyOf(streams);
            streams.clear();
            all.values().forEach(Stream::lost);
        });
    }

    /** Done when the socket is closed, by whomever. Never fails. */
    public Future<Ended> ended() {
        return ended.future();
    }

    /** Ends it; its streams end with it, at both sides. */
    public void close() {
        socket.resume();
        socket.close().onFailure(gone -> {});
    }
}
