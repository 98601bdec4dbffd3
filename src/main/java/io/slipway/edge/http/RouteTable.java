package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Token;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to register a route: none without a {@link RoutePolicy}. {@link #verify} compares with what the router really
 * has, so that a route which came in by another way keeps the node from starting.
 */
final class RouteTable {
    private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);
    private static final String SCHEME = "bearer ";
    private static final int SHOWN_CHARS = 6;
    private static final String NOT_FOR_PROGRAMS = "(?!(?:api|health|download|live|s)/)";

    private final Router router;
    private final ProblemWriter problems;
    private final List<Entry> entries = new ArrayList<>();

    /** What a route does; it may throw or fail with a {@link Problem}. */
    @FunctionalInterface
    interface Action {
        Future<Void> on(Exchange exchange);
    }

    /** One line of the table. @param method null for a mount, which has its own */
    record Entry(HttpMethod method, String path, RoutePolicy policy, Pattern pattern, Route route) {}

    RouteTable(Router router, ProblemWriter problems) {
        this.router = router;
        this.problems = problems;
    }

    void get(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.HEAD, path, policy, action);
        add(HttpMethod.GET, path, policy, action);
    }

    /** Of which {@code HEAD} would make no sense. */
    void getAlone(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.GET, path, policy, action);
    }

    void put(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.PUT, path, policy, action);
    }

    void post(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.POST, path, policy, action);
    }

    void head(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.HEAD, path, policy, action);
    }

    void patch(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.PATCH, path, policy, action);
    }

    void options(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.OPTIONS, path, policy, action);
    }

    void delete(String path, RoutePolicy policy, Action action) {
        add(HttpMethod.DELETE, path, policy, action);
    }

    /**
     * Hands all that begins like this to routes of another kind, with one policy for all of them.
     *
     * @param path ends with a slash
     * @param gate lets a request on ({@code context.next()}), or answers it
     */
    void mount(String path, RoutePolicy policy, Handler<RoutingContext> gate, Router others) {
        if (policy == null) {
            throw new IllegalArgumentException("a mount without a policy: " + path);
        }
        Pattern below = Pattern.compile(Pattern.quote(path) + ".*");
        Route before = router.route(path + "*");
        entries.add(new Entry(null, path + "*", policy, below, before));
        before.handler(context -> {
            note("* " + path + "*", context);
            gate.handle(context);
        });
        Route mounted = router.route(path + "*");
        entries.add(new Entry(null, path + "*", policy, below, mounted));
        mounted.subRouter(others);
    }

    /**
     * @param path exact, but for parts in braces: {@code {name}} is one segment, {@code {name*}} all that follows unless it
     *     begins like the paths of programs
     */
    private void add(HttpMethod method, String path, RoutePolicy policy, Action action) {
        if (policy == null) {
            throw new IllegalArgumentException("a route without a policy: " + method + " " + path);
        }
        String regex = regex(path);
        Route route = router.routeWithRegex(method, regex);
        entries.add(new Entry(method, path, policy, Pattern.compile(regex), route));
        String shown = method + " " + path;
        route.handler(context -> {
            note(shown, context);
            run(policy, action, context);
        });
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The methods that a path takes, for {@code Allow}. */
    String methods(String path) {
        Set<String> methods = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.method != null && entry.pattern.matcher(path).matches()) {
                methods.add(entry.method.name());
            }
        }
        return String.join(", ", methods);
    }

    /** @throws IllegalStateException if the router has a route that isn't in this table */
    void verify() {
        Set<Route> known = Collections.newSetFromMap(new IdentityHashMap<>());
        entries.forEach(entry -> known.add(entry.route));
        List<String> strangers = router.getRoutes().stream()
                .filter(route -> !known.contains(route))
                .map(route -> route.methods() + " " + route.getName())
                .toList();
        if (!strangers.isEmpty()) {
            throw new IllegalStateException("routes without a policy: " + strangers);
        }
    }

    /** One line per answer. Paths, names and tokens are not for logs; of a share's id, which may be all it takes, a few letters. */
    private static void note(String route, RoutingContext context) {
        if (LOG.isDebugEnabled()) {
            long began = System.nanoTime();
            HttpServerResponse response = context.response();
            response.bodyEndHandler(ended -> LOG.atDebug()
                    .addKeyValue(LogKeys.ROUTE, route)
                    .addKeyValue(LogKeys.SHARE_ID, beginning(context.pathParam("share")))
                    .addKeyValue(LogKeys.FILE_ID, beginning(context.pathParam("file")))
                    .addKeyValue(LogKeys.STATUS, response.getStatusCode())
                    .addKeyValue(LogKeys.BYTES, response.bytesWritten())
                    .addKeyValue(LogKeys.MILLIS, (System.nanoTime() - began) / 1_000_000)
                    .log("answered"));
        }
    }

    private static String beginning(String id) {
        return id == null ? "" : id.substring(0, Math.min(id.length(), SHOWN_CHARS));
    }

    private void run(RoutePolicy policy, Action action, RoutingContext context) {
        Digest proof;
        Future<Void> done;
        try {
            proof = proof(context);
            if (proof == null && policy.needsCapability()) {
                throw required();
            }
        } catch (RuntimeException e) {
            problems.write(context.request(), e);
            return;
        }
        try {
            done = action.on(new Exchange(context, proof));
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        done.onFailure(failure -> problems.write(context.request(), hide(policy, proof, failure)));
    }

    /** A reader without a capability learns nothing about what there is. */
    private static Throwable hide(RoutePolicy policy, Digest proof, Throwable failure) {
        boolean unknown = failure instanceof Problem problem
                && (problem.code() == ProblemCode.NOT_FOUND || problem.code() == ProblemCode.SEALED_SHARE);
        return policy == RoutePolicy.READ && proof == null && unknown ? required() : failure;
    }

    /** The proof of the capability that came in the header, or in the path where the route has a place for one. */
    private static Digest proof(RoutingContext context) {
        String token = context.pathParam("token");
        if (token == null) {
            List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
            if (headers.size() != 1 || !headers.get(0).toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
                return null;
            }
            token = headers.get(0).substring(SCHEME.length()).strip();
        }
        return Token.parse(token).map(Token::verifier).orElse(null);
    }

    private static Problem required() {
        return new Problem(ProblemCode.CAPABILITY_REQUIRED, "this needs a capability: Authorization: Bearer …");
    }

    private static String regex(String path) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < path.length()) {
            int open = path.indexOf('{', at);
            if (open < 0) {
                return regex.append(Pattern.quote(path.substring(at))).toString();
            }
            int close = path.indexOf('}', open);
            String name = path.substring(open + 1, close);
            regex.append(Pattern.quote(path.substring(at, open)));
            regex.append(
                    name.endsWith("*")
                            ? NOT_FOR_PROGRAMS + "(?<" + name.substring(0, name.length() - 1) + ">.*)"
                            : "(?<" + name + ">[^/]+)");
            at = close + 1;
        }
        return regex.toString();
    }
}
