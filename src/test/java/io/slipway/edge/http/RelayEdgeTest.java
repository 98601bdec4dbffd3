package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.BulkClient;
import io.slipway.kit.BulkTransfer;
import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.slipway.relay.RelayCounters;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes from one client to another by way of two nodes, over real sockets. */
class RelayEdgeTest {
    private static final long MIB = 1 << 20;
    private static final long WINDOW = MIB;

    private final RelayHouse house = new RelayHouse();
    private final RelayHouse.Node there = house.node("s");
    private final RelayHouse.Node here = house.node("r");
    private final RelayCounters counters = here.relay().counters();

    private final ExecutorService senders = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        senders.shutdownNow();
        house.close();
    }

    private static StreamId stream(int number) {
        return new StreamId(7, number);
    }

    private CompletableFuture<Long> serving(BulkClient sender) {
        return CompletableFuture.supplyAsync(() -> BulkTransfer.serve(sender), senders);
    }

    private static long outcome(CompletableFuture<Long> serving) {
        return serving.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void whatIsSentArrives_byteForByte() {
        PeerId from = house.peer(there);
        CompletableFuture<Long> serving = serving(house.bulk(there, from));
        BulkClient receiver = house.bulk(here, house.peer(here));

        BulkTransfer.pull(receiver, stream(1), from, 64 * MIB);

        assertThat(outcome(serving)).isEqualTo(64 * MIB);
        assertThat(counters.mostHeld()).isBetween(1L, WINDOW);
        until(() -> counters.held() == 0 && counters.received() == 64 * MIB);
        assertThat(there.relay().counters().sent()).isEqualTo(64 * MIB);
        assertThat(counters.dropped()).isZero();
        assertThat(there.relay().counters().waiting()).isZero();
    }

    @Test
    void onOneNodeTheSame() {
        PeerId from = house.peer(here);
        CompletableFuture<Long> serving = serving(house.bulk(here, from));
        BulkTransfer.pull(house.bulk(here, house.peer(here)), stream(1), from, 16 * MIB);
        assertThat(outcome(serving)).isEqualTo(16 * MIB);
        assertThat(counters.mostHeld()).isLessThanOrEqualTo(WINDOW);
    }

    @Test
    void aReceiverThatDoesntReadHoldsOneWindow_itsSenderStops_andGoesOnWithIt() {
        long all = 64 * MIB;
        PeerId from = house.peer(there);
        CompletableFuture<Long> serving = serving(house.bulk(there, from));
        BulkClient receiver = house.bulk(here, house.peer(here));
        receiver.pause();
        receiver.open(stream(1), from, all, all);

        // How large its window is depends on who else has one.
        until(() -> counters.held() > RelayFrame.MAX_DATA && nothingMoves());
        long sent = there.relay().counters().sent();
        assertThat(sent - counters.received()).isLessThanOrEqualTo(WINDOW);
        assertThat(sent).isLessThan(all / 2);
        assertThat(serving).isNotDone();

        receiver.resume();
        BulkTransfer.take(receiver, stream(1), all);
        assertThat(outcome(serving)).isEqualTo(all);
        assertThat(counters.mostHeld()).isLessThanOrEqualTo(WINDOW);
    }

    private boolean nothingMoves() {
        long before = there.relay().counters().sent();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        return there.relay().counters().sent() == before;
    }

    @Test
    void aGreedySenderIsEndedWithinAFrame() {
        PeerId from = house.peer(there);
        BulkClient sender = house.bulk(there, from);
        BulkClient receiver = house.bulk(here, house.peer(here));
        receiver.open(stream(1), from, 64 * MIB, 64 * MIB);
        long limit = sender.next(RelayFrame.Open.class).limit();
        assertThat(limit).isEqualTo(WINDOW);
        receiver.pause();
        List<Future<Void>> greed = new ArrayList<>();
        for (long at = 0; at < 64 * MIB; at += RelayFrame.MAX_DATA) {
            greed.add(sender.push(BulkTransfer.piece(stream(1), at, RelayFrame.MAX_DATA)));
        }

        assertThat(sender.code()).isIn(4400, 1006);
        receiver.resume();
        assertThat(receiver.next(RelayFrame.Close.class).cause()).isEqualTo(Relay.Cause.CREDIT_VIOLATION.code());
        assertThat(counters.mostHeld()).isLessThanOrEqualTo(WINDOW);
        assertThat(there.relay().counters().violations()).isEqualTo(1);
        assertThat(greed).hasSizeGreaterThan(1);
    }

    @Test
    void whenTheSendersSocketIsLost_theReceiverHears() {
        PeerId from = house.peer(there);
        BulkClient sender = house.bulk(there, from);
        BulkClient receiver = house.bulk(here, house.peer(here));
        receiver.open(stream(1), from, MIB, MIB);
        sender.next(RelayFrame.Open.class);
        sender.close();
        assertThat(receiver.next(RelayFrame.Close.class).cause()).isEqualTo(Relay.Cause.PEER_GONE.code());
    }

    @Test
    void manyThatDontReadHoldWhatTheMemoryIs_andOthersGoOn() {
        int stalled = 64;
        List<BulkClient> deaf = new ArrayList<>();
        for (int i = 0; i < stalled; i++) {
            PeerId from = house.peer(there);
            CompletableFuture<Long> serving = serving(house.bulk(there, from));
            assertThat(serving).isNotNull();
            BulkClient receiver = house.bulk(here, house.peer(here));
            receiver.pause();
            receiver.open(stream(i), from, 1_000 * MIB, 1_000 * MIB);
            deaf.add(receiver);
        }
        until(() -> counters.held() > RelayHouse.MEMORY / 2);
        List<CompletableFuture<Long>> healthy = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            PeerId from = house.peer(there);
            healthy.add(serving(house.bulk(there, from)));
            BulkTransfer.pull(house.bulk(here, house.peer(here)), stream(1_000 + i), from, 8 * MIB);
        }

        healthy.forEach(serving -> assertThat(outcome(serving)).isEqualTo(8 * MIB));
        assertThat(counters.mostHeld()).isLessThanOrEqualTo(RelayHouse.MEMORY);
        deaf.forEach(BulkClient::close);
        until(() -> counters.held() == 0);
    }

    @Test
    void aRateIsKept() {
        long rate = 4 * MIB;
        RelayHouse.Node slow = house.node("slow", RelayHouse.MEMORY, OptionalLong.of(rate), Duration.ofSeconds(5));
        PeerId from = house.peer(there);
        CompletableFuture<Long> serving = serving(house.bulk(there, from));
        BulkClient receiver = house.bulk(slow, house.peer(slow));
        long began = System.nanoTime();

        BulkTransfer.pull(receiver, stream(1), from, 5 * MIB);

        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(outcome(serving)).isEqualTo(5 * MIB);
        // A quarter of a second's bytes may go at once.
        assertThat(5 * MIB / seconds).isLessThan(rate * 1.3);
        assertThat(seconds).isLessThan(5);
    }
}
