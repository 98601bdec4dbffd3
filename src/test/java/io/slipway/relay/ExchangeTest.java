package io.slipway.relay;

import static io.slipway.relay.RelayMemory.MAX_WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Resume;
import io.slipway.protocol.RelayParcel;
import io.slipway.relay.RelayNet.Client;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final long CHUNK = RelayFrame.CHUNK_BYTES;
    private static final long END = 100 * CHUNK;
    private static final int PIECE = 65_536;

    private final RelayNet net = new RelayNet();
    private Client sender;
    private Client receiver;

    @BeforeEach
    void twoNodes() {
        net.node("s", 48L << 20, OptionalLong.empty());
        net.node("r", 48L << 20, OptionalLong.empty());
        sender = net.client("s", 1);
        receiver = net.client("r", 2);
    }

    private void opened(long limit) {
        receiver.open(1, sender, END, limit);
        net.settle();
        sender.takeAll();
    }

    @Test
    void theSenderHearsWhoWants_andTheLesserLimit() {
        opened(1_000);
        assertThat(sender.got).singleElement().isInstanceOfSatisfying(Open.class, open -> {
            assertThat(open.peer()).isEqualTo(receiver.peer);
            assertThat(open.limit()).isEqualTo(1_000);
            assertThat(open.end()).isEqualTo(END);
        });
        receiver.open(2, sender, END, 4L << 20);
        net.settle();
        assertThat(sender.limit(2)).isEqualTo(MAX_WINDOW);
    }

    @Test
    void dataArrivesUnchanged() {
        opened(MAX_WINDOW);
        Buffer frame = new Data(RelayNet.stream(1), 0, Buffer.buffer("sealed")).toBuffer();
        sender.send(frame);
        net.settle();
        assertThat(receiver.waiting.getFirst().bytes()).isEqualTo(frame);
        assertThat(receiver.take()).isInstanceOf(Data.class);
        assertThat(net.counters.get("s").sent()).isEqualTo(6);
        assertThat(net.counters.get("r").received()).isEqualTo(6);
    }

    @Test
    void aReceiverThatTakesNothingHoldsOneWindow_andGoesOnWhenItTakes() {
        opened(END);
        long sent = sendAll(0);
        assertThat(sent).isEqualTo(MAX_WINDOW);
        assertThat(net.counters.get("r").held()).isEqualTo(MAX_WINDOW);
        assertThat(sender.limit(1)).isEqualTo(MAX_WINDOW);

        receiver.takeAll();
        net.settle();
        assertThat(net.counters.get("r").held()).isZero();
        assertThat(sender.limit(1)).isEqualTo(2 * MAX_WINDOW);
        assertThat(sendAll(sent)).isEqualTo(2 * MAX_WINDOW);
    }

    /** Sends what it may, from a position on; returns how far it came. */
    private long sendAll(long position) {
        long at = position;
        while (at < sender.limit(1)) {
            int length = (int) Math.min(PIECE, sender.limit(1) - at);
            sender.data(1, at, length);
            at += length;
            net.settle();
        }
        return at;
    }

    @Test
    void aByteBeyondTheLimitEndsTheSendersSocket() {
        opened(1_000);
        sender.data(1, 0, 1_001);
        net.settle();
        assertThat(sender.ended).isEqualTo(Ending.CREDIT_VIOLATION);
        assertThat(receiver.cause(1)).isEqualTo(Cause.CREDIT_VIOLATION);
        assertThat(receiver.got).noneMatch(Data.class::isInstance);
        assertThat(net.counters.get("s").violations()).isEqualTo(1);
    }

    @Test
    void exactlyTheLimitIsFine() {
        opened(1_000);
        sender.data(1, 0, 1_000);
        net.settle();
        assertThat(sender.ended).isNull();
        assertThat(receiver.take()).isInstanceOf(Data.class);
    }

    @Test
    void aGapEndsTheSendersSocket() {
        opened(1_000);
        sender.data(1, 1, 1);
        assertThat(sender.ended).isEqualTo(Ending.CREDIT_VIOLATION);
    }

    @Test
    void itsOtherStreamsEndWithIt() {
        opened(1_000);
        receiver.open(2, sender, END, 1_000);
        net.settle();
        sender.data(1, 1, 1);
        net.settle();
        assertThat(receiver.cause(2)).isEqualTo(Cause.PEER_GONE);
    }

    @Test
    void aResumeLetsTheSenderGoBack() {
        opened(END);
        sender.data(1, 0, PIECE);
        receiver.send(new Resume(RelayNet.stream(1), 0));
        net.settle();
        assertThat(sender.take()).isInstanceOf(Resume.class);
        sender.data(1, PIECE, PIECE);
        sender.data(1, 0, PIECE);
        net.settle();
        assertThat(sender.ended).isNull();
        assertThat(receiver.waiting).hasSize(3);
    }

    @Test
    void aResumeBeyondWhatCouldHaveComeIsRefused() {
        receiver.open(1, sender, END, CHUNK - 1);
        net.settle();
        receiver.send(new Resume(RelayNet.stream(1), CHUNK));
        assertThat(receiver.ended).isEqualTo(Ending.BAD_FRAME);
    }

    @Test
    void theLastDataEndsAStream_andLateFramesAreDroppedForHalfAMinute() {
        receiver.open(1, sender, 10, 10);
        net.settle();
        sender.data(1, 0, 10);
        net.settle();
        receiver.takeAll();
        receiver.send(new Grant(RelayNet.stream(1), 10));
        sender.data(1, 10, 1);
        net.settle();
        assertThat(receiver.ended).isNull();
        assertThat(sender.ended).isNull();
        assertThat(net.nodes.get("r").memory().streams()).isZero();

        net.now += RelayStream.REMEMBERED - 1;
        look();
        receiver.send(new Grant(RelayNet.stream(1), 10));
        assertThat(receiver.ended).isNull();
        net.now += 1;
        look();
        receiver.send(new Grant(RelayNet.stream(1), 10));
        sender.data(1, 10, 1);
        assertThat(receiver.ended).isEqualTo(Ending.BAD_FRAME);
        assertThat(sender.ended).isEqualTo(Ending.BAD_FRAME);
    }

    private void look() {
        net.nodes.values().forEach(Exchange::look);
    }

    @Test
    void aCloseOfEitherGoesToTheOther() {
        opened(1_000);
        receiver.send(new Close(RelayNet.stream(1), 0, Cause.CANCELLED.code()));
        net.settle();
        assertThat(sender.cause(1)).isEqualTo(Cause.CANCELLED);
        receiver.open(2, sender, END, 1_000);
        net.settle();
        sender.send(new Close(RelayNet.stream(2), 0, Cause.NO_SUCH_FILE.code()));
        net.settle();
        assertThat(receiver.cause(2)).isEqualTo(Cause.NO_SUCH_FILE);
        assertThat(net.nodes.get("r").memory().streams()).isZero();
    }

    @Test
    void whoIsAbsentIsGone() {
        net.whereabouts.remove(sender.peer);
        receiver.open(1, sender, END, 1_000);
        assertThat(receiver.cause(1)).isEqualTo(Cause.PEER_GONE);
        net.whereabouts.put(sender.peer, "s");
        sender.hangUp();
        receiver.open(2, sender, END, 1_000);
        net.settle();
        assertThat(receiver.cause(2)).isEqualTo(Cause.PEER_GONE);
        assertThat(net.nodes.get("r").memory().streams()).isZero();
    }

    @Test
    void aLostSocketEndsItsStreams_onBothSides() {
        opened(1_000);
        sender.hangUp();
        net.settle();
        assertThat(receiver.cause(1)).isEqualTo(Cause.PEER_GONE);

        Client other = net.client("s", 3);
        receiver.open(2, other, END, 1_000);
        net.settle();
        receiver.hangUp();
        net.settle();
        assertThat(other.cause(2)).isEqualTo(Cause.PEER_GONE);
        other.data(2, 0, 1);
        assertThat(other.ended).isNull();
    }

    @Test
    void aNewSocketEndsTheFormer() {
        opened(1_000);
        Client again = net.client("s", 1);
        net.settle();
        assertThat(sender.ended).isEqualTo(Ending.REPLACED);
        assertThat(receiver.cause(1)).isEqualTo(Cause.PEER_GONE);
        receiver.open(2, again, END, 1_000);
        net.settle();
        assertThat(again.limit(2)).isEqualTo(1_000);
    }

    @Test
    void aPeerThatLeftEnds() {
        opened(1_000);
        net.nodes.get("s").unplugged(new RelayParcel.Unplug(sender.peer, 2, false));
        net.nodes.get("s").unplugged(new RelayParcel.Unplug(receiver.peer, 2, false));
        net.settle();
        assertThat(sender.ended).isEqualTo(Ending.PEER_LEFT);
        assertThat(receiver.cause(1)).isEqualTo(Cause.PEER_GONE);
        assertThat(receiver.ended).isNull();
    }

    @Test
    void aNodeThatIsGoneEndsWhatItHad() {
        opened(1_000);
        net.down[0] = "r";
        sender.data(1, 0, 1);
        assertThat(sender.cause(1)).isEqualTo(Cause.PEER_GONE);
        net.nodes.get("r").nodeLost("s");
        assertThat(receiver.cause(1)).isEqualTo(Cause.PEER_GONE);
    }

    @Test
    void aNodeThatLeavesSaysSo() {
        opened(1_000);
        net.nodes.get("s").leave();
        net.settle();
        assertThat(sender.ended).isEqualTo(Ending.NODE_LEAVING);
        assertThat(receiver.cause(1)).isEqualTo(Cause.NODE_LEAVING);
    }

    @Test
    void aPairHasSoManyStreams_aSocketSoMany_notOneMore() {
        int stream = 0;
        for (int i = 0; i < Plug.MAX_STREAMS_OF_PAIR; i++) {
            receiver.open(++stream, sender, END, 1_000);
        }
        receiver.open(++stream, sender, END, 1_000);
        net.settle();
        assertThat(receiver.cause(stream)).isEqualTo(Cause.OVER_CAPACITY);
        assertThat(receiver.cause(stream - 1)).isNull();

        Client other = net.client("s", 3);
        for (int i = Plug.MAX_STREAMS_OF_PAIR; i < Plug.MAX_STREAMS; i++) {
            receiver.open(++stream, other, END, 1_000);
        }
        Client third = net.client("s", 4);
        receiver.open(++stream, third, END, 1_000);
        net.settle();
        assertThat(receiver.cause(stream)).isEqualTo(Cause.OVER_CAPACITY);
        assertThat(receiver.cause(stream - 1)).isNull();
        receiver.send(new Close(RelayNet.stream(1), 0, 0));
        receiver.open(++stream, third, END, 1_000);
        net.settle();
        assertThat(receiver.cause(stream)).isNull();
        assertThat(third.limit(stream)).isEqualTo(1_000);
    }

    @Test
    void aSenderHasSoManyStreams_notOneMore() {
        for (int i = 0; i <= Plug.MAX_STREAMS; i++) {
            Client one = net.client("r", 10 + i);
            one.open(10 + i, sender, END, 1_000);
            net.settle();
            assertThat(one.cause(10 + i)).isEqualTo(i < Plug.MAX_STREAMS ? null : Cause.OVER_CAPACITY);
        }
    }

    @Test
    void aStreamOfAnotherCantBeTakenOver() {
        opened(1_000);
        Client third = net.client("r", 3);
        third.open(1, sender, END, 900);
        net.settle();
        assertThat(third.cause(1)).isEqualTo(Cause.BAD_FRAME);
        sender.data(1, 0, 10);
        net.settle();
        assertThat(receiver.waiting).hasSize(1);
        assertThat(third.waiting).isEmpty();
    }

    @Test
    void nobodyOpensAStreamToItself() {
        receiver.open(1, receiver, END, 1_000);
        assertThat(receiver.cause(1)).isEqualTo(Cause.NOT_ALLOWED);
        receiver.send(new Grant(RelayNet.stream(1), 10));
        assertThat(receiver.ended).isNull();
    }

    @Test
    void framesThatArentTheClientsEndItsSocket() {
        opened(1_000);
        Client strange = net.client("r", 5);
        strange.send(new Grant(RelayNet.stream(9), 1));
        assertThat(strange.ended).isEqualTo(Ending.BAD_FRAME);
        Client noisy = net.client("r", 6);
        noisy.send(Buffer.buffer("noise"));
        assertThat(noisy.ended).isEqualTo(Ending.BAD_FRAME);
        Client late = net.client("r", 7);
        late.send(new RelayFrame.Ready());
        assertThat(late.ended).isEqualTo(Ending.BAD_FRAME);
        sender.send(new Grant(RelayNet.stream(1), 1));
        assertThat(sender.ended).isEqualTo(Ending.BAD_FRAME);
        receiver.data(1, 0, 1);
        assertThat(receiver.ended).isEqualTo(Ending.BAD_FRAME);
    }

    @Test
    void nothingTakenForTwoMinutesIsStalled_andTheSocketEndsIfItHoldsSomething() {
        opened(END);
        sender.data(1, 0, PIECE);
        net.settle();
        net.now += RelayStream.PATIENCE - 1;
        look();
        assertThat(receiver.ended).isNull();
        net.now += 1;
        look();
        net.settle();
        assertThat(receiver.ended).isEqualTo(Ending.NOT_READ);
        assertThat(sender.cause(1)).isEqualTo(Cause.STALLED);
        assertThat(sender.ended).isNull();
        assertThat(net.counters.get("r").held()).isZero();
        assertThat(net.nodes.get("r").memory().bytes()).isZero();
    }

    @Test
    void aSilentSenderIsStalledAsWell_butNobodysSocketEnds() {
        opened(END);
        net.passes(120);
        look();
        net.settle();
        assertThat(receiver.cause(1)).isEqualTo(Cause.STALLED);
        assertThat(sender.cause(1)).isEqualTo(Cause.STALLED);
        assertThat(receiver.ended).isNull();
        assertThat(sender.ended).isNull();
    }

    @Test
    void beyondTheMemoryStreamsAreRefused() {
        RelayNet small = new RelayNet();
        small.node("s", 48L << 20, OptionalLong.empty());
        small.node("r", 2L * RelayMemory.MIN_BYTES, OptionalLong.empty());
        Client from = small.client("s", 1);
        Client to = small.client("r", 2);
        for (int i = 1; i <= 3; i++) {
            to.open(i, from, END, END);
        }
        small.settle();
        assertThat(to.cause(2)).isNull();
        assertThat(to.cause(3)).isEqualTo(Cause.OVER_CAPACITY);
        assertThat(small.counters.get("r").opened()).isEqualTo(2);
        assertThat(small.counters.get("r").refused()).isEqualTo(1);
    }

    @Test
    void aRateHoldsGrantsBack() {
        RelayNet slow = new RelayNet();
        long rate = 400_000;
        slow.node("s", 48L << 20, OptionalLong.empty());
        slow.node("r", 48L << 20, OptionalLong.of(rate));
        Client from = slow.client("s", 1);
        Client to = slow.client("r", 2);
        to.open(1, from, END, END);
        slow.settle();
        assertThat(from.limit(1)).isEqualTo(rate / 4);
        slow.now += TimeUnit.MILLISECONDS.toNanos(250);
        slow.nodes.get("r").grant();
        slow.settle();
        assertThat(from.limit(1)).isEqualTo(rate / 4);
        from.data(1, 0, PIECE);
        slow.settle();
        to.takeAll();
        slow.settle();
        assertThat(from.limit(1)).isEqualTo(rate / 2);
        to.hangUp();
        slow.now += TimeUnit.SECONDS.toNanos(2);
        slow.nodes.get("r").look();
        assertThat(slow.nodes.get("r").rates().remembered()).isZero();
    }

    @Test
    void grantsDontPileUpAtASenderThatDoesntRead() {
        opened(1_000);
        for (int i = 1; i <= 10_000; i++) {
            receiver.send(new Grant(RelayNet.stream(1), 1_000 + i * 10L));
            net.settle();
        }
        assertThat(sender.waiting).hasSize(1);
        assertThat(sender.limit(1)).isEqualTo(101_000);
    }

    @Test
    void aSenderThatReadsNothingIsEnded() {
        int stream = 0;
        while (sender.ended == null) {
            receiver.open(++stream, sender, END, 1_000);
            net.settle();
            receiver.send(new Close(RelayNet.stream(stream), 0, 1));
            net.settle();
            assertThat(stream).isLessThan(700);
        }
        assertThat(sender.ended).isEqualTo(Ending.NOT_READ);
    }

    @Test
    void whoOpensFasterThanIsForgottenIsEnded() {
        for (int i = 1; i <= Plug.MAX_REMEMBERED; i++) {
            receiver.open(i, receiver, END, 1);
            receiver.takeAll();
        }
        assertThat(receiver.ended).isNull();
        receiver.open(Plug.MAX_REMEMBERED + 1, receiver, END, 1);
        assertThat(receiver.ended).isEqualTo(Ending.TOO_MUCH);
    }

    @Test
    void anotherNodeCantMakeThisOneHoldMore() {
        opened(MAX_WINDOW);
        for (int i = 0; i < 17; i++) {
            Buffer frame = new Data(RelayNet.stream(1), (long) i * PIECE, Buffer.buffer(new byte[PIECE])).toBuffer();
            net.nodes.get("r").arrived("s", RelayParcel.of(receiver.peer, sender.peer, frame));
        }
        assertThat(net.counters.get("r").held()).isEqualTo(MAX_WINDOW);
        assertThat(net.counters.get("r").dropped()).isEqualTo(PIECE);
    }
}
