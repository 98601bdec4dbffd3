package io.slipway.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Events;
import io.slipway.protocol.Expiry;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
    record Small(String text, long number) {}

    static Stream<Class<?>> messages() {
        return Stream.of(Catalog.class, Chunks.class, Events.class, Expiry.class)
                .flatMap(table -> Arrays.stream(table.getDeclaredClasses()))
                .filter(Class::isRecord);
    }

    @ParameterizedTest
    @MethodSource("messages")
    <R extends Record> void everyMessageSurvivesTheWire(Class<R> type) throws ReflectiveOperationException {
        R message = sample(type);
        RecordCodec<R> codec = new RecordCodec<>(type);
        Buffer wire = Buffer.buffer("before");

        codec.encodeToWire(wire, message);
        int end = wire.length();
        wire.appendString("after");

        assertThat(end).isGreaterThan(6);
        assertThat(codec.decodeFromWire(6, wire))
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .isEqualTo(message);
    }

    @Test
    void membersOfALaterVersionAreIgnored_missingOnesAreEmpty() {
        assertThat(decode("{\"text\":\"a\",\"number\":7,\"colour\":{\"deep\":[1]}}"))
                .isEqualTo(new Small("a", 7));
        assertThat(decode("{}")).isEqualTo(new Small(null, 0));
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> decode("{\"text\":"));
        assertThatIllegalArgumentException().isThrownBy(() -> decode("{\"number\":\"seven\"}"));
    }

    @Test
    void onOneNodeTheInstanceIsHandedOver() {
        Small message = new Small("a", 1);
        assertThat(new RecordCodec<>(Small.class).transform(message)).isSameAs(message);
    }

    private static Small decode(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new RecordCodec<>(Small.class)
                .decodeFromWire(0, Buffer.buffer().appendInt(bytes.length).appendBytes(bytes));
    }

    private static <R> R sample(Class<R> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(components[i].getGenericType());
        }
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static Object value(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType list) {
            assertThat(list.getRawType()).isEqualTo(List.class);
            return List.of(value(list.getActualTypeArguments()[0]));
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return "Grüße \"\\\n";
        } else if (raw == long.class || raw == Long.class) {
            return Long.MAX_VALUE;
        } else if (raw == int.class) {
            return 7;
        } else if (raw == boolean.class) {
            return true;
        } else if (raw == byte[].class) {
            return new byte[] {0, -1, 127};
        } else if (raw == Buffer.class) {
            return Buffer.buffer(new byte[] {0, -1, 127});
        } else if (raw == Digest.class) {
            return Digest.of(new byte[Digest.BYTES]);
        } else if (raw == FileId.class) {
            return FileId.of(new byte[16]);
        } else if (raw == ShareId.class) {
            return ShareId.of(new byte[16]);
        } else if (raw == BucketId.class) {
            return new BucketId(BucketId.Width.DAY, 20_776);
        } else if (raw == ChunkLocation.class) {
            return new ChunkLocation(new BucketId(BucketId.Width.NEVER, 0), 65_535, Long.MAX_VALUE, 1_048_848);
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        return sample(raw);
    }
}
