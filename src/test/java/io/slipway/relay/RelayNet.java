package io.slipway.relay;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.slipway.protocol.RelayParcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Nodes with nothing but their exchanges, on one thread: frames between them wait until a test lets them arrive. */
final class RelayNet {
    static final FileId FILE = FileId.of(new byte[16]);

    final Map<String, Exchange> nodes = new HashMap<>();
    final Map<String, RelayCounters> counters = new HashMap<>();
    final Map<PeerId, String> whereabouts = new HashMap<>();
    final List<Presence.Unplug> unplugged = new ArrayList<>();
    final Deque<Parcel> underWay = new ArrayDeque<>();
    final String[] down = new String[1];
    long now;

    record Parcel(String from, String to, Buffer bytes) {
        RelayFrame frame() {
            return RelayFrame.parse(bytes.slice(RelayParcel.PREFIX_BYTES, bytes.length()));
        }
    }

    void node(String name, long memory, OptionalLong rate) {
        RelayCounters count = new RelayCounters();
        counters.put(name, count);
        nodes.put(name, new Exchange(new RelaySettings(name, memory, rate), new NetWays(name), count));
    }

    Client client(String node, int number) {
        return client(node, number, 1);
    }

    /** @param turn of its bulk socket */
    Client client(String node, int number, int turn) {
        byte[] id = new byte[16];
        id[15] = (byte) number;
        id[14] = (byte) (number >> 8);
        Client client = new Client(node, PeerId.of(id));
        whereabouts.put(client.peer, node);
        client.plug = new Plug(client.peer, turn, "10.0.0." + number, client);
        nodes.get(node).plugged(client.plug);
        return client;
    }

    static StreamId stream(int number) {
        return new StreamId(1, number);
    }

    /** Everything between nodes arrives. */
    void settle() {
        while (!underWay.isEmpty()) {
            arrive(underWay.removeFirst());
        }
    }

    void arrive(Parcel parcel) {
        nodes.get(parcel.to()).arrived(parcel.from(), parcel.bytes());
    }

    void passes(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private final class NetWays implements Ways {
        private final String self;

        private NetWays(String self) {
            this.self = self;
        }

        @Override
        public Future<Presence.Met> meet(PeerId asker, int turn, PeerId other) {
            String node = whereabouts.get(other);
            return node == null
                    ? Future.failedFuture(new Problem(ProblemCode.PEER_GONE, "gone"))
                    : Future.succeededFuture(new Presence.Met(node, "share"));
        }

        @Override
        public void unplugged(PeerId peer, int turn) {
            unplugged.add(new Presence.Unplug(peer, turn));
        }

        @Override
        public Future<Void> send(String node, Buffer frame) {
            if (node.equals(down[0])) {
                return Future.failedFuture("no handlers");
            }
            underWay.add(new Parcel(self, node, frame));
            return Future.succeededFuture();
        }

        @Override
        public long now() {
            return now;
        }
    }

    /** A bulk socket whose client takes frames one by one when told to. */
    final class Client implements Relay.Port {
        final PeerId peer;
        final String node;
        final Deque<Waiting> waiting = new ArrayDeque<>();
        final List<RelayFrame> got = new ArrayList<>();
        Relay.Ending ended;
        Plug plug;

        record Waiting(Buffer bytes, Promise<Void> taken) {}

        private Client(String node, PeerId peer) {
            this.node = node;
            this.peer = peer;
        }

        void send(RelayFrame frame) {
            send(frame.toBuffer());
        }

        void send(Buffer bytes) {
            nodes.get(node).heard(plug, bytes);
        }

        void open(int stream, Client sender, long end, long limit) {
            send(new RelayFrame.Open(RelayNet.stream(stream), 0, sender.peer, FILE, end, limit));
        }

        void data(int stream, long position, int length) {
            send(new RelayFrame.Data(RelayNet.stream(stream), position, Buffer.buffer(new byte[length])));
        }

        /** The next frame that waits, or null. */
        RelayFrame take() {
            Waiting next = waiting.poll();
            if (next == null) {
                return null;
            }
            RelayFrame frame = RelayFrame.parse(next.bytes());
            got.add(frame);
            next.taken().complete();
            return frame;
        }

        void takeAll() {
            while (take() != null) {
                // It is kept.
            }
        }

        /** The cause of the last CLOSE that it took. */
        Relay.Cause cause(int stream) {
            takeAll();
            Predicate<RelayFrame> close = frame ->
                    frame instanceof RelayFrame.Close end && end.stream().equals(RelayNet.stream(stream));
            return got.stream()
                    .filter(close)
                    .findFirst()
                    .map(frame ->
                            Relay.Cause.of(((RelayFrame.Close) frame).cause()).orElseThrow())
                    .orElse(null);
        }

        /** The highest limit that it was told. */
        long limit(int stream) {
            takeAll();
            long most = 0;
            for (RelayFrame frame : got) {
                if (frame instanceof RelayFrame.Open open && open.stream().equals(RelayNet.stream(stream))) {
                    most = Math.max(most, open.limit());
                } else if (frame instanceof RelayFrame.Grant grant
                        && grant.stream().equals(RelayNet.stream(stream))) {
                    most = Math.max(most, grant.limit());
                }
            }
            return most;
        }

        @Override
        public Future<Void> deliver(Buffer frame) {
            if (ended != null) {
                return Future.failedFuture("closed");
            }
            Promise<Void> taken = Promise.promise();
            waiting.add(new Waiting(frame, taken));
            return taken.future();
        }

        @Override
        public void close(Relay.Ending why) {
            ended = why;
            hangUp();
        }

        /** As a lost connection does. */
        void hangUp() {
            while (!waiting.isEmpty()) {
                waiting.removeFirst().taken().fail("closed");
            }
            nodes.get(node).unplugged(plug);
        }
    }
}
