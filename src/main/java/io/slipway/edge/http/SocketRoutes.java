package io.slipway.edge.http;

import io.slipway.edge.EdgeDoors;
import io.slipway.edge.EdgeSockets;
import io.slipway.edge.RoutePolicy;
import io.slipway.edge.socket.SignalSockets;
import io.slipway.edge.socket.Tickets;
import io.slipway.model.Clock;
import io.slipway.model.IpAddress;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tickets for sockets, and the sockets: a SockJS mount of which a few transports are let through. Who comes from a foreign page
 * is refused before anything else.
 */
final class SocketRoutes {
    static final String MOUNT = "/socket/";
    /** The whole of what is sent over XHR in one request. */
    static final int MAX_SENT = HttpFront.MAX_WEB_SOCKET_FRAME;

    private static final String RAW = MOUNT + "websocket";
    private static final Pattern OPEN =
            Pattern.compile("/socket/(?:info|websocket|[^/.]+/[^/.]+/(?:websocket|xhr|xhr_streaming|xhr_send))");

    private final Workbench bench;
    private final ProblemWriter problems;
    private final Origins origins;
    private final EdgeSockets open;
    private final SignalSockets signals;
    private final BodyHandler bodies = BodyHandler.create(false).setBodyLimit(MAX_SENT);
    /** WebSockets on their way to their sessions, by their connections: SockJS shows them to nobody. */
    private final Map<HttpConnection, ServerWebSocket> transports = new HashMap<>();

    SocketRoutes(Workbench bench, EdgeDoors doors, EdgeSockets open, ProblemWriter problems) {
        this.bench = bench;
        this.problems = problems;
        this.open = open;
        this.origins = new Origins(bench.settings().publicUrl(), doors.origins());
        this.signals = new SignalSockets(bench.vertx(), bench.bus(), open.terms(), Clock.SYSTEM);
    }

    void addTo(RouteTable routes) {
        routes.post("/api/sockets", RoutePolicy.ANONYMOUS, this::ticket);
        routes.mount(MOUNT, RoutePolicy.ANONYMOUS, this::gate, sockets());
    }

    Future<?> start() {
        return signals.start();
    }

    Future<Void> goodbye() {
        return signals.goodbye().eventually(() -> open.bulk().goodbye());
    }

    private Router sockets() {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .addDisabledTransport(Transport.EVENT_SOURCE.toString())
                .addDisabledTransport(Transport.HTML_FILE.toString())
                .addDisabledTransport(Transport.JSON_P.toString())
                .setInsertJSESSIONID(false);
        return SockJSHandler.create(bench.vertx(), options).socketHandler(this::open);
    }

    private Future<Void> ticket(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (!origins.allow(request)) {
            throw foreign();
        }
        return Tickets.make(bench.bus(), Presence.Door.SIGNAL, null, bench.client(request))
                .compose(ticket -> Answers.json(
                        exchange.response(),
                        201,
                        new JsonObject().put("ticket", ticket.text()).put("validFor", Presence.TICKET_SECONDS)));
    }

    private void gate(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (!OPEN.matcher(path).matches()) {
            problems.write(request, new Problem(ProblemCode.NOT_FOUND, "there is nothing here"));
        } else if (!origins.allow(request)) {
            problems.write(request, foreign());
        } else if (path.endsWith("/xhr_send")) {
            bench.vertx().setTimer(bench.settings().timeouts().pace().toMillis(), timer -> {
                if (!request.isEnded()) {
                    Quiet.close(request.connection());
                }
            });
            bodies.handle(context);
        } else {
            if (path.endsWith("/xhr") || path.endsWith("/xhr_streaming")) {
                // SockJS closes the connection after each answer, and doesn't say so.
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            context.next();
        }
    }

    private static Problem foreign() {
        return new Problem(ProblemCode.NOT_ALLOWED, "pages of this site may not open sockets here");
    }

    /** The same request, remembering the WebSocket that becomes of it. */
    HttpServerRequest watched(HttpServerRequest request) {
        return request.path() != null && request.path().startsWith(MOUNT)
                ? new Watched((HttpServerRequestInternal) request)
                : request;
    }

    private void open(SockJSSocket session) {
        HttpServerRequest request = session.routingContext().request();
        IpAddress client = bench.client(request);
        ServerWebSocket transport = transports.remove(request.connection());
        if (RAW.equals(request.path())) {
            open.bulk().open(session, client.site().toString());
        } else {
            signals.open(session, transport, client);
        }
    }

    private final class Watched extends HttpServerRequestWrapper {
        private final HttpConnection connection;

        private Watched(HttpServerRequestInternal request) {
            super(request);
            this.connection = request.connection();
        }

        @Override
        public Future<ServerWebSocket> toWebSocket() {
            return super.toWebSocket().map(socket -> {
                transports.put(connection, socket);
                return socket;
            });
        }
    }
}
