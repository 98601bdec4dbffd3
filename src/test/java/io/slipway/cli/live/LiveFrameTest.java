package io.slipway.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.live.LiveFrame.StreamName;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Cause;
import io.slipway.protocol.RelayFrame;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A client's frames are the nodes': both take what the other makes, and refuse the same. */
class LiveFrameTest {
    private static final StreamName NAME = new StreamName(1, 2);
    private static final StreamId ID = new StreamId(1, 2);
    private static final PeerId PEER = PeerId.of(new byte[16]);
    private static final FileId FILE = FileId.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final long CHUNK = RelayFrame.CHUNK_BYTES;
    private static final long LAST = RelayFrame.MAX_POSITION;

    private static final List<LiveFrame> CLIENTS = List.of(
            LiveFrame.hello(new byte[LiveFrame.TICKET_BYTES]),
            LiveFrame.open(NAME, CHUNK, PEER, FILE, LAST, 7),
            LiveFrame.data(NAME, 5, Buffer.buffer("data")),
            LiveFrame.data(NAME, LAST - LiveFrame.MAX_DATA, Buffer.buffer(new byte[LiveFrame.MAX_DATA])),
            LiveFrame.grant(NAME, LAST),
            LiveFrame.resume(NAME, 2 * CHUNK),
            LiveFrame.close(NAME, 9, StreamCause.NODE_LEAVING));

    private static final List<RelayFrame> NODES = List.of(
            new RelayFrame.Hello(Buffer.buffer(new byte[RelayFrame.TICKET_BYTES])),
            new RelayFrame.Open(ID, CHUNK, PEER, FILE, LAST, 7),
            new RelayFrame.Data(ID, 5, Buffer.buffer("data")),
            new RelayFrame.Data(ID, LAST - RelayFrame.MAX_DATA, Buffer.buffer(new byte[RelayFrame.MAX_DATA])),
            new RelayFrame.Grant(ID, LAST),
            new RelayFrame.Resume(ID, 2 * CHUNK),
            new RelayFrame.Close(ID, 9, Cause.NODE_LEAVING.code()));

    @Test
    void theyAreTheSameBytes_andComeBackAsTheyWere() {
        for (int i = 0; i < CLIENTS.size(); i++) {
            Buffer bytes = CLIENTS.get(i).toBuffer();
            assertThat(bytes).isEqualTo(NODES.get(i).toBuffer());
            assertThat(LiveFrame.parse(bytes)).isEqualTo(CLIENTS.get(i));
        }
        assertThat(LiveFrame.parse(new RelayFrame.Ready().toBuffer()).kind()).isEqualTo(LiveFrame.Kind.READY);
        LiveFrame open = LiveFrame.parse(NODES.get(1).toBuffer());
        assertThat(open.file()).isEqualTo(FILE);
        assertThat(open.end()).isEqualTo(LAST);
        assertThat(open.limit()).isEqualTo(7);
    }

    @Test
    void causesAreTheSame() {
        for (Cause cause : Cause.values()) {
            assertThat(StreamCause.valueOf(cause.name()).code()).isEqualTo(cause.code());
            assertThat(StreamCause.of(cause.code()).name()).isEqualTo(cause.name());
        }
        assertThat(StreamCause.of(StreamCause.values().length)).isEqualTo(StreamCause.CANCELLED);
        assertThat(StreamCause.of(65_535)).isEqualTo(StreamCause.CANCELLED);
    }

    @Test
    void bothRefuseTheSame_whateverIsDoneToAFrame() {
        Random random = new Random(17);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes =
                    CLIENTS.get(random.nextInt(CLIENTS.size())).toBuffer().getBytes();
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 2) : bytes.length;
            byte[] hostile = Arrays.copyOf(bytes, length);
            if (length > 0 && random.nextInt(8) > 0) {
                hostile[random.nextInt(Math.min(length, 90))] = (byte) random.nextInt(256);
            }
            Buffer frame = Buffer.buffer(hostile);
            if (takenByNodes(frame)) {
                assertThat(LiveFrame.parse(frame).toBuffer()).isEqualTo(frame);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> LiveFrame.parse(frame));
            }
        }
    }

    private static boolean takenByNodes(Buffer frame) {
        try {
            return RelayFrame.parse(frame) != null;
        } catch (RelayFrame.BadFrame | IndexOutOfBoundsException e) {
            return false;
        }
    }

    @Test
    void aFrameHasAnEnd() {
        Buffer most = LiveFrame.data(NAME, 0, Buffer.buffer(new byte[LiveFrame.MAX_DATA]))
                .toBuffer();

        assertThat(LiveFrame.parse(most).body().length()).isEqualTo(LiveFrame.MAX_DATA);
        assertThatThrownBy(() -> LiveFrame.parse(most.copy().appendByte((byte) 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LiveFrame.parse(most.slice(0, LiveFrame.HEAD_BYTES)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTicketIsNotPrinted() {
        assertThat(CLIENTS.get(0).toString()).isEqualTo("HELLO at 0, 32 bytes");
    }
}
