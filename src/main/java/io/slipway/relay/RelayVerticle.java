package io.slipway.relay;

import io.slipway.bus.Bus;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayParcel;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor that carries frames: joins the {@link Exchange} to an event loop, the bus and the clock. */
public final class RelayVerticle extends VerticleBase implements Relay.Switchboard {
    private static final Logger LOG = LoggerFactory.getLogger(RelayVerticle.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long GRANT_MILLIS = 50;

    private final Bus bus;
    private final RelaySettings settings;
    private final LongSupplier nanos;
    private final RelayCounters counters = new RelayCounters();
    private final Map<PeerId, Introduced> introduced = new ConcurrentHashMap<>();
    private final List<Runnable> stop = new ArrayList<>();
    private Context loop;
    private Exchange exchange;

    /** @param nanos ns since any fixed moment */
    public RelayVerticle(Bus bus, RelaySettings settings, LongSupplier nanos) {
        this.bus = bus;
        this.settings = settings;
        this.nanos = nanos;
    }

    public RelayCounters counters() {
        return counters;
    }

    @Override
    public Future<?> start() {
        loop = context;
        exchange = new Exchange(settings, new BusWays(), counters);
        vertx.setPeriodic(LOOK_MILLIS, timer -> exchange.look());
        if (settings.rate().isPresent()) {
            vertx.setPeriodic(GRANT_MILLIS, timer -> exchange.grant());
        }
        return Future.all(
                bus.takeFrames(Relay.frames(settings.node()), exchange::arrived).onSuccess(stop::add),
                bus.subscribe(Presence.UNPLUGGED, this::unplugged).onSuccess(stop::add),
                bus.subscribe(Presence.NODE_LEFT, news -> exchange.nodeLost(news.node()))
                        .onSuccess(stop::add));
    }

    @Override
    public Future<?> stop() {
        exchange.leave();
        stop.forEach(Runnable::run);
        return Future.succeededFuture();
    }

    /** Wherever the socket is: its node is told, or will ask by itself. */
    private void unplugged(Presence.Unplugged news) {
        RelayParcel.Unplug unplug = new RelayParcel.Unplug(news.peer(), news.below(), news.replaced());
        if (news.node().equals(settings.node())) {
            exchange.unplugged(unplug);
        } else {
            bus.sendFrame(Relay.frames(news.node()), settings.node(), RelayParcel.of(unplug))
                    .onFailure(gone -> LOG.debug("a bulk socket went with its node", gone));
        }
    }

    /** Only once this is started. */
    @Override
    public Relay.Line plug(PeerId peer, int turn, String address, Relay.Port port) {
        Plug plug = new Plug(peer, turn, address, new LoopPort(port));
        loop.runOnContext(now -> exchange.plugged(plug));
        return new Relay.Line() {
            @Override
            public Future<Void> take(Buffer frame) {
                Promise<Void> taken = Promise.promise();
                loop.runOnContext(now -> {
                    exchange.heard(plug, frame);
                    taken.complete();
                });
                return taken.future();
            }

            @Override
            public void unplug() {
                loop.runOnContext(now -> exchange.unplugged(plug));
            }
        };
    }

    @Override
    public void introduce(PeerId asker, PeerId other, String node) {
        introduced.put(asker, new Introduced(other, node));
    }

    @Override
    public void forget(PeerId asker) {
        introduced.remove(asker);
    }

    /** Two who met elsewhere than in a room. */
    private record Introduced(PeerId other, String node) {}

    /** A port whose futures are done on this event loop. */
    private final class LoopPort implements Relay.Port {
        private final Relay.Port port;

        private LoopPort(Relay.Port port) {
            this.port = port;
        }

        @Override
        public Future<Void> deliver(Buffer frame) {
            Promise<Void> taken = Promise.promise();
            port.deliver(frame).onComplete(result -> loop.runOnContext(now -> taken.handle(result)));
            return taken.future();
        }

        @Override
        public void close(Relay.Ending why) {
            port.close(why);
        }
    }

    private final class BusWays implements Ways {
        @Override
        public Future<Presence.Met> meet(PeerId asker, int turn, PeerId other) {
            Introduced known = introduced.get(asker);
            if (known != null && known.other.equals(other)) {
                return Future.succeededFuture(new Presence.Met(known.node, ""));
            }
            return bus.request(Presence.REACH, new Presence.Reach(asker, turn, other));
        }

        @Override
        public void unplugged(PeerId peer, int turn) {
            bus.request(Presence.UNPLUG, new Presence.Unplug(peer, turn)).onFailure(failure -> LOG.atDebug()
                    .addKeyValue(LogKeys.FAILURE, failure.getMessage())
                    .log("a bulk socket that is lost is still looked for here; who does hears so"));
        }

        @Override
        public Future<Void> send(String node, Buffer frame) {
            return bus.sendFrame(Relay.frames(node), settings.node(), frame);
        }

        @Override
        public long now() {
            return nanos.getAsLong();
        }
    }
}
