package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every shared vector, through the node's implementation and through BouncyCastle. To write the file anew:
 * {@code mvn test -Dtest=SlpVectorsTest -Dvectors.write=true}.
 */
class SlpVectorsTest {
    private static final Path FILE = Path.of("src/test/resources/vectors/slp1.json");

    @TestFactory
    Stream<DynamicTest> jca() throws IOException {
        return all("jca", new JcaSlp1());
    }

    @TestFactory
    Stream<DynamicTest> bouncyCastle() throws IOException {
        return all("bouncycastle", new BouncyCastleSlp1());
    }

    @Test
    void fileIsWhatItsWriterWrites() throws IOException {
        String written = VectorBook.text();
        if (Boolean.getBoolean("vectors.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, written);
        }
        assertThat(Files.readString(FILE).equals(written))
                .as("vectors as written by VectorBook")
                .isTrue();
        assertThat(Files.size(FILE)).isLessThan(3_000_000);
    }

    @Test
    void thereAreEnoughOfBothKinds() throws IOException {
        JsonNode file = read();
        assertThat(file.get("format").textValue()).isEqualTo("slp1-vectors/1");
        assertThat(file.get("good").size()).isGreaterThanOrEqualTo(200);
        assertThat(file.get("bad").size()).isGreaterThanOrEqualTo(200);
        assertThat(StreamSupport.stream(file.get("bad").spliterator(), false)
                        .map(entry -> SealError.valueOf(entry.get("error").textValue())))
                .contains(SealError.values());
    }

    private static Stream<DynamicTest> all(String name, SlpEngine engine) throws IOException {
        JsonNode file = read();
        VectorRunner runner = new VectorRunner(engine);
        Stream<DynamicTest> good = StreamSupport.stream(file.get("good").spliterator(), false)
                .map(entry -> DynamicTest.dynamicTest(name + " good " + id(entry), () -> good(runner, entry)));
        Stream<DynamicTest> bad = StreamSupport.stream(file.get("bad").spliterator(), false)
                .map(entry -> DynamicTest.dynamicTest(name + " bad " + id(entry), () -> bad(runner, entry)));
        return Stream.concat(good, bad);
    }

    private static void good(VectorRunner runner, JsonNode entry) {
        String kind = entry.get("kind").textValue();
        assertThat((JsonNode) runner.make(kind, entry.get("in"))).isEqualTo(entry.get("out"));
        assertThat(runner.opensAgain(kind, entry.get("in"))).isTrue();
    }

    private static void bad(VectorRunner runner, JsonNode entry) {
        String kind = entry.get("kind").textValue();
        SealError error = SealError.valueOf(entry.get("error").textValue());
        Expect.error(error, () -> assertThat(runner.open(kind, entry.get("in"))).isNull());
    }

    private static String id(JsonNode entry) {
        return entry.get("id").textValue();
    }

    private static JsonNode read() throws IOException {
        return new ObjectMapper().readTree(Files.readString(FILE, StandardCharsets.UTF_8));
    }
}
