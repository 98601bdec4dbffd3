package io.slipway.journal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Large values as they were read last, so that one which hasn't changed isn't carried over once more: a share of ten thousand files
 * is asked for with each of its files. The truth stays where it is: Redis is asked each time whether a value still begins with the
 * same header, which names the record that made it and the moment the log took it.
 *
 * <p>Thread-safe. Holds at most {@link #MAX_BYTES}, of those asked for last.
 */
final class KnownValues {
    /** Smaller ones are carried over as fast as they are compared, bytes. */
    static final int LEAST_BYTES = 2 << 10;
    /** Of all values together. */
    static final int MAX_BYTES = 8 << 20;

    private final Map<String, Known> values = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * @param start the first {@link EntityValue#HEADER_BYTES} of the value
     * @param value what it says; the same object each time, so that whoever made something of its state finds that again
     */
    record Known(byte[] start, int length, EntityValue value) {}

    /** What is known of an entity, or null. */
    synchronized Known of(String name) {
        return values.get(name);
    }

    /** What was read just now, understood. */
    synchronized EntityValue read(String name, byte[] packed) {
        EntityValue value = EntityValue.read(packed);
        Known before = values.remove(name);
        if (before != null) {
            bytes -= before.length;
        }
        if (packed.length >= LEAST_BYTES && packed.length <= MAX_BYTES) {
            values.put(name, new Known(Arrays.copyOf(packed, EntityValue.HEADER_BYTES), packed.length, value));
            bytes += packed.length;
            var eldest = values.values().iterator();
            while (bytes > MAX_BYTES) {
                bytes -= eldest.next().length;
                eldest.remove();
            }
        }
        return value;
    }

    /** How many bytes are held. */
    synchronized long bytes() {
        return bytes;
    }
}
