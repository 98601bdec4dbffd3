package io.slipway.cli.live;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;

/** Opens sockets at nodes. Thread-safe; each socket has an event loop, on which all is said that is heard of it. */
public final class LiveDoors {
    /** How long a connection, and an answer to a request, may take, in ms. */
    static final int PATIENCE_MILLIS = 20_000;
    /** How long a node may take to answer a close before the connection is cut, in s. */
    static final int CLOSING_SECONDS = 1;

    private static final int CREATED = 201;
    private static final int REQUESTS_AT_ONCE = 32;

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final HttpClient http;

    /**
     * Where one client asks.
     *
     * @param node its address
     * @param headers that go with every request and every socket
     */
    public record Door(URI node, Map<String, String> headers) {
        public Door {
            headers = Map.copyOf(headers);
        }

        /**
         * For a client that a node takes for another one than all with another number, if it believes this machine about addresses
         * ({@code SLIPWAY_TRUSTED_PROXIES}).
         *
         * @param client 0 … 2^24 - 1
         */
        public static Door behindProxy(URI node, int client) {
            String address = "10." + (client >> 16 & 0xff) + "." + (client >> 8 & 0xff) + "." + (client & 0xff);
            return new Door(node, Map.of("X-Forwarded-For", address));
        }

        private boolean isSecure() {
            return "https".equals(node.getScheme());
        }

        private int port() {
            return node.getPort() >= 0 ? node.getPort() : isSecure() ? 443 : 80;
        }

        private <T extends RequestOptions> T on(T options, String path) {
            options.setHost(node.getHost()).setPort(port()).setSsl(isSecure()).setURI(path);
            headers.forEach(options::putHeader);
            return options;
        }
    }

    public LiveDoors(Vertx vertx) {
        this(vertx, new WebSocketClientOptions());
    }

    /** @param receiveBytes about how much waits in the kernel for a client that doesn't read, for each socket */
    public LiveDoors(Vertx vertx, int receiveBytes) {
        this(vertx, receiving(receiveBytes));
    }

    private LiveDoors(Vertx vertx, WebSocketClientOptions options) {
        this.vertx = vertx;
        this.sockets = vertx.createWebSocketClient(options.setVerifyHost(true)
                .setMaxFrameSize(SockFrame.MAX_LENGTH)
                .setMaxMessageSize(SockFrame.MAX_LENGTH)
                .setMaxConnections(Integer.MAX_VALUE)
                .setConnectTimeout(PATIENCE_MILLIS)
                .setClosingTimeout(CLOSING_SECONDS));
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setVerifyHost(true).setConnectTimeout(PATIENCE_MILLIS),
                new PoolOptions().setHttp1MaxSize(REQUESTS_AT_ONCE));
    }

    private static WebSocketClientOptions receiving(int bytes) {
        WebSocketClientOptions options = new WebSocketClientOptions();
        options.setReceiveBufferSize(bytes);
        return options;
    }

    Vertx vertx() {
        return vertx;
    }

    /** A ticket for a signal socket; fails with {@link LiveTrouble}. */
    Future<String> ticket(Door door) {
        RequestOptions request = door.on(new RequestOptions(), "/api/sockets")
                .setMethod(HttpMethod.POST)
                .setIdleTimeout(PATIENCE_MILLIS);
        return http.request(request)
                .compose(open -> open.send(Buffer.buffer()))
                .compose(answer -> answer.body().compose(body -> ticket(answer.statusCode(), body)))
                .recover(LiveDoors::offline);
    }

    private static Future<String> ticket(int status, Buffer body) {
        try {
            JsonObject words = new JsonObject(body);
            String ticket = words.getString("ticket");
            if (status == CREATED && ticket != null) {
                return Future.succeededFuture(ticket);
            }
            String code = words.getString("code", LiveTrouble.BAD_ANSWER);
            return Future.failedFuture(new LiveTrouble(code, words.getString("detail", "status " + status)));
        } catch (RuntimeException e) {
            return Future.failedFuture(new LiveTrouble(LiveTrouble.BAD_ANSWER, "status " + status));
        }
    }

    /** @param listen is told the socket before anything can be heard on it */
    <T> Future<T> open(Door door, String path, Function<WebSocket, T> listen) {
        WebSocketConnectOptions there = door.on(new WebSocketConnectOptions(), path);
        return sockets.connect(there).map(listen).recover(LiveDoors::offline);
    }

    private static <T> Future<T> offline(Throwable failure) {
        return Future.failedFuture(
                failure instanceof LiveTrouble
                        ? failure
                        : new LiveTrouble(LiveTrouble.OFFLINE, String.valueOf(failure.getMessage())));
    }
}
