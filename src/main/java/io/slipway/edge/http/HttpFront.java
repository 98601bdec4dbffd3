package io.slipway.edge.http;

import io.slipway.bus.Bus;
import io.slipway.edge.EdgeDoors;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeSockets;
import io.slipway.edge.EdgeTimeouts;
import io.slipway.edge.tus.Tus;
import io.slipway.model.Clock;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Events;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.Randomness;
import io.slipway.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The HTTP server of one event loop: its limits, its routes, and what stands on every answer. */
public final class HttpFront {
    /** The longest request line. */
    public static final int MAX_REQUEST_LINE = 4_096;
    /** The longest header section. */
    public static final int MAX_HEADERS = 8_192;

    /** Bytes of a body that come in one piece at most. */
    private static final int BODY_PIECE = 64 << 10;

    /** The longest message over a WebSocket, in whatever frames: that of a signal socket, each of its bytes escaped by SockJS. */
    static final int MAX_WEB_SOCKET_FRAME = 256 << 10;

    private static final int CLOSING_SECONDS = 1;

    private static final int BACKLOG = 1_024;

    private final Vertx vertx;
    private final Bus bus;
    private final EdgeSettings settings;
    private final SecurityHeaders headers;
    private final HttpDates dates = new HttpDates(Clock.SYSTEM);
    private final ProblemWriter problems;
    private final Connections connections;
    private final RunningDownloads running = new RunningDownloads();
    private final HeldUploads held = new HeldUploads();
    private final Arrivals arrivals;
    private final Router router;
    private final RouteTable routes;
    private final Cors cors;
    private final SocketRoutes sockets;
    private final LiveRoutes live;

    /**
     * @param sealing threads for digests and ciphers
     */
    public HttpFront(
            Vertx vertx,
            Bus bus,
            EdgeSettings settings,
            Health health,
            Randomness randomness,
            EdgeDoors doors,
            EdgeSockets open,
            WorkerExecutor sealing) {
        this.vertx = vertx;
        this.bus = bus;
        this.settings = settings;
        EdgeTimeouts timeouts = settings.timeouts();
        Watchdog watchdog = new Watchdog(vertx, Clock.SYSTEM, tick(timeouts));
        this.cors = new Cors(doors.origins());
        this.headers = new SecurityHeaders(settings.secure());
        this.problems = new ProblemWriter(new UnreadBody(vertx, timeouts.linger()));
        this.connections = new Connections(timeouts, watchdog);
        watchdog.watch(running);
        this.arrivals = new Arrivals(vertx, Clock.SYSTEM);
        this.router = Router.router(vertx);
        this.routes = new RouteTable(router, problems);
        Workbench bench = new Workbench(
                vertx,
                bus,
                settings,
                randomness,
                watchdog,
                arrivals,
                sealing,
                new LeaseLine(vertx, settings.uploads(), timeouts.memory()),
                new LeaseLine(vertx, settings.downloads(), timeouts.memory()));
        Webroot webroot = new Webroot(bench, "webroot/");
        Offers offers = new Offers(bench, running);
        Admission admission = new Admission(bench);
        new ShareRoutes(bench, admission).addTo(routes);
        new EditRoutes(bench).addTo(routes);
        new ClaimRoutes(bench).addTo(routes);
        new UploadRoutes(bench).addTo(routes);
        new SealedDownloadRoutes(bench, offers).addTo(routes);
        new OpenDownloadRoutes(bench, offers, webroot, doors.signer()).addTo(routes);
        new FileRoutes(bench, doors.signer()).addTo(routes);
        live = new LiveRoutes(bench, open.relay());
        live.addTo(routes);
        new OpenUploadRoutes(bench, admission).addTo(routes);
        new ScrubRoutes(bench).addTo(routes);
        new FormUploadRoutes(bench, admission).addTo(routes);
        new TusRoutes(bench, held, admission).addTo(routes);
        new ConfigRoutes(settings).addTo(routes);
        new HealthRoutes(health).addTo(routes);
        sockets = new SocketRoutes(bench, doors, open, problems);
        sockets.addTo(routes);
        new PageRoutes(webroot).addTo(routes);
        router.errorHandler(404, context -> problems.write(context.request(), nothing()));
        router.errorHandler(405, this::methodNotAllowed);
        router.errorHandler(
                400,
                context -> problems.write(
                        context.request(), new Problem(ProblemCode.BAD_REQUEST, "the request can't be understood")));
        router.errorHandler(
                413,
                context -> problems.write(
                        context.request(), new Problem(ProblemCode.TOO_LARGE, "the body is larger than this takes")));
        router.errorHandler(500, context -> problems.write(context.request(), context.failure()));
    }

