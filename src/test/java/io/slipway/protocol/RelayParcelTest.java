package io.slipway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.Relay.Refusal;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RelayParcelTest {
    private static final StreamId STREAM = new StreamId(3, 4);
    private static final PeerId TO = peer(1);
    private static final PeerId FROM = peer(2);
    private static final int PREFIX = RelayParcel.PREFIX_BYTES;

    private static PeerId peer(int number) {
        byte[] id = new byte[16];
        id[0] = (byte) number;
        return PeerId.of(id);
    }

    static List<RelayFrame> frames() {
        return List.of(
                new RelayFrame.Open(STREAM, 0, FROM, FileId.of(new byte[16]), 9, 7),
                new RelayFrame.Data(STREAM, 5, Buffer.buffer(new byte[RelayFrame.MAX_DATA])),
                new RelayFrame.Grant(STREAM, 8),
                new RelayFrame.Resume(STREAM, RelayFrame.CHUNK_BYTES),
                new RelayFrame.Close(STREAM, 77, 2));
    }

    private static void refused(Buffer bytes, Refusal why) {
        assertThatExceptionOfType(RelayParcel.Unfit.class)
                .isThrownBy(() -> RelayParcel.parse(bytes))
                .satisfies(unfit -> assertThat(unfit.why()).isEqualTo(why));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameTravelsUnchanged(RelayFrame frame) throws Exception {
        Buffer bytes = frame.toBuffer();
        assertThat(RelayParcel.parse(RelayParcel.of(TO, FROM, bytes)))
                .isEqualTo(new RelayParcel.Framed(TO, FROM, frame, bytes));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void howeverItIsCutItIsNone(RelayFrame frame) {
        Buffer whole = RelayParcel.of(TO, FROM, frame.toBuffer());
        for (int length = 0; length < PREFIX + RelayFrame.HEAD_BYTES; length++) {
            refused(whole.slice(0, length), Refusal.TRUNCATED);
        }
        if (!(frame instanceof RelayFrame.Data)) {
            for (int length = PREFIX + RelayFrame.HEAD_BYTES; length < whole.length(); length++) {
                refused(whole.slice(0, length), Refusal.MALFORMED);
            }
            refused(whole.appendByte((byte) 0), Refusal.MALFORMED);
        }
    }

    @Test
    void theLargestIsTaken_oneByteMoreIsNot() throws Exception {
        Buffer largest = RelayParcel.of(TO, FROM, frames().get(1).toBuffer());
        assertThat(largest.length()).isEqualTo(RelayParcel.MAX_BYTES);
        assertThat(RelayParcel.parse(largest)).isInstanceOf(RelayParcel.Framed.class);
        refused(largest.copy().appendByte((byte) 0), Refusal.OVERLONG);
    }

    @Test
    void whatClientsAndNodesGreetEachOtherWithIsNotForNodes() {
        Buffer hello = new RelayFrame.Hello(Buffer.buffer(new byte[RelayFrame.TICKET_BYTES])).toBuffer();
        refused(RelayParcel.of(TO, FROM, hello), Refusal.MALFORMED);
        refused(RelayParcel.of(TO, FROM, new RelayFrame.Ready().toBuffer()), Refusal.MALFORMED);
    }

    @Test
    void aStreamOfNobodyIsNone() {
        for (RelayFrame frame : frames()) {
            Buffer bytes = frame.toBuffer();
            refused(RelayParcel.of(TO, FROM, bytes.setLong(4, 0).setLong(12, 0)), Refusal.MALFORMED);
        }
    }

    @Test
    void theEndOfSocketsTravelsToo() throws Exception {
        for (int below : new int[] {1, Integer.MAX_VALUE}) {
            for (boolean replaced : new boolean[] {true, false}) {
                RelayParcel.Unplug unplug = new RelayParcel.Unplug(TO, below, replaced);
                assertThat(RelayParcel.parse(RelayParcel.of(unplug))).isEqualTo(unplug);
            }
        }
    }

    @Test
    void anEndThatIsNoneIsRefused() {
        Buffer whole = RelayParcel.of(new RelayParcel.Unplug(TO, 7, true));
        for (int length = 0; length < whole.length(); length++) {
            refused(whole.slice(0, length), Refusal.TRUNCATED);
        }
        refused(whole.copy().appendByte((byte) 0), Refusal.MALFORMED);
        refused(whole.copy().setInt(PREFIX, 0), Refusal.MALFORMED);
        refused(whole.copy().setInt(PREFIX, -1), Refusal.MALFORMED);
        refused(whole.copy().setByte(PREFIX + 4, (byte) 2), Refusal.MALFORMED);
        refused(RelayParcel.of(TO, TO, frames().get(2).toBuffer()), Refusal.MALFORMED);
    }

    @Test
    void noiseIsRefused_andNothingElseHappens() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            try {
                RelayParcel parcel = RelayParcel.parse(Buffer.buffer(noise));
                assertThat(parcel).isInstanceOf(RelayParcel.Framed.class);
            } catch (RelayParcel.Unfit e) {
                assertThat(e.why()).isIn(Refusal.TRUNCATED, Refusal.MALFORMED);
            }
        }
    }
}
