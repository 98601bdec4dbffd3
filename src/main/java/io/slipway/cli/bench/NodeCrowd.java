package io.slipway.cli.bench;

import io.slipway.cli.live.LiveDoors;
import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LivePeer;
import io.slipway.seal.Base64Url;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Signal sockets at a node, each from an address of its own as far as the node believes it, two in each room; or alone, and silent. */
final class NodeCrowd implements SocketLoad.Crowd {
    private static final int AT_ONCE = 64;
    private static final int PATIENCE_SECONDS = 60;

    private final LiveDoors doors;
    private final URI node;
    private final Randomness randomness;
    private final List<LivePeer> peers = new ArrayList<>();
    private int addresses;
    private volatile LongConsumer ear = number -> {};

    NodeCrowd(Vertx vertx, URI node, Randomness randomness) {
        this.doors = new LiveDoors(vertx);
        this.node = node;
        this.randomness = randomness;
    }

    /** Opens so many more, and brings every two together. */
    void pairs(int more) throws Exception {
        open(more);
        List<Future<?>> joining = new ArrayList<>();
        String room = "";
        for (int client = peers.size() - more; client < peers.size(); client++) {
            boolean first = client % 2 == 0;
            room = first ? LivePeer.newRoom(randomness) : room;
            joining.add(peers.get(client).join(room, first ? "sender" : "receiver"));
            if (joining.size() == AT_ONCE || client == peers.size() - 1) {
                await(Future.all(joining));
                joining.clear();
            }
        }
    }

    /** Opens so many more. */
    void open(int more) throws Exception {
        int size = peers.size() + more;
        while (peers.size() < size) {
            List<Future<LivePeer>> some = new ArrayList<>();
            while (some.size() < Math.min(AT_ONCE, size - peers.size())) {
                some.add(LivePeer.greet(doors, Door.behindProxy(node, ++addresses)));
            }
            for (Future<LivePeer> one : some) {
                await(one);
                LivePeer peer = one.result();
                peer.listen(this::heard);
                peers.add(peer);
            }
        }
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void heard(JsonObject message) {
        if ("said".equals(message.getString("t"))) {
            byte[] body = Base64Url.decode(message.getString("body", "")).orElseGet(() -> new byte[Long.BYTES]);
            ear.accept(Buffer.buffer(body).getLong(0));
        }
    }

    /** @throws IOException unless each of them is still heard */
    void allAnswer() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        for (int from = 0; from < peers.size(); from += AT_ONCE) {
            List<Future<?>> asked = new ArrayList<>();
            for (LivePeer peer : peers.subList(from, Math.min(peers.size(), from + AT_ONCE))) {
                asked.add(peer.bulkTicket().onSuccess(ticket -> answered.incrementAndGet()));
            }
            await(Future.join(asked).otherwiseEmpty());
        }
        if (answered.get() != peers.size()) {
            throw new IOException("of " + peers.size() + " sockets " + answered + " are answered");
        }
    }

    @Override
    public int size() {
        return peers.size();
    }

    @Override
    public void say(int client, long number) {
        peers.get(client).say(peers.get(client ^ 1).id(), Buffer.buffer().appendLong(number));
    }

    @Override
    public void listen(LongConsumer listener) {
        ear = listener;
    }
}
