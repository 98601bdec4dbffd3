package io.slipway.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.slipway.model.BucketId;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.io.IOException;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * Writes the catalog's states as they stand in the journal: JSON, ids in their text form, digests in hexadecimal, other
 * bytes in base64. Members are added, never renamed or reused; unknown ones are ignored, so that two versions can read
 * the same journal.
 */
final class StateCodec {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(values())
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StateCodec() {}

    static byte[] write(Object state) {
        try {
            return JSON.writeValueAsBytes(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state can't be written", e);
        }
    }

    static Share share(byte[] state) {
        return read(state, Share.class);
    }

    static StoredFile file(byte[] state) {
        return read(state, StoredFile.class);
    }

    static Wraps wraps(byte[] state) {
        return read(state, Wraps.class);
    }

    static NodeKeys.WrappedKek kek(byte[] state) {
        return read(state, NodeKeys.WrappedKek.class);
    }

    static Moves.Pin pin(byte[] state) {
        return read(state, Moves.Pin.class);
    }

    static Rooms.Taken taken(byte[] state) {
        return read(state, Rooms.Taken.class);
    }

    private static <T> T read(byte[] state, Class<T> type) {
        try {
            return JSON.readValue(state, type);
        } catch (IOException e) {
            throw new IllegalStateException("a state can't be read as " + type.getSimpleName(), e);
        }
    }

    private static SimpleModule values() {
        SimpleModule module = new SimpleModule();
        text(module, ShareId.class, ShareId::text, ShareId::new);
        text(module, FileId.class, FileId::text, FileId::new);
        text(module, BucketId.class, BucketId::toString, BucketId::parse);
        text(
                module,
                Digest.class,
                Digest::toString,
                hex -> Digest.of(HexFormat.of().parseHex(hex)));
        return module;
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
                return read.apply(json.getValueAsString());
            }
        });
    }
}
