package io.slipway.cli.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Clients of PeerJS's server, as its own are: an id, a heartbeat, and offers to another id. */
final class PeerJsCrowd implements SocketLoad.Crowd {
    private static final int AT_ONCE = 64;
    private static final int PATIENCE_SECONDS = 60;
    private static final long HEARTBEAT_MILLIS = 20_000;
    private static final String OFFER = "OFFER";
    private static final String PAYLOAD = "payload";

    private final WebSocketClient client;
    private final URI server;
    private final List<WebSocket> sockets = new ArrayList<>();
    private volatile LongConsumer ear = number -> {};

    PeerJsCrowd(Vertx vertx, URI server) {
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(Integer.MAX_VALUE));
        this.server = server;
        vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> List.copyOf(sockets)
                .forEach(socket -> write(socket, new JsonObject().put("type", "HEARTBEAT"))));
    }

    /** Opens so many more. */
    void open(int more) throws Exception {
        int size = sockets.size() + more;
        while (sockets.size() < size) {
            List<Future<WebSocket>> some = new ArrayList<>();
            while (some.size() < Math.min(AT_ONCE, size - sockets.size())) {
                String path = "/peerjs?key=peerjs&token=bench&id=" + id(sockets.size() + some.size());
                some.add(client.connect(server.getPort(), server.getHost(), path)
                        .onSuccess(socket -> socket.textMessageHandler(this::heard)));
            }
            for (Future<WebSocket> one : some) {
                sockets.add(one.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        }
    }

    private static String id(int number) {
        return "bench" + number;
    }

    private void heard(String text) {
        JsonObject message = new JsonObject(text);
        if (OFFER.equals(message.getString("type"))) {
            ear.accept(Long.parseLong(message.getString(PAYLOAD)));
        }
    }

    private static void write(WebSocket socket, JsonObject message) {
        // One that is lost is missed where its message isn't heard.
        socket.writeTextMessage(message.encode()).onFailure(lost -> {});
    }

    @Override
    public int size() {
        return sockets.size();
    }

    @Override
    public void say(int from, long number) {
        write(
                sockets.get(from),
                new JsonObject().put("type", OFFER).put("dst", id(from ^ 1)).put(PAYLOAD, String.valueOf(number)));
    }

    @Override
    public void listen(LongConsumer listener) {
        ear = listener;
    }
}
