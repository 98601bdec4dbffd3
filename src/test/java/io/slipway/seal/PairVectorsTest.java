package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The handshake: the vectors that the page's tests wrote, but for those of connections, which this side doesn't make.
 */
class PairVectorsTest {
    private static final String FILE = "live1.json";
    private static final Set<String> MADE_HERE = Set.of("handshake", "sealed");
    private static final Set<String> REFUSED_HERE =
            Set.of("decode-message", "sender-takes", "receiver-takes", "open-sealed");

    @TestFactory
    Stream<DynamicTest> good() throws IOException {
        return LiveVectors.good(
                FILE,
                vector -> MADE_HERE.contains(kind(vector)),
                vector -> make(kind(vector), vector.get("in"), vector.get("out")));
    }

    @TestFactory
    Stream<DynamicTest> bad() throws IOException {
        return LiveVectors.bad(
                FILE, vector -> REFUSED_HERE.contains(kind(vector)), vector -> take(kind(vector), vector.get("in")));
    }

    @Test
    void thereAreEnoughOfBothKinds() throws IOException {
        assertThat(good()).hasSizeGreaterThanOrEqualTo(17);
        assertThat(bad()).hasSizeGreaterThanOrEqualTo(46);
    }

    private static String kind(JsonNode vector) {
        return vector.get("kind").textValue();
    }

    private static void make(String kind, JsonNode in, JsonNode out) {
        if (kind.equals("handshake")) {
            List<byte[]> salts = in.has("salt") ? List.of(LiveVectors.bytes(in, "salt")) : List.of();
            LiveVectors.Shaken shaken = LiveVectors.shake(in, new GivenSalts(salts));
            List<String> names = List.of("commit", "key", "reveal", "confirmB", "confirmA");
            for (int i = 0; i < names.size(); i++) {
                assertThat(shaken.said().get(i)).as(names.get(i)).isEqualTo(LiveVectors.bytes(out, names.get(i)));
            }
            assertThat(shaken.receiver().open().transcript()).isEqualTo(LiveVectors.bytes(out, "transcript"));
            assertThat(shaken.receiver().words())
                    .isEqualTo(List.of(out.get("words").textValue().split(" ")));
            assertThat(shaken.sender().open().words())
                    .isEqualTo(shaken.receiver().words());
            assertThat(shaken.receiver().waitsForPerson()).isFalse();
            assertThat(shaken.receiver().shareKey()).isEqualTo(LiveVectors.shareKey(in));
            return;
        }
        int number = in.get("number").intValue();
        byte[] salt = LiveVectors.bytes(in, "messageSalt");
        byte[] json = in.get("json").textValue().getBytes(StandardCharsets.UTF_8);
        // Those before it are sealed with other salts.
        int[] sealed = {0};
        Randomness salts = target -> {
            System.arraycopy(salt, 0, target, 0, target.length);
            target[0] ^= (byte) (++sealed[0] == number ? 0 : sealed[0]);
        };
        LiveVectors.Shaken shaken = LiveVectors.shake(in, salts);
        boolean a = in.get("side").textValue().equals("a");
        OpenPair from = a ? shaken.sender().open() : shaken.receiver().open();
        byte[] message = null;
        for (int i = 0; i < number; i++) {
            message = from.seal(json);
        }
        assertThat(HexFormat.of().formatHex(message))
                .isEqualTo(out.get("message").textValue());
        assertThat((a ? shaken.receiver().open() : shaken.sender().open()).open(message))
                .isEqualTo(json);
    }

    private static void take(String kind, JsonNode in) {
        switch (kind) {
            case "decode-message" ->
                assertThat(PairMessage.decode(LiveVectors.bytes(in, "body"))).isNull();
            case "sender-takes" -> {
                PairSender sender = LiveVectors.sender(in, new GivenSalts(List.of()));
                LiveVectors.heard(in, sender::hear);
            }
            case "receiver-takes" -> {
                PairReceiver receiver = LiveVectors.receiver(in, new GivenSalts(List.of()));
                LiveVectors.heard(in, receiver::hear);
            }
            default -> {
                LiveVectors.Shaken shaken = LiveVectors.shake(in, new GivenSalts(List.of()));
                boolean a = in.get("side").textValue().equals("a");
                OpenPair pair = a ? shaken.sender().open() : shaken.receiver().open();
                LiveVectors.heard(in, pair::open);
            }
        }
    }

