package io.slipway.bus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.slipway.model.Digest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.jackson.VertxModule;
import java.io.IOException;
import java.util.HexFormat;

/**
 * Carries records over the bus. Between actors of one node it hands over the same instance; between nodes it writes
 * JSON in which unknown members are ignored, so that two versions can talk.
 */
public final class RecordCodec<T extends Record> implements MessageCodec<T, T> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new VertxModule())
            .addModule(new SimpleModule()
                    .addSerializer(Digest.class, new ToStringSerializer())
                    .addDeserializer(Digest.class, new DigestReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Class<T> type;

    public RecordCodec(Class<T> type) {
        this.type = type;
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        try {
            byte[] json = JSON.writeValueAsBytes(message);
            buffer.appendInt(json.length).appendBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("can't be written as JSON: " + type.getName(), e);
        }
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        int length = buffer.getInt(position);
        try {
            return JSON.readValue(buffer.getBytes(position + 4, position + 4 + length), type);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't be read from JSON: " + type.getName(), e);
        }
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return "record:" + type.getName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    private static final class DigestReader extends StdDeserializer<Digest> {
        private static final long serialVersionUID = 1L;

        private DigestReader() {
            super(Digest.class);
        }

        @Override
        public Digest deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Digest.of(HexFormat.of().parseHex(parser.getValueAsString()));
        }
    }
}
