package io.slipway.seal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects vectors and writes them down, one case per line. All that is random in them comes from one seed, so that the
 * same program writes the same file.
 */
final class VectorBook {
    private static final long SEED = 0x51_4c_50_31L;

    private final SlpEngine engine = new JcaSlp1();
    private final VectorRunner runner = new VectorRunner(engine);
    private final Randomness random = new SeededRandomness(SEED);
    private final List<ObjectNode> good = new ArrayList<>();
    private final List<ObjectNode> bad = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    static String text() {
        VectorBook book = new VectorBook();
        new GoodVectors(book).write();
        new BadVectors(book).write();
        new BadFileVectors(book).write();
        return book.print();
    }

    SlpEngine engine() {
        return engine;
    }

    byte[] random(int count) {
        return random.bytes(count);
    }

    /** @param size null: unknown */
    byte[] header(Long size) {
        return engine.header(random(16), size);
    }

    ObjectNode in() {
        return JsonNodeFactory.instance.objectNode();
    }

    void good(String id, String kind, ObjectNode in) {
        ObjectNode entry = entry(id, kind, in);
        entry.set("out", runner.make(kind, in));
        if (!runner.opensAgain(kind, in)) {
            throw new IllegalStateException(id + " does not open");
        }
        good.add(entry);
    }

    void bad(String id, String kind, SealError error, ObjectNode in) {
        ObjectNode entry = entry(id, kind, in);
        try {
            Object opened = runner.open(kind, in);
            throw new IllegalStateException(id + " opens: " + opened);
        } catch (SealException e) {
            if (e.error() != error) {
                throw new IllegalStateException(id + " is " + e.error() + ", not " + error, e);
            }
        }
        entry.put("error", error.name());
        bad.add(entry);
    }

    private ObjectNode entry(String id, String kind, ObjectNode in) {
        if (!ids.add(kind + id)) {
            throw new IllegalStateException("twice: " + kind + "/" + id);
        }
        ObjectNode entry = in();
        entry.put("id", kind + "/" + id);
        entry.put("kind", kind);
        entry.set("in", in);
        return entry;
    }

    private String print() {
        return "{\n\"format\": \"slp1-vectors/1\",\n\"notes\": \"vectors/README.md\",\n\"good\": [\n" + lines(good)
                + "\n],\n\"bad\": [\n" + lines(bad) + "\n]\n}\n";
    }

    private static String lines(List<ObjectNode> cases) {
        // Escaped, so that no tool on the way changes the Unicode form of a name.
        JsonMapper mapper =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : cases) {
            try {
                lines.add(mapper.writeValueAsString(entry));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return String.join(",\n", lines);
    }
}
