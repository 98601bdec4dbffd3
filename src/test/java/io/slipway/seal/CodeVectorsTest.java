package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.model.ShareId;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Codes: every vector that the page's tests wrote, RFC 9382's own among them. */
class CodeVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @TestFactory
    Stream<DynamicTest> good() throws IOException {
        return LiveVectors.good(
                "code1.json", every -> true, vector -> assertThat(solve(vector)).isEqualTo(out(vector)));
    }

    @TestFactory
    Stream<DynamicTest> bad() throws IOException {
        return LiveVectors.bad(
                "code1.json", every -> true, vector -> assertThat(solve(vector)).isNull());
    }

    @Test
    void thereAreEnoughOfBothKinds() throws IOException {
        assertThat(good().filter(test -> test.getDisplayName().startsWith("spake2-rfc9382")))
                .hasSize(4);
        assertThat(good()).hasSizeGreaterThanOrEqualTo(25);
        assertThat(bad()).hasSizeGreaterThanOrEqualTo(40);
    }

    private static Map<String, String> out(JsonNode vector) {
        Map<String, String> out = new HashMap<>();
        vector.get("out")
                .fields()
                .forEachRemaining(
                        field -> out.put(field.getKey(), field.getValue().textValue()));
        return out;
    }

    private static Map<String, String> solve(JsonNode vector) {
        JsonNode in = vector.get("in");
        return switch (vector.get("kind").textValue()) {
            case "spake2" -> spake2(in);
            case "code" -> code(in);
            case "secret" -> secret(in);
            case "open-secret" -> openSecret(in);
            case "decode-pake" -> {
                CodeMessage message = CodeMessage.decode(LiveVectors.bytes(in, "body"));
                yield Map.of("body", HEX.formatHex(message.encode()));
            }
            case "sender-hears" -> {
                CodeSender sender = new CodeSender(share(in), text(in, "words"), number(in, "x"));
                LiveVectors.heard(in, sender::hear);
                yield Map.of();
            }
            case "receiver-hears" -> {
                CodeReceiver receiver = new CodeReceiver(text(in, "words"), number(in, "y"));
                LiveVectors.heard(in, receiver::hear);
                yield Map.of();
            }
            default -> throw new AssertionError("no such kind");
        };
    }

    private static Map<String, String> spake2(JsonNode in) {
        BigInteger w = number(in, "w");
        BigInteger x = number(in, "x");
        BigInteger y = number(in, "y");
        byte[] pA = Spake2.share(PairSide.A, w, x);
        byte[] pB = Spake2.share(PairSide.B, w, y);
        byte[] point = Spake2.sharedPoint(PairSide.A, w, x, pB);
        assertThat(Spake2.sharedPoint(PairSide.B, w, y, pA)).isEqualTo(point);
        Spake2.Keys keys = Spake2.keys(Labels.ascii(text(in, "a")), Labels.ascii(text(in, "b")), pA, pB, point, w);
        return Map.of(
                "pA", HEX.formatHex(pA),
                "pB", HEX.formatHex(pB),
                "K", HEX.formatHex(point),
                "Ke", HEX.formatHex(keys.key()),
                "cA", HEX.formatHex(keys.confirmA()),
                "cB", HEX.formatHex(keys.confirmB()));
    }

    private static Map<String, String> code(JsonNode in) {
        CodeSender sender = new CodeSender(share(in), text(in, "words"), number(in, "x"));
        CodeReceiver receiver = new CodeReceiver(text(in, "words"), number(in, "y"));
        byte[] offer = sender.begin();
        byte[] guess = receiver.hear(offer);
        assertThat(receiver.guessed()).isTrue();
        CodeSender.Proven proven = sender.hear(guess);
        assertThat(receiver.proven()).isNull();
        assertThat(receiver.hear(proven.say())).isNull();
        assertThat(receiver.proven()).isEqualTo(proven.of());
        BigInteger w = CodeKeys.password(text(in, "words"), share(in));
        byte[] pA = Spake2.share(PairSide.A, w, number(in, "x"));
        byte[] pB = Spake2.share(PairSide.B, w, number(in, "y"));
        byte[] point = Spake2.sharedPoint(PairSide.A, w, number(in, "x"), pB);
        byte[] key =
                Spake2.keys(CodeKeys.NAME_A, CodeKeys.NAME_B, pA, pB, point, w).key();
        return Map.of(
                "w", HEX.formatHex(BouncyCastlePoint.scalarBytes(w)),
                "Ke", HEX.formatHex(key),
                "secret", HEX.formatHex(proven.of().secret().bytes()),
                "pakeA", HEX.formatHex(offer),
                "pakeB", HEX.formatHex(guess),
                "pakeOk", HEX.formatHex(proven.say()));
    }

    private static Map<String, String> secret(JsonNode in) {
        LiveVectors.Shaken shaken = LiveVectors.shake(in, GivenSalts.of(LiveVectors.bytes(in, "wrapSalt")));
        Secret secret = Secret.of(LiveVectors.bytes(in, "linkSecret"));
        byte[] block = shaken.sender().open().wrap(secret);
        assertThat(shaken.receiver().open().unwrap(block)).isEqualTo(secret);
        return Map.of("block", HEX.formatHex(block));
    }

    private static Map<String, String> openSecret(JsonNode in) {
        LiveVectors.Shaken shaken = LiveVectors.shake(in, new GivenSalts(List.of()));
        Secret secret = shaken.receiver().open().unwrap(LiveVectors.bytes(in, "block"));
        return Map.of("linkSecret", HEX.formatHex(secret.bytes()));
    }

    private static ShareId share(JsonNode in) {
        return ShareId.of(LiveVectors.bytes(in, "shareId"));
    }

    private static String text(JsonNode in, String field) {
        return in.get(field).textValue();
    }

    private static BigInteger number(JsonNode in, String field) {
        return new BigInteger(1, LiveVectors.bytes(in, field));
    }

    @Test
    void pointsOfOtherFormsAreNone() {
        byte[] base = BouncyCastlePoint.BASE.bytes();
        assertThat(BouncyCastlePoint.decode(base).bytes()).isEqualTo(base);
        byte[] hybrid = base.clone();
        hybrid[0] = (byte) (6 | base[64] & 1);
        byte[] y = base.clone();
        y[64] ^= 1;
        for (byte[] bad : List.of(new byte[0], new byte[1], new byte[65], hybrid, y, new byte[33])) {
            assertThatThrownBy(() -> BouncyCastlePoint.decode(bad))
                    .isInstanceOf(PairException.class)
                    .extracting(e -> ((PairException) e).error())
                    .isEqualTo(PairError.BAD_POINT);
        }
    }

    @Test
    void theLadderGivesWhatItShouldAtItsEnds() {
        BigInteger n = BouncyCastlePoint.ORDER;
        BouncyCastlePoint base = BouncyCastlePoint.BASE;
        assertThat(base.times(BigInteger.ZERO).isInfinity()).isTrue();
        assertThat(base.times(BigInteger.ONE).bytes()).isEqualTo(base.bytes());
        assertThat(base.times(n.subtract(BigInteger.ONE)).plus(base).isInfinity())
                .isTrue();
        BigInteger edge = BigInteger.ONE.shiftLeft(256).subtract(n);
        for (BigInteger k : List.of(BigInteger.TWO, edge.subtract(BigInteger.ONE), edge, edge.add(BigInteger.ONE))) {
            BouncyCastlePoint rest = base.times(n.subtract(k));
            assertThat(base.times(k).plus(rest).isInfinity()).as("%s", k).isTrue();
        }
    }
}
