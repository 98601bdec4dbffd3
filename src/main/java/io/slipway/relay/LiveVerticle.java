package io.slipway.relay;

import io.slipway.bus.Bus;
import io.slipway.journal.RedisView;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Live;
import io.slipway.protocol.Relay;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the two ends of a plain stream meet.
 *
 * <pre>
 *  come ── nobody there ──► waiting ── the other comes ──► met ── either leaves ──► gone
 *    │ the other is there      │ patience                   ▲
 *    └─────────────────────────┼────────────────────────────┘
 *                              └──► gone
 * </pre>
 */
public final class LiveVerticle extends VerticleBase {
    /** How long an end may wait. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);
    /** How long a name stands without a word from its nodes. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(LiveVerticle.class);

    private final Bus bus;
    private final PlainNames names;
    private final Relay.Switchboard relay;
    private final String node;
    private final Map<PeerId, Here> ends = new HashMap<>();

    /** An end at this node. */
    private static final class Here {
        private final Live.Come wish;
        private final long patience;
        private PeerId other;
        private String otherNode;

        private Here(Live.Come wish, long patience) {
            this.wish = wish;
            this.patience = patience;
        }
    }

    /** @param node the name of this one */
    public LiveVerticle(Bus bus, RedisView view, Relay.Switchboard relay, String node) {
        this.bus = bus;
        this.names = new RedisPlainNames(view, node, LEASE);
        this.relay = relay;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(LEASE.toMillis() / 3, timer -> renew());
        return Future.all(List.of(
                bus.serve(Live.COME, this::come),
                bus.serve(Live.TAKEN, wish -> told(wish.peer(), Live.What.TAKEN)),
                bus.serve(Live.LEAVE, wish -> leave(wish.peer())),
                bus.serve(Live.notes(node), this::noted)));
    }

    private Future<Live.Came> come(Live.Come wish) {
        long waiting = ends.values().stream().filter(end -> end.other == null).count();
        long ofAddress = ends.values().stream()
                .filter(end -> end.other == null && end.wish.address().equals(wish.address()))
                .count();
        if (ofAddress >= Live.MAX_WAITING_OF_ADDRESS || waiting >= Live.MAX_WAITING) {
            throw new Problem(ProblemCode.OVER_CAPACITY, "too many streams wait for their other ends");
        }
        Here end = new Here(wish, vertx.setTimer(PATIENCE.toMillis(), late -> giveUp(wish.peer())));
        ends.put(wish.peer(), end);
        return names.meet(wish.name(), wish.end(), wish.peer())
                .compose(outcome -> {
                    if (outcome instanceof PlainNames.Taken) {
                        throw new Problem(ProblemCode.CONFLICT, "this name is in use");
                    }
                    return outcome instanceof PlainNames.Met met
                            ? met(end, met).map(told -> new Live.Came(met.peer()))
                            : Future.succeededFuture(new Live.Came(null));
                })
                .onFailure(failure -> quietly(leave(wish.peer())));
    }

    private Future<Live.Noted> met(Here end, PlainNames.Met met) {
        meets(end, met.peer(), met.node());
        return tell(end, Live.What.HERE)
                .recover(gone -> Future.failedFuture(
                        new Problem(ProblemCode.PEER_GONE, "the node of the other end is gone; try again")));
    }

    private void meets(Here end, PeerId other, String otherNode) {
        end.other = other;
        end.otherNode = otherNode;
        vertx.cancelTimer(end.patience);
        if (end.wish.end() == Live.End.RECEIVER) {
            relay.introduce(end.wish.peer(), other, otherNode);
        }
    }

    /** From the node of the other end. */
    private Future<Live.Noted> noted(Live.Note note) {
        Here end = ends.get(note.to());
        if (end != null && end.other == null && note.what() == Live.What.HERE) {
            meets(end, note.from(), note.node());
        }
        if (end != null && note.from().equals(end.other)) {
            bus.publish(Live.NEWS, note);
        }
        return Future.succeededFuture(new Live.Noted());
    }

    private Future<Live.Noted> told(PeerId peer, Live.What what) {
        Here end = ends.get(peer);
        return end == null || end.other == null ? Future.succeededFuture(new Live.Noted()) : tell(end, what);
    }

    private Future<Live.Noted> tell(Here end, Live.What what) {
        Live.Note note = new Live.Note(end.other, end.wish.peer(), node, what);
        return bus.request(Live.notes(end.otherNode), note);
    }

    private void giveUp(PeerId peer) {
        bus.publish(Live.NEWS, new Live.Note(peer, peer, node, Live.What.GONE));
        quietly(leave(peer));
    }

    private Future<Live.Noted> leave(PeerId peer) {
        Here end = ends.remove(peer);
        if (end == null) {
            return Future.succeededFuture(new Live.Noted());
        }
        vertx.cancelTimer(end.patience);
        relay.forget(peer);
        quietly(names.leave(end.wish.name(), peer));
        if (end.other != null) {
            quietly(tell(end, Live.What.GONE));
        }
        return Future.succeededFuture(new Live.Noted());
    }

    private void renew() {
        Map<String, PeerId> all = new HashMap<>();
        ends.values().forEach(end -> all.put(end.wish.name(), end.wish.peer()));
        if (!all.isEmpty()) {
            quietly(names.renew(all));
        }
    }

    private static void quietly(Future<?> step) {
        step.onFailure(failure -> LOG.atDebug()
                .addKeyValue(LogKeys.FAILURE, failure.getMessage())
                .log("the other end of a plain stream, or its name, can't be told"));
    }
}
