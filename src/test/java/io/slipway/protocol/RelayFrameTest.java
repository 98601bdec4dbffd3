package io.slipway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.protocol.RelayFrame.Close;
import io.slipway.protocol.RelayFrame.Data;
import io.slipway.protocol.RelayFrame.Grant;
import io.slipway.protocol.RelayFrame.Hello;
import io.slipway.protocol.RelayFrame.Open;
import io.slipway.protocol.RelayFrame.Ready;
import io.slipway.protocol.RelayFrame.Resume;
import io.slipway.protocol.RelayFrame.StreamId;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayFrameTest {
    private static final StreamId STREAM = new StreamId(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final PeerId PEER = PeerId.of(filled(16, 7));
    private static final FileId FILE = FileId.of(filled(16, 8));
    private static final long CHUNK = RelayFrame.CHUNK_BYTES;
    private static final long MAX = RelayFrame.MAX_POSITION;

    static List<RelayFrame> frames() {
        return List.of(
                new Hello(Buffer.buffer(filled(32, 9))),
                new Ready(),
                new Open(STREAM, 3 * CHUNK, PEER, FILE, MAX, 0),
                new Open(STREAM, 0, PEER, FILE, 1, MAX),
                new Data(STREAM, 5, Buffer.buffer(filled(1, 3))),
                new Data(STREAM, MAX - RelayFrame.MAX_DATA, Buffer.buffer(filled(RelayFrame.MAX_DATA, 3))),
                new Grant(STREAM, MAX),
                new Resume(STREAM, CHUNK),
                new Close(STREAM, 77, 0xffff));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsWrittenIsRead(RelayFrame frame) {
        assertThat(RelayFrame.parse(frame.toBuffer())).isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aByteMoreOrLessIsNoFrame_exceptOfData(RelayFrame frame) {
        Buffer whole = frame.toBuffer();
        boolean fits = frame instanceof Data data && data.bytes().length() == 1;
        if (!fits) {
            bad(whole.copy().appendByte((byte) 0));
        }
        if (!(frame instanceof Data data && data.bytes().length() > 1)) {
            bad(whole.slice(0, whole.length() - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void everyFlagAndFillerMustBeZero(RelayFrame frame) {
        for (int at = 1; at <= 3; at++) {
            bad(frame.toBuffer().setByte(at, (byte) 1));
        }
    }

    @Test
    void theTableIsWhatItSays() {
        Buffer bytes = new Open(STREAM, 2 * CHUNK, PEER, FILE, 3 * CHUNK, 9).toBuffer();
        assertThat(bytes.length()).isEqualTo(76);
        assertThat(bytes.getByte(0)).isEqualTo((byte) 3);
        assertThat(bytes.getBytes(4, 20)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        assertThat(bytes.getLong(20)).isEqualTo(2_097_696);
        assertThat(bytes.getBytes(28, 44)).isEqualTo(PEER.bytes());
        assertThat(bytes.getBytes(44, 60)).isEqualTo(FILE.bytes());
        assertThat(bytes.getLong(60)).isEqualTo(3_146_544);
        assertThat(bytes.getLong(68)).isEqualTo(9);
        assertThat(RelayFrame.MAX_BYTES).isEqualTo(65_596);
    }

    @Test
    void dataIsNotCopied() {
        Buffer bytes = new Data(STREAM, 0, Buffer.buffer(filled(10, 1))).toBuffer();
        Data data = (Data) RelayFrame.parse(bytes);
        bytes.setByte(28, (byte) 99);
        assertThat(data.bytes().getByte(0)).isEqualTo((byte) 99);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, -1, 127})
    void otherTypesAreNone(int type) {
        bad(new Grant(STREAM, 0).toBuffer().setByte(0, (byte) type));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, MAX + 1, Long.MAX_VALUE})
    void positionsHaveBounds(long position) {
        bad(new Grant(STREAM, 0).toBuffer().setLong(20, position));
        bad(new Open(STREAM, 0, PEER, FILE, 1, 1).toBuffer().setLong(60, position));
        bad(new Open(STREAM, 0, PEER, FILE, 1, 1).toBuffer().setLong(68, position));
    }

    @Test
    void dataEndsAtTheLastPosition_notBeyond() {
        Buffer bytes = new Data(STREAM, MAX - 1, Buffer.buffer(filled(1, 1))).toBuffer();
        assertThat(RelayFrame.parse(bytes)).isInstanceOf(Data.class);
        bad(bytes.setLong(20, MAX));
    }

    @Test
    void streamsBeginAndResumeWhereAChunkDoes() {
        for (long beside : new long[] {1, CHUNK - 1, CHUNK + 1}) {
            bad(new Resume(STREAM, 0).toBuffer().setLong(20, beside));
            bad(new Open(STREAM, 0, PEER, FILE, MAX, 0).toBuffer().setLong(20, beside));
        }
    }

    @Test
    void aRangeHasAByte() {
        bad(new Open(STREAM, CHUNK, PEER, FILE, MAX, 0).toBuffer().setLong(60, CHUNK));
        assertThat(RelayFrame.parse(
                        new Open(STREAM, CHUNK, PEER, FILE, MAX, 0).toBuffer().setLong(60, CHUNK + 1)))
                .isInstanceOf(Open.class);
    }

    @Test
    void whatIsOfNoStreamNamesNone_andNothingElseDoes() {
        bad(new Ready().toBuffer().setByte(4, (byte) 1));
        bad(new Ready().toBuffer().setByte(27, (byte) 1));
        bad(new Hello(Buffer.buffer(filled(32, 1))).toBuffer().setByte(19, (byte) 1));
        bad(new Hello(Buffer.buffer(filled(32, 1))).toBuffer().setByte(20, (byte) 1));
        bad(new Grant(StreamId.NONE, 0).toBuffer());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noiseIsNeverMoreThanRefused(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            if (noise.length > 3) {
                noise[0] = (byte) random.nextInt(9);
                noise[1] = noise[2] = noise[3] = 0;
            }
            if (noise.length > 20) {
                noise[20] = 0;
            }
            Buffer bytes = Buffer.buffer(noise);
            try {
                assertThat(RelayFrame.parse(bytes).toBuffer()).isEqualTo(bytes);
            } catch (RelayFrame.BadFrame e) {
                assertThat(e).hasMessageNotContaining("0x");
            }
        }
    }

    @Test
    void causesHaveTheCodesOfTheWire() {
        Set<Integer> codes = new HashSet<>();
        for (Relay.Cause cause : Relay.Cause.values()) {
            assertThat(codes.add(cause.code())).isTrue();
            assertThat(Relay.Cause.of(cause.code())).contains(cause);
        }
        assertThat(Relay.Cause.STALLED.code()).isEqualTo(11);
        assertThat(Relay.Cause.of(15)).isEmpty();
    }

    @Test
    void aTicketIsNotPrinted() {
        assertThat(new Hello(Buffer.buffer("secret")).toString()).doesNotContain("secret");
    }

    private static void bad(Buffer bytes) {
        assertThatExceptionOfType(RelayFrame.BadFrame.class).isThrownBy(() -> RelayFrame.parse(bytes));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
