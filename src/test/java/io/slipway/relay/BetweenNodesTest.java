package io.slipway.relay;

import static io.slipway.relay.RelayMemory.MAX_WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.Relay.Refusal;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Resume;
import io.slipway.protocol.RelayParcel;
import io.slipway.relay.RelayNet.Client;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one node believes of another, and which of a peer's bulk sockets is its. */
class BetweenNodesTest {
    private static final long END = 100L * RelayFrame.CHUNK_BYTES;

    private final RelayNet net = new RelayNet();
    private Client sender;
    private Client receiver;
    private Client third;

    @BeforeEach
    void aStreamFlows() {
        for (String node : new String[] {"s", "r", "x"}) {
            net.node(node, 48L << 20, OptionalLong.empty());
        }
        sender = net.client("s", 1);
        receiver = net.client("r", 2);
        third = net.client("x", 3);
        receiver.open(1, sender, END, MAX_WINDOW);
        net.settle();
        sender.takeAll();
    }

    private RelayCounters at(String node) {
        return net.counters.get(node);
    }

    /** What node r refused, by cause. */
    private Map<Refusal, Long> refused() {
        Map<Refusal, Long> all = new EnumMap<>(Refusal.class);
        Arrays.stream(Refusal.values())
                .filter(why -> at("r").refusals(why) > 0)
                .forEach(why -> all.put(why, at("r").refusals(why)));
        return all;
    }

    private void arrives(String from, Client as, RelayFrame frame) {
        net.nodes.get("r").arrived(from, RelayParcel.of(receiver.peer, as.peer, frame.toBuffer()));
    }

