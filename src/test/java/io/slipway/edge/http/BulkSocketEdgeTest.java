package io.slipway.edge.http;

import static io.slipway.edge.http.EdgeHouse.finish;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kit.BulkClient;
import io.slipway.model.PeerId;
import io.slipway.protocol.Presence;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.slipway.seal.Token;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a bulk socket, and how one ends. */
class BulkSocketEdgeTest {
    private static final StreamId STREAM = new StreamId(1, 2);

    private final RelayHouse house = new RelayHouse();
    private RelayHouse.Node node;

    @BeforeEach
    void start() {
        node = house.node("n", RelayHouse.MEMORY, OptionalLong.empty(), Duration.ofMillis(300));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whoHasATicketIsReady_andStays() {
        BulkClient client = house.bulk(node, house.peer(node));
        // It outlives the time for hello of one that came later.
        assertThat(house.socket(node).code()).isEqualTo(4408);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aTicketIsGoodOnce() {
        String ticket = house.ticket(house.peer(node));
        assertThat(house.socket(node).hello(ticket).next()).isEqualTo(new RelayFrame.Ready());
        assertThat(house.socket(node).hello(ticket).code()).isEqualTo(4401);
        assertThat(house.socket(node)
                        .hello(Token.random(house.house.randomness).text())
                        .code())
                .isEqualTo(4401);
    }

    @Test
    void theFirstFrameIsAHello() {
        assertThat(house.socket(node).send(new RelayFrame.Grant(STREAM, 1)).code())
                .isEqualTo(4400);
        assertThat(house.socket(node).send(Buffer.buffer("hello")).code()).isEqualTo(4400);
        assertThat(house.socket(node).text("hello").code()).isEqualTo(4400);
    }

    @Test
    void nothingIsSaidBeforeItIsReady() {
        BulkClient client = house.socket(node);
        client.push(new RelayFrame.Hello(Buffer.buffer(new byte[32])).toBuffer())
                .onFailure(Throwable::printStackTrace);
        client.push(new RelayFrame.Grant(STREAM, 1).toBuffer()).onFailure(Throwable::printStackTrace);
        assertThat(client.code()).isIn(4400, 4401);
    }

    @Test
    void aSecondHelloEndsIt() {
        BulkClient client = house.bulk(node, house.peer(node));
        assertThat(client.hello(house.ticket(house.peer(node))).code()).isEqualTo(4400);
    }

    @Test
    void theLargestFrameIsTaken_oneByteMoreIsNot() {
        PeerId from = house.peer(node);
        BulkClient sender = house.bulk(node, from);
        BulkClient receiver = house.bulk(node, house.peer(node));
        receiver.open(STREAM, from, 1 << 20, 1 << 20);
        sender.next(RelayFrame.Open.class);
        Buffer largest = new RelayFrame.Data(STREAM, 0, Buffer.buffer(new byte[RelayFrame.MAX_DATA])).toBuffer();
        sender.send(largest);
        assertThat(receiver.next(RelayFrame.Data.class).bytes().length()).isEqualTo(RelayFrame.MAX_DATA);
        assertThat(sender.send(largest.copy().appendByte((byte) 0)).code()).isEqualTo(4413);
    }

    @Test
    void noiseEndsIt() {
        BulkClient client = house.bulk(node, house.peer(node));
        assertThat(client.send(Buffer.buffer("noise")).code()).isEqualTo(4400);
    }

    @Test
    void aNewSocketOfThePeerEndsTheFormer() {
        PeerId peer = house.peer(node);
        BulkClient former = house.bulk(node, peer);
        BulkClient now = house.bulk(node, peer);
        assertThat(former.code()).isEqualTo(4409);
        assertThat(now.isClosed()).isFalse();
    }

    @Test
    void aPeerThatLeftHasNone() {
        PeerId peer = house.peer(node);
        BulkClient client = house.bulk(node, peer);
        house.house.bus.publish(Presence.UNPLUGGED, new Presence.Unplugged(peer, 2, node.name(), false));
        assertThat(client.code()).isEqualTo(4410);
        EdgeHouse.until(() -> house.unplugged.contains(new Presence.Unplug(peer, 1)));
    }

    @Test
    void aPeerWhoseSignalSocketWentElsewhereKeepsIts() {
        PeerId peer = house.peer(node);
        BulkClient client = house.bulk(node, peer);
        house.house.bus.publish(Presence.LEFT, new Presence.Left(peer));
        house.house.bus.publish(Presence.UNPLUGGED, new Presence.Unplugged(peer, 1, node.name(), true));
        BulkClient receiver = house.bulk(node, house.peer(node));
        receiver.open(STREAM, peer, 1 << 20, 1 << 20);
        client.next(RelayFrame.Open.class);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aPeerThatIsGoneBeforeItsTicketIsTakenIsTold() {
        assertThat(house.socket(node).hello(house.ticketOfNobody()).code()).isEqualTo(4410);
    }

    @Test
    void aNodeThatLeavesSaysSo() {
        BulkClient client = house.bulk(node, house.peer(node));
        finish(house.house.vertx.undeploy(node.edge()));
        assertThat(client.code()).isEqualTo(4000);
    }
}
