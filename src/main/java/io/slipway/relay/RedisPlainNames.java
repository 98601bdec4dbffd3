package io.slipway.relay;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.PeerId;
import io.slipway.protocol.Live;
import io.slipway.seal.Digests;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names of plain streams in Redis, under leases. Redis writes what it holds to disk, so a name doesn't stand there: its digest does.
 * Whoever reads that disk may still test what they guess.
 */
final class RedisPlainNames implements PlainNames {
    private static final String LABEL = "slipway live name ";

    private final RedisView view;
    private final String node;
    private final Duration lease;
    private final RedisScript meet;
    private final RedisScript renew;
    private final RedisScript leave;

    /** @param node the name of this one */
    RedisPlainNames(RedisView view, String node, Duration lease) {
        this.view = view;
        this.node = node;
        this.lease = lease;
        meet = view.script("live-meet");
        renew = view.script("live-renew");
        leave = view.script("live-leave");
    }

    @Override
    public Future<Outcome> meet(String name, Live.End end, PeerId peer) {
        return run(meet, List.of(name), end == Live.End.SENDER ? "s" : "r", node, peer, lease.toMillis())
                .map(reply -> switch (reply.get(0).toInteger()) {
                    case 0 -> new Waits();
                    case 1 -> new Taken();
                    default -> new Met(text(reply.get(1)), new PeerId(text(reply.get(2))));
                });
    }

    @Override
    public Future<Void> renew(Map<String, PeerId> ends) {
        List<String> names = new ArrayList<>();
        List<Object> values = new ArrayList<>(List.of(lease.toMillis()));
        ends.forEach((name, peer) -> {
            names.add(name);
            values.add(peer);
        });
        return run(renew, names, values.toArray()).mapEmpty();
    }

    @Override
    public Future<Void> leave(String name, PeerId peer) {
        return run(leave, List.of(name), peer).mapEmpty();
    }

    private Future<Response> run(RedisScript script, List<String> names, Object... values) {
        List<byte[]> args = new ArrayList<>();
        for (Object value : values) {
            args.add(value.toString().getBytes(StandardCharsets.UTF_8));
        }
        return view.run(
                script, List.of(), names.stream().map(RedisPlainNames::key).toList(), args);
    }

    /** The key of a name, without the prefix of all keys: {@code live:}, then SHA-256 (FIPS 180-4) of label and name, in hex. */
    static String key(String name) {
        return "live:" + Digests.sha256((LABEL + name).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Response response) {
        return response.toString(StandardCharsets.UTF_8);
    }
}