    private static Data data(int stream) {
        return new Data(RelayNet.stream(stream), 0, Buffer.buffer("sealed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 33, 36, 59})
    void whatEndsBeforeAFrameBeginsIsTruncated(int length) {
        Buffer whole = RelayParcel.of(receiver.peer, sender.peer, data(1).toBuffer());
        net.nodes.get("r").arrived("s", whole.slice(0, length));
        assertThat(refused()).isEqualTo(Map.of(Refusal.TRUNCATED, 1L));
        assertThat(receiver.waiting).isEmpty();
    }

    @Test
    void aByteBeyondTheLargestFrameIsOverlong() {
        Buffer largest = new Data(RelayNet.stream(1), 0, Buffer.buffer(new byte[RelayFrame.MAX_DATA])).toBuffer();
        net.nodes
                .get("r")
                .arrived(
                        "s",
                        RelayParcel.of(
                                receiver.peer, sender.peer, largest.copy().appendByte((byte) 0)));
        assertThat(refused()).isEqualTo(Map.of(Refusal.OVERLONG, 1L));
        net.nodes.get("r").arrived("s", RelayParcel.of(receiver.peer, sender.peer, largest));
        assertThat(receiver.waiting).hasSize(1);
    }

    @Test
    void aStreamThatNobodyHasIsUnknown_andWhoeverSendsIsTold() {
        arrives("s", sender, data(9));
        arrives("s", sender, new Grant(RelayNet.stream(9), 5));
        arrives("s", sender, new Resume(RelayNet.stream(9), 0));
        arrives("s", sender, new Close(RelayNet.stream(9), 0, 0));
        assertThat(refused()).isEqualTo(Map.of(Refusal.UNKNOWN_STREAM, 4L));
        assertThat(receiver.waiting).isEmpty();
        assertThat(net.underWay).singleElement().satisfies(told -> {
            assertThat(told.to()).isEqualTo("s");
            assertThat(told.frame()).isEqualTo(new Close(RelayNet.stream(9), 0, Cause.PEER_GONE.code()));
        });
    }

    @Test
    void aStreamIsItsPeersAtTheirNodesAlone() {
        arrives("x", third, data(1));
        arrives("x", sender, data(1));
        arrives("s", third, new Close(RelayNet.stream(1), 0, 0));
        arrives("x", sender, new Close(RelayNet.stream(1), 0, 0));
        assertThat(refused()).isEqualTo(Map.of(Refusal.FOREIGN_STREAM, 4L));
        assertThat(receiver.waiting).isEmpty();
        sender.data(1, 0, 10);
        net.settle();
        assertThat(receiver.waiting).as("it goes on").hasSize(1);
    }

    @Test
    void aReceiverIsntGrantedAnything() {
        arrives("s", sender, new Grant(RelayNet.stream(1), 5));
        arrives("s", sender, new Resume(RelayNet.stream(1), 0));
        arrives("s", sender, new Open(RelayNet.stream(1), 0, sender.peer, RelayNet.FILE, 1, 1));
        assertThat(refused()).isEqualTo(Map.of(Refusal.FOREIGN_STREAM, 2L));
        assertThat(receiver.waiting).isEmpty();
    }

    @Test
    void moreThanAWindowIsRefused() {
        for (int i = 0; i < 17; i++) {
            arrives("s", sender, new Data(RelayNet.stream(1), i * 65_536L, Buffer.buffer(new byte[65_536])));
        }
        assertThat(refused()).isEqualTo(Map.of(Refusal.BEYOND_WINDOW, 1L));
    }

    @Test
    void whoHasNoSocketHereIsMissed_andWhatIsLateIsntRefused() {
        receiver.send(new Close(RelayNet.stream(1), 0, Cause.CANCELLED.code()));
        arrives("s", sender, data(1));
        assertThat(refused()).isEmpty();
        receiver.hangUp();
        arrives("s", sender, data(1));
        arrives("s", sender, new Open(RelayNet.stream(2), 0, sender.peer, RelayNet.FILE, 1, 1));
        assertThat(refused()).isEqualTo(Map.of(Refusal.NO_SOCKET, 2L));
    }

    @Test
    void streamsAreCountedAsLongAsTheyGoOn() {
        assertThat(at("s").open()).isEqualTo(1);
        assertThat(at("r").open()).isEqualTo(1);
        receiver.open(2, sender, END, 10);
        receiver.open(3, receiver, END, 10);
        net.settle();
        assertThat(at("r").open()).as("one was refused").isEqualTo(2);
        receiver.hangUp();
        net.settle();
        assertThat(at("r").open()).isZero();
        assertThat(at("s").open()).isZero();
    }

    @Test
    void aSocketIsGivenUpOnceItIsLost_andWhatIsntOneNever() {
        Client plain = net.client("r", 7, 0);
        plain.hangUp();
        receiver.hangUp();
        receiver.hangUp();
        assertThat(net.unplugged).containsExactly(new Presence.Unplug(receiver.peer, 1));
    }

    @Test
    void aNewSocketAtAnotherNodeEndsTheFormer_andItsStreams() {
        Client again = net.client("x", 1, 2);
        net.nodes.get("s").arrived("x", RelayParcel.of(new RelayParcel.Unplug(sender.peer, 2, true)));
        net.settle();
        assertThat(sender.ended).isEqualTo(Ending.REPLACED);
        assertThat(receiver.cause(1)).isEqualTo(Cause.PEER_GONE);
        receiver.open(2, again, END, 1_000);
        net.settle();
        assertThat(again.limit(2)).isEqualTo(1_000);
        sender.hangUp();
        net.settle();
        again.data(2, 0, 10);
        net.settle();
        assertThat(receiver.take()).as("the old one ended late").isInstanceOf(Data.class);
    }

    @Test
    void wordOfAnEndThatComesLateIsNotMeantForALaterSocket() {
        Client now = net.client("s", 1, 3);
        RelayParcel.Unplug late = new RelayParcel.Unplug(sender.peer, 3, true);
        net.nodes.get("s").arrived("x", RelayParcel.of(late));
        assertThat(sender.ended).isEqualTo(Ending.REPLACED);
        assertThat(now.ended).isNull();
        net.nodes.get("s").arrived("x", RelayParcel.of(new RelayParcel.Unplug(sender.peer, 4, false)));
        assertThat(now.ended).isEqualTo(Ending.PEER_LEFT);
    }

    @Test
    void ofTwoSocketsTheLaterTurnStays_whicheverIsPluggedInFirst() {
        Client later = net.client("x", 9, 2);
        Client former = net.client("x", 9, 1);
        assertThat(former.ended).isEqualTo(Ending.REPLACED);
        assertThat(later.ended).isNull();
        assertThat(net.unplugged).isEmpty();
        receiver.open(4, later, END, 10);
        net.settle();
        assertThat(later.limit(4)).isEqualTo(10);
        former.send(new Grant(RelayNet.stream(4), 100));
        assertThat(later.limit(4)).isEqualTo(10);
    }

    @Test
    void wordOfAnEndThatComesBeforeItsSocketEndsIt_forAsLongAsATicketLasts() {
        Client bo = net.client("r", 9, 5);
        net.nodes.get("x").arrived("r", RelayParcel.of(new RelayParcel.Unplug(bo.peer, 5, true)));
        net.nodes.get("x").arrived("r", RelayParcel.of(new RelayParcel.Unplug(bo.peer, 3, false)));
        net.passes(29);
        net.nodes.get("x").look();
        assertThat(net.client("x", 9, 4).ended).isEqualTo(Ending.REPLACED);
        assertThat(net.client("x", 9, 0).ended).isNull();
        assertThat(net.unplugged).isEmpty();
        net.passes(1);
        net.nodes.get("x").look();
        assertThat(net.client("x", 9, 4).ended).isNull();
    }

    @Test
    void wordOfSoManyEndsIsKept_notOneMore() {
        for (int i = 0; i <= Fences.MAX; i++) {
            byte[] id = new byte[16];
            id[15] = (byte) i;
            id[14] = (byte) (i >> 8);
            net.nodes.get("x").unplugged(new RelayParcel.Unplug(PeerId.of(id), 2, true));
        }
        assertThat(net.client("x", 0, 1).ended).as("the eldest").isNull();
        assertThat(net.client("x", 1, 1).ended).isEqualTo(Ending.REPLACED);
        assertThat(net.client("x", Fences.MAX, 1).ended).isEqualTo(Ending.REPLACED);
    }

    @Test
    void aPlainStreamHasNoSocketThatCouldBeReplaced() {
        Client plain = net.client("r", 7, 0);
        net.nodes.get("r").arrived("x", RelayParcel.of(new RelayParcel.Unplug(plain.peer, 5, true)));
        assertThat(plain.ended).isNull();
    }
}
