package io.slipway.cli.chaos;

import io.slipway.cli.cluster.NodeChild;
import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveDoors;
import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LivePeer;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where senders meet receivers: at given nodes, none of which knows both of a pair. Each client comes from an address of its own, as nodes
 * believe that trust loopback for a proxy.
 */
final class LiveStage implements AutoCloseable {
    /** Small, so that little waits in the kernel for a client that doesn't read. */
    private static final int STINGY_BYTES = 16 << 10;

    private static final int PATIENCE_SECONDS = 60;

    /** Thread-safe. */
    final Randomness random = Randomness.of(new SecureRandom());

    private final List<URI> nodes;
    private final Vertx senders = vertx();
    private final Vertx receivers = vertx();
    private final LiveDoors sending = new LiveDoors(senders);
    private final LiveDoors receiving = new LiveDoors(receivers);
    private final LiveDoors stingy = new LiveDoors(receivers, STINGY_BYTES);
    private final AtomicInteger clients = new AtomicInteger();

    /** Two in a room of their own, each with a bulk socket. */
    record Pair(LivePeer sender, BulkLine out, LivePeer receiver, BulkLine in) {
        void close() {
            out.close();
            in.close();
            sender.close();
            receiver.close();
        }
    }

    LiveStage(List<NodeChild> nodes) {
        this.nodes = nodes.stream().map(NodeChild::url).toList();
    }

    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    }

    int nodes() {
        return nodes.size();
    }

    /** A door at a node for a client from an address that nobody else has. */
    Door door(int node) {
        return Door.behindProxy(nodes.get(Math.floorMod(node, nodes.size())), clients.incrementAndGet());
    }

    /** Somebody who will send, in a room. */
    Future<LivePeer> sender(int node, String room) {
        return enter(LivePeer.greet(sending, door(node)), room, "sender");
    }

    /** Somebody who will receive, in a room. */
    Future<LivePeer> receiver(int node, String room) {
        return enter(LivePeer.greet(receiving, door(node)), room, "receiver");
    }

    private static Future<LivePeer> enter(Future<LivePeer> greeted, String room, String as) {
        return greeted.compose(peer -> peer.join(room, as).map(peer));
    }

    /** Another bulk socket of a sender; it ends the former one. */
    Future<BulkLine> out(LivePeer sender, int node) {
        return sender.bulkTicket().compose(ticket -> BulkLine.open(sending, door(node), ticket));
    }

    /** Another bulk socket of a receiver; it ends the former one. */
    Future<BulkLine> in(LivePeer receiver, int node) {
        return receiver.bulkTicket().compose(ticket -> BulkLine.open(receiving, door(node), ticket));
    }

    private Future<BulkLine> narrow(LivePeer receiver, int node) {
        return receiver.bulkTicket().compose(ticket -> BulkLine.open(stingy, door(node), ticket));
    }

    /**
     * Brings two together whose signal sockets are at other nodes than their bulk sockets, if there are others.
     *
     * @param from the node of the sender's bulk socket
     * @param to that of the receiver's
     * @param stingy whether the receiver's kernel keeps little for it
     */
    Future<Pair> pair(int from, int to, boolean stingy) {
        String room = LivePeer.newRoom(random);
        Future<LivePeer> sender = sender(from + 1, room);
        Future<LivePeer> receiver = receiver(to + 1, room);
        return Future.all(sender, receiver).compose(met -> {
            Future<BulkLine> out = out(sender.result(), from);
            Future<BulkLine> in = stingy ? narrow(receiver.result(), to) : in(receiver.result(), to);
            return Future.all(out, in)
                    .map(both -> new Pair(sender.result(), out.result(), receiver.result(), in.result()));
        });
    }

    /** Waits for what doesn't take long. @throws ExecutionException as it failed */
    static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until it is done. @throws ExecutionException as it failed */
    static void done(Future<?> future) throws InterruptedException, ExecutionException, TimeoutException {
        future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        done(Future.join(senders.close(), receivers.close()));
    }
}
