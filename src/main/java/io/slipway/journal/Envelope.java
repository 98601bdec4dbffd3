package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.journal.Change.Answered;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * All of a record but its state, in one header of the Kafka record, so that a record without a value (a forgotten entity)
 * carries it as well. The value is the state, byte for byte.
 *
 * <pre>
 *  "SJ" | u8 format | i64 base | u8 flags | 16 B writer | i64 number
 *  | u16 n, n × (u16 length, name)                                      removals
 *  | u16 n, n × (u16 length, change id, i32 length, answer)             changes
 *  | i32 length, entries (see {@link Entries})                          all big-endian
 * </pre>
 *
 * @param gone whether the entity ends with this
 * @param hasState whether the value is a state; a gone entity may have none
 * @param writer the node that wrote it, in this run of it
 * @param number which of the writer's records
 * @param entries see {@link Entries}
 */
record Envelope(
        long base,
        boolean gone,
        boolean hasState,
        UUID writer,
        long number,
        List<String> removals,
        List<Answered> answered,
        byte[] entries) {
    /** Name of the Kafka header. */
    static final String HEADER = "slipway";

    static final int FORMAT = 1;
    private static final int MAGIC = 'S' << 8 | 'J';
    private static final int GONE = 1;
    private static final int STATE = 2;

    /** Written by a later version: this one must not judge it, others might judge differently. */
    static final class LaterFormat extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LaterFormat(int format) {
            super("format " + format, null, false, false);
        }
    }

    static Envelope of(Change change, UUID writer, long number) {
        return new Envelope(
                change.base(),
                change.gone(),
                change.state() != null,
                writer,
                number,
                Entries.removals(change.projections()),
                change.answered(),
                Entries.write(change.projections()));
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + entries.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(MAGIC);
            out.writeByte(FORMAT);
            out.writeLong(base);
            out.writeByte((gone ? GONE : 0) | (hasState ? STATE : 0));
            out.writeLong(writer.getMostSignificantBits());
            out.writeLong(writer.getLeastSignificantBits());
            out.writeLong(number);
            writeCount(out, removals.size());
            for (String name : removals) {
                writeText(out, name);
            }
            writeCount(out, answered.size());
            for (Answered one : answered) {
                writeText(out, one.changeId());
                out.writeInt(one.answer().length);
                out.write(one.answer());
            }
            out.writeInt(entries.length);
            out.write(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeCount(DataOutputStream out, int count) throws IOException {
        if (count > 0xffff) {
            throw new IllegalArgumentException("too many parts in one record");
        }
        out.writeShort(count);
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        writeCount(out, bytes.length);
        out.write(bytes);
    }

    /**
     * @throws LaterFormat if this version doesn't know the format
     * @throws RuntimeException of another kind if it is no envelope at all
     */
    static Envelope read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getShort() != (short) MAGIC) {
            throw new IllegalArgumentException("not an envelope");
        }
        int format = in.get() & 0xff;
        if (format != FORMAT) {
            throw new LaterFormat(format);
        }
        long base = in.getLong();
        int flags = in.get() & 0xff;
        UUID writer = new UUID(in.getLong(), in.getLong());
        long number = in.getLong();
        List<String> removals = new ArrayList<>();
        for (int left = in.getShort() & 0xffff; left > 0; left--) {
            removals.add(readText(in));
        }
        List<Answered> answered = new ArrayList<>();
        for (int left = in.getShort() & 0xffff; left > 0; left--) {
            answered.add(new Answered(readText(in), readBytes(in, in.getInt())));
        }
        byte[] entries = readBytes(in, in.getInt());
        if (in.hasRemaining() || base < -1 || flags > (GONE | STATE)) {
            throw new IllegalArgumentException("not an envelope");
        }
        Entries.check(entries);
        return new Envelope(
                base, (flags & GONE) != 0, (flags & STATE) != 0, writer, number, removals, answered, entries);
    }

    private static String readText(ByteBuffer in) {
        return new String(readBytes(in, in.getShort() & 0xffff), UTF_8);
    }

    private static byte[] readBytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("bytes are missing");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
