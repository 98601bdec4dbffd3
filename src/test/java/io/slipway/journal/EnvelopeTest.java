package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.journal.Change.Answered;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final EntityKey KEY = new EntityKey("share", "a");
    private static final UUID WRITER = new UUID(1, 2);

    @Test
    void comesBackAsItWasWritten() {
        Change change = new Change(
                KEY,
                41,
                bytes("state"),
                true,
                List.of(
                        new Projection.Remove("upload:ä"),
                        new Projection.Score("due", "share/a", -(1L << 53)),
                        new Projection.Amount("use", "a", 1L << 53),
                        new Projection.AddMember("bucket", "a"),
                        new Projection.PutBytes("name", new byte[40_000])),
                List.of(new Answered("c1", bytes("did")), new Answered("ü", null)));

        Envelope back = Envelope.read(Envelope.of(change, WRITER, 9).write());

        assertThat(back.base()).isEqualTo(41);
        assertThat(back.gone()).isTrue();
        assertThat(back.hasState()).isTrue();
        assertThat(back.writer()).isEqualTo(WRITER);
        assertThat(back.number()).isEqualTo(9);
        assertThat(back.removals()).containsExactly("upload:ä");
        assertThat(back.answered()).extracting(Answered::changeId).containsExactly("c1", "ü");
        assertThat(back.answered()).extracting(Answered::answer).containsExactly(bytes("did"), new byte[0]);
        assertThat(ReferenceView.flat(Entries.read(back.entries())))
                .isEqualTo(ReferenceView.flat(change.projections()));
    }

    @Test
    void noneOfItsBeginningsAndNothingLongerIsAnEnvelope() {
        byte[] whole = sample();

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Envelope.read(part)).isInstanceOf(RuntimeException.class);
        }
        assertThatThrownBy(() -> Envelope.read(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anythingElseIsRefusedAsARuntimeException() {
        Random random = new Random(5);
        byte[] whole = sample();
        for (int i = 0; i < 20_000; i++) {
            byte[] bent = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bent[random.nextInt(bent.length)] = (byte) random.nextInt();
            }
            try {
                Envelope read = Envelope.read(bent);
                assertThat(read.base()).isGreaterThanOrEqualTo(-1);
            } catch (RuntimeException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }

    @Test
    void aLaterFormatIsToldFromGarbage() {
        byte[] later = sample();
        later[2] = Envelope.FORMAT + 1;

        assertThatThrownBy(() -> Envelope.read(later)).isInstanceOf(Envelope.LaterFormat.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31, 32, 255, 65_535, 65_536, 70_000})
    void packedBytesOfEveryLengthComeBack(int length) {
        byte[] value = new byte[length];
        new Random(length).nextBytes(value);
        Pack pack = new Pack();
        pack.array(3);
        pack.bytes(value);
        pack.number(length);
        pack.number(-length);

        List<Object> back = Pack.read(pack.done());

        assertThat((byte[]) back.get(0)).isEqualTo(value);
        assertThat(back.subList(1, 3)).containsExactly((long) length, (long) -length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 16, 65_535, 65_536})
    void packedArraysOfEveryLengthComeBack(int length) {
        Pack pack = new Pack();
        pack.array(length);
        for (int i = 0; i < length; i++) {
            pack.number(i % 200);
        }

        assertThat(Pack.read(pack.done())).hasSize(length);
    }

    @Test
    void namesHaveBounds() {
        String longest = "n".repeat(512);
        assertThat(Entries.read(Entries.write(List.of(new Projection.AddMember(longest, longest)))))
                .containsExactly(new Projection.AddMember(longest, longest));
        assertThatThrownBy(() -> Entries.write(List.of(new Projection.AddMember(longest + "n", "m"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Entries.write(List.of(new Projection.AddMember("s", ""))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Entries.removals(List.of(new Projection.Remove(""))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Projection.Score("s", "m", (1L << 53) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Projection.Amount("t", "m", (1L << 53) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Projection.Amount("t", "m", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Answered("c".repeat(Answered.MAX_ID + 1), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Answered("c".repeat(Answered.MAX_ID), null).answer()).isEmpty();
    }

    private static byte[] sample() {
        Change change = new Change(
                KEY, "c1", 3, bytes("x"), false, List.of(new Projection.AddMember("bucket", "a")), bytes("did"));
        return Envelope.of(change, WRITER, 9).write();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