    /** The routes, each with its policy. */
    List<RouteTable.Entry> routes() {
        return routes.entries();
    }

    /** Listens; the future has the servers once clients are served: that for everyone, then that for proxies, if wanted. */
    public Future<List<HttpServer>> listen() {
        routes.verify();
        List<HttpServer> servers = new ArrayList<>();
        servers.add(vertx.createHttpServer(options()).connectionHandler(connections::opened));
        settings.proxies()
                .port()
                .ifPresent(port -> servers.add(
                        vertx.createHttpServer(options().setPort(port).setUseProxyProtocol(true))
                                .connectionHandler(this::openedByProxy)));
        servers.forEach(server -> server.invalidRequestHandler(this::refuse).requestHandler(this::handle));
        return Future.all(
                        bus.subscribe(Events.SHARE_CHANGED, this::changed),
                        bus.subscribe(
                                Downloads.SUPERSEDED,
                                news -> running.superseded(news.share(), news.holder(), news.turn())),
                        bus.subscribe(OpenUploads.WANTED, wanted -> held.letGo(wanted.id())),
                        sockets.start(),
                        live.start())
                .compose(stop ->
                        Future.all(servers.stream().map(HttpServer::listen).toList()))
                .map(listening -> servers);
    }

    /** Sends everyone with a socket elsewhere; done when the last one is closed. */
    public Future<Void> goodbye() {
        return sockets.goodbye();
    }

    private void openedByProxy(HttpConnection connection) {
        if (ClientAddress.fromProxy(connection.remoteAddress(true), settings.proxies())) {
            connections.opened(connection);
        } else {
            Quiet.close(connection);
        }
    }

    private static Duration tick(EdgeTimeouts timeouts) {
        return Duration.ofMillis(Math.max(10, Math.min(250, timeouts.headers().toMillis() / 10)));
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(BODY_PIECE)
                .setMaxFormFields(settings.limits().maxFiles() + 1)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(MAX_WEB_SOCKET_FRAME)
                .setMaxWebSocketMessageSize(MAX_WEB_SOCKET_FRAME)
                .setWebSocketClosingTimeout(CLOSING_SECONDS)
                .setHandle100ContinueAutomatically(false)
                .setIdleTimeout((int) settings.timeouts().idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setProxyProtocolTimeout(settings.timeouts().headers().toMillis())
                .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                .setAcceptBacklog(BACKLOG);
    }

    private void handle(HttpServerRequest request) {
        prepare(request);
        Problem ambiguous = Malformed.ambiguous(request);
        if (ambiguous != null) {
            problems.write(request, ambiguous);
            Quiet.close(request.connection());
            return;
        }
        if (cors.answered(request)) {
            return;
        }
        if (!Tus.isPath(request.path())) {
            router.handle(sockets.watched(request));
            return;
        }
        request.response().putHeader(Tus.RESUMABLE, Tus.VERSION);
        try {
            router.handle(MethodOverride.of(request));
        } catch (Problem e) {
            problems.write(request, e);
        }
    }

    private void prepare(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        connections.requestBegan(request.connection());
        headers.addTo(response.headers());
        response.putHeader(HttpHeaders.DATE, dates.now());
        response.endHandler(ended -> connections.answered(request.connection()));
    }

    /** A head that the parser gave up on. The connection can't be trusted any further. */
    private void refuse(HttpServerRequest request) {
        prepare(request);
        problems.write(request, Malformed.problem(request.decoderResult().cause()));
        Quiet.close(request.connection());
    }

    private void methodNotAllowed(RoutingContext context) {
        context.response().putHeader("Allow", routes.methods(context.normalizedPath()));
        problems.write(
                context.request(), new Problem(ProblemCode.METHOD_NOT_ALLOWED, "this path doesn't take that method"));
    }

    private void changed(Events.ShareChanged news) {
        if (news.revoked()) {
            running.revoke(news.id());
        }
        arrivals.heard(news.id());
    }

    private static Problem nothing() {
        return new Problem(ProblemCode.NOT_FOUND, "there is nothing here");
    }
}
