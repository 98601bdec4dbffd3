package io.slipway.journal;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One pipelined connection to Redis that mends itself. Commands are answered in the order they were sent; when the oldest
 * has waited {@link #TIMEOUT}, the connection is given up with everything on it, and the next command opens another. The
 * client library leaves all of this to its user.
 *
 * <p>Thread-safe. All failures are {@link Problem}s. Results come on the link's own context.
 */
final class RedisLink {
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(250);

    /** After a failure, how long commands are refused before the next attempt to connect. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Most commands under way; more are refused. */
    static final int MAX_PIPELINED = 4096;

    /** An answer that isn't one: nothing of the view may be shown or is known. */
    private static final String AWAY = "Redis is away; the outcome is unknown";

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final Vertx vertx;
    private final Context context;
    private final RedisOptions options;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private Redis client;
    private RedisConnection connection;
    private long failedAt;
    private boolean failed;
    private boolean closed;
    private long ticker;

    private record Pending(Request request, Promise<Response> promise, long since) {}

    /** @param context its own, on which nothing blocks and which outlives all who use the link */
    RedisLink(Vertx vertx, Context context, String uri) {
        this.vertx = vertx;
        this.context = context;
        this.options = new RedisOptions()
                .setConnectionString(uri)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setMaxWaitingHandlers(MAX_PIPELINED)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout((int) TIMEOUT.toMillis())
                        // counts for rediss:// alone, where the client asks for a decision
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true));
        context.runOnContext(v -> ticker = vertx.setPeriodic(TICK.toMillis(), t -> giveUpWaiting()));
    }

    /** Runs a script by its digest, or by its text if Redis has forgotten it. */
    Future<Response> eval(RedisScript script, List<String> keys, List<byte[]> args) {
        if (script.digest() == null) {
            return send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source()))
                    .compose(digest -> {
                        script.known(digest.toString());
                        return evalKnown(script, keys, args);
                    });
        }
        return evalKnown(script, keys, args);
    }

    private Future<Response> evalKnown(RedisScript script, List<String> keys, List<byte[]> args) {
        return send(call(Command.EVALSHA, script.digest(), keys, args))
                .recover(failure -> failure instanceof RedisRefusal refusal && refusal.says("NOSCRIPT")
                        ? send(call(Command.EVAL, script.source(), keys, args))
                        : Future.failedFuture(failure));
    }

    private static Request call(Command command, String script, List<String> keys, List<byte[]> args) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        args.forEach(request::arg);
        return request;
    }

    Future<Response> send(Request request) {
        Promise<Response> promise = Promise.promise();
        if (Vertx.currentContext() == context) {
            accept(new Pending(request, promise, System.nanoTime()));
        } else {
            Pending one = new Pending(request, promise, System.nanoTime());
            context.runOnContext(v -> accept(one));
        }
        return promise.future();
    }

    private void accept(Pending one) {
        boolean pausing = failed && System.nanoTime() - failedAt < PAUSE.toNanos();
        if (closed || pausing) {
            one.promise.fail(new Problem(ProblemCode.UNAVAILABLE, AWAY));
        } else if (pending.size() >= MAX_PIPELINED) {
            one.promise.fail(new Problem(ProblemCode.OVER_CAPACITY, "too many commands for Redis are under way"));
        } else {
            pending.add(one);
            if (connection != null) {
                write(one);
            } else if (client == null) {
                connect();
            }
        }
    }

    private void connect() {
        Redis mine = Redis.createClient(vertx, options);
        client = mine;
        mine.connect().onComplete(outcome -> {
            if (client != mine) {
                return;
            }
            if (outcome.failed()) {
                LOG.atLevel(failed ? Level.DEBUG : Level.WARN)
                        .addKeyValue("failure", outcome.cause().toString())
                        .log("Redis can't be reached");
                giveUp();
                return;
            }
            failed = false;
            connection = outcome.result();
            connection.exceptionHandler(cause -> lost(mine));
            connection.endHandler(v -> lost(mine));
            List.copyOf(pending).forEach(this::write);
        });
    }

    private void lost(Redis which) {
        if (client == which) {
            LOG.atInfo().addKeyValue("count", pending.size()).log("the connection to Redis ended");
            giveUp();
        }
    }

    private void write(Pending one) {
        RedisConnection mine = connection;
        mine.send(one.request).onComplete(outcome -> {
            // Whoever is told already has left the line with its connection.
            if (connection != mine || !pending.removeFirstOccurrence(one)) {
                return;
            }
            if (outcome.succeeded()) {
                one.promise.complete(outcome.result());
            } else {
                one.promise.fail(RedisRefusal.of(outcome.cause()));
            }
        });
    }

    private void giveUpWaiting() {
        Pending oldest = pending.peek();
        if (oldest != null && System.nanoTime() - oldest.since > TIMEOUT.toNanos()) {
            LOG.atWarn().addKeyValue("count", pending.size()).log("Redis didn't answer in time");
            giveUp();
        }
    }

    private void giveUp() {
        failed = true;
        failedAt = System.nanoTime();
        disconnect();
    }

    private void disconnect() {
        Redis former = client;
        client = null;
        connection = null;
        List<Pending> lost = List.copyOf(pending);
        pending.clear();
        if (former != null) {
            former.close().onFailure(e -> LOG.debug("closing a broken connection failed", e));
        }
        lost.forEach(one -> one.promise.fail(new Problem(ProblemCode.UNAVAILABLE, AWAY)));
    }

    /** Fails what is under way and ends. */
    Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            closed = true;
            vertx.cancelTimer(ticker);
            disconnect();
            done.complete();
        });
        return done.future();
    }
}