    @Test
    void aKeyIsHandedOver_onlyWhereItIsNeeded() {
        Randomness random = new SeededRandomness(8);
        PairSecret of = new PairSecret(random.shareId(), Secret.random(random));
        ShareKey key = ShareKey.random(random);
        Commit commit = Commit.of(key, of.shareId());
        Commit another = Commit.of(ShareKey.random(random), of.shareId());

        assertThat(received(of, key, commit, random)).isEqualTo(key);
        assertThat(received(of, null, null, random)).isNull();
        assertRefused(of, key, null, random);
        assertRefused(of, null, commit, random);
        assertRefused(of, key, another, random);
    }

    @Test
    void whoAwaitsThePersonThatLetsItIn_hasWords_andBelievesACauseThen() {
        Randomness random = new SeededRandomness(9);
        PairSecret of = new PairSecret(random.shareId(), Secret.random(random));
        ShareKey key = ShareKey.random(random);
        for (boolean isLive : List.of(true, false)) {
            for (int cause = 0; cause <= 3; cause++) {
                PairSender sender = new PairSender(of, isLive ? key : null, random);
                PairReceiver receiver = new PairReceiver(of, isLive ? Commit.of(key, of.shareId()) : null, random);
                byte[] commit = sender.begin();
                byte[] pair = PairMessage.decode(commit).pair();
                byte[] early = new PairMessage.End(pair, PairMessage.End.DECLINED).encode();
                PairReceiver impatient = new PairReceiver(of, Commit.of(key, of.shareId()), random);
                assertThatThrownBy(() -> impatient.hear(early))
                        .extracting(thrown -> ((PairException) thrown).error())
                        .isEqualTo(PairError.OUT_OF_ORDER);

                byte[] reveal = sender.hear(receiver.hear(commit));
                assertThat(receiver.waitsForPerson()).isFalse();
                assertThat(receiver.words()).isEmpty();
                assertThat(receiver.hear(reveal)).isNotEmpty();
                assertThat(receiver.waitsForPerson()).isEqualTo(isLive);
                assertThat(receiver.words()).hasSize(4);

                List<PairError> errors =
                        List.of(PairError.OUT_OF_ORDER, PairError.DECLINED, PairError.BUSY, PairError.OUT_OF_ORDER);
                byte[] end = new PairMessage.End(pair, cause).encode();
                assertThatThrownBy(() -> receiver.hear(end))
                        .extracting(thrown -> ((PairException) thrown).error())
                        .isEqualTo(isLive ? errors.get(cause) : PairError.OUT_OF_ORDER);
            }
        }
    }

    private static ShareKey received(PairSecret of, ShareKey key, Commit commit, Randomness random) {
        PairSender sender = new PairSender(of, key, random);
        PairReceiver receiver = new PairReceiver(of, commit, random);
        assertThat(receiver.hear(sender.hear(receiver.hear(sender.hear(receiver.hear(sender.begin()))))))
                .isNull();
        return receiver.shareKey();
    }

    private static void assertRefused(PairSecret of, ShareKey key, Commit commit, Randomness random) {
        assertThatThrownBy(() -> received(of, key, commit, random))
                .isInstanceOf(PairException.class)
                .extracting(e -> ((PairException) e).error())
                .isEqualTo(PairError.BAD_WRAP);
    }

    @Test
    void withAnotherSecretNeitherSideFinishes() throws IOException {
        Randomness random = new SeededRandomness(7);
        PairSecret one = new PairSecret(random.shareId(), Secret.random(random));
        PairSecret other = new PairSecret(one.shareId(), Secret.random(random));
        PairSender sender = new PairSender(one, random);
        PairReceiver receiver = new PairReceiver(other, random);
        byte[] confirm = receiver.hear(sender.hear(receiver.hear(sender.begin())));
        assertThatThrownBy(() -> sender.hear(confirm))
                .isInstanceOf(PairException.class)
                .extracting(e -> ((PairException) e).error())
                .isEqualTo(PairError.BAD_CONFIRM);
        assertThat(sender.open()).isNull();
    }
}
