package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.kit.CanIgnoreReturnValue;
import io.slipway.model.ShareId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/** Reads the vectors of live transfers and codes, which the page's tests write. */
final class LiveVectors {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");

    private LiveVectors() {}

    /** Both sides of a handshake, as a vector fixes it. @param said what was said, in order */
    record Shaken(PairSender sender, PairReceiver receiver, List<byte[]> said) {}

    /** @param ofThisSide which of them concern what is tested */
    static Stream<DynamicTest> good(String file, Predicate<JsonNode> ofThisSide, Consumer<JsonNode> check)
            throws IOException {
        return each(file, "good", ofThisSide, check);
    }

    static Stream<DynamicTest> bad(String file, Predicate<JsonNode> ofThisSide, Consumer<JsonNode> solve)
            throws IOException {
        return each(file, "bad", ofThisSide, vector -> assertThatThrownBy(() -> solve.accept(vector))
                .isInstanceOf(PairException.class)
                .extracting(e -> ((PairException) e).error().name())
                .isEqualTo(vector.get("error").textValue()));
    }

    private static Stream<DynamicTest> each(
            String file, String list, Predicate<JsonNode> ofThisSide, Consumer<JsonNode> check) throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(Files.readString(FOLDER.resolve(file)));
        return StreamSupport.stream(vectors.get(list).spliterator(), false)
                .filter(ofThisSide)
                .map(vector -> DynamicTest.dynamicTest(vector.get("id").textValue(), () -> check.accept(vector)));
    }

    static byte[] bytes(JsonNode in, String field) {
        return HexFormat.of().parseHex(in.get(field).textValue());
    }

    /** Lets one side hear all bodies, in turn. @return the answers */
    @CanIgnoreReturnValue
    static List<Object> heard(JsonNode in, Function<byte[], Object> hear) {
        List<Object> answers = new ArrayList<>();
        in.get("bodies").forEach(body -> answers.add(hear.apply(HexFormat.of().parseHex(body.textValue()))));
        return answers;
    }

    static PairSender sender(JsonNode in, Randomness randomness) {
        return new PairSender(of(in), shareKey(in), randomness, bytes(in, "pair"), bytes(in, "r"), key(in, "dA"));
    }

    static PairReceiver receiver(JsonNode in, Randomness randomness) {
        return new PairReceiver(of(in), commit(in), randomness, () -> key(in, "dB"));
    }

    static Shaken shake(JsonNode in, Randomness randomness) {
        PairSender sender = sender(in, randomness);
        PairReceiver receiver = receiver(in, randomness);
        byte[] commit = sender.begin();
        byte[] key = receiver.hear(commit);
        byte[] reveal = sender.hear(key);
        byte[] confirmB = receiver.hear(reveal);
        assertThat(sender.open()).isNull();
        byte[] confirmA = sender.hear(confirmB);
        assertThat(receiver.open()).isNull();
        assertThat(receiver.hear(confirmA)).isNull();
        return new Shaken(sender, receiver, List.of(commit, key, reveal, confirmB, confirmA));
    }

    private static PairSecret of(JsonNode in) {
        return new PairSecret(ShareId.of(bytes(in, "shareId")), Secret.of(bytes(in, "S")));
    }

    /** Of a live share; null: it is kept. */
    static ShareKey shareKey(JsonNode in) {
        return in.has("shareKey") ? ShareKey.of(bytes(in, "shareKey")) : null;
    }

    private static Commit commit(JsonNode in) {
        if (in.has("shareCommit")) {
            return Commit.parse(bytes(in, "shareCommit"));
        }
        // Where only one side is had, it is told what it expects.
        return in.has("shareKey") && !in.has("bodies") ? Commit.of(shareKey(in), of(in).shareId()) : null;
    }

    private static EphemeralKey key(JsonNode in, String field) {
        return EphemeralKey.of(new BigInteger(1, bytes(in, field)));
    }
}
