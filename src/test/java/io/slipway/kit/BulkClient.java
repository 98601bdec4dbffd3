package io.slipway.kit;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bulk socket as a client has it: frames out, frames in one by one. May stop reading. */
@CanIgnoreReturnValue
public final class BulkClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 15;
    /** Small, so that little waits in the kernel for a client that doesn't read. */
    private static final int KERNEL_BYTES = 16 << 10;

    private final LinkedBlockingQueue<RelayFrame> came = new LinkedBlockingQueue<>();
    private final List<RelayFrame> passed = new ArrayList<>();
    private final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final WebSocketClient client;
    private final WebSocket socket;

    public BulkClient(Vertx vertx, URI node) {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(1 << 20)
                .setMaxConnections(1);
        options.setClosingTimeout(1).setReceiveBufferSize(KERNEL_BYTES);
        client = vertx.createWebSocketClient(options);
        WebSocketConnectOptions there = new WebSocketConnectOptions()
                .setHost(node.getHost())
                .setPort(node.getPort())
                .setURI("/socket/websocket");
        socket = await(client.connect(there).map(open -> {
            open.binaryMessageHandler(message -> came.add(RelayFrame.parse(message)));
            open.closeHandler(over -> closed.add(open.closeStatusCode() == null ? -1 : (int) open.closeStatusCode()));
            open.exceptionHandler(broken -> closed.add(-1));
            return open;
        }));
    }

    /** One that is ready. */
    public static BulkClient ready(Vertx vertx, URI node, String ticket) {
        BulkClient bulk = new BulkClient(vertx, node);
        bulk.hello(ticket);
        bulk.next(RelayFrame.Ready.class);
        return bulk;
    }

    public BulkClient hello(String ticket) {
        return send(new RelayFrame.Hello(Buffer.buffer(Base64.getUrlDecoder().decode(ticket))));
    }

    public BulkClient send(RelayFrame frame) {
        return send(frame.toBuffer());
    }

    public BulkClient send(Buffer bytes) {
        await(socket.writeBinaryMessage(bytes));
        return this;
    }

    /** Sends without waiting until it left. */
    public Future<Void> push(Buffer bytes) {
        return socket.writeBinaryMessage(bytes);
    }

    public BulkClient text(String text) {
        await(socket.writeTextMessage(text));
        return this;
    }

    /** Opens a stream from its first byte on. */
    public BulkClient open(StreamId stream, PeerId sender, long end, long limit) {
        byte[] file = new byte[16];
        return send(new RelayFrame.Open(stream, 0, sender, FileId.of(file), end, limit));
    }

    /** Reads nothing any more. */
    public void pause() {
        socket.pause();
    }

    public void resume() {
        socket.resume();
    }

    /** The next frame of a kind; those before it are passed over. */
    public <F extends RelayFrame> F next(Class<F> kind) {
        while (true) {
            RelayFrame frame = next();
            if (kind.isInstance(frame)) {
                return kind.cast(frame);
            }
            passed.add(frame);
        }
    }

    /** The next frame. */
    public RelayFrame next() {
        try {
            RelayFrame frame = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("nothing came; before " + passed.size() + " frames; closed: " + closed);
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The code the node closes with, when it does; 1006 if it just ends. */
    public int code() {
        try {
            Integer code = closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (code == null) {
                throw new AssertionError("not closed");
            }
            return code;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public boolean isClosed() {
        return socket.isClosed();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** As a lost network does. */
    @Override
    public void close() {
        socket.resume();
        client.close().onFailure(Throwable::printStackTrace);
    }
}
