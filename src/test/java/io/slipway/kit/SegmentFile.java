package io.slipway.kit;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The file in which a broker keeps the first segment of a partition, to damage it behind the broker's back. */
public final class SegmentFile {
    /** Bytes before the records of a batch, version 2 of the format. */
    public static final int BATCH_HEADER_BYTES = 61;

    private static final int LENGTH_AT = 8;
    private static final int LENGTH_END = 12;

    private final Path file;

    public SegmentFile(TestKafka kafka, String topic, int partition) {
        this.file = kafka.partition(topic, partition).resolve("00000000000000000000.log");
    }

    /** Where the n-th batch begins, counted from 0. */
    public long batch(int n) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            long at = 0;
            for (int i = 0; i < n; i++) {
                ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
                if (channel.read(length, at + LENGTH_AT) != Integer.BYTES) {
                    throw new IOException("no such batch: " + n);
                }
                at += LENGTH_END + length.flip().getInt();
            }
            return at;
        }
    }

    /** Turns one bit around; doing it again undoes it. */
    public void flip(long position, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            if (channel.read(one, position) != 1) {
                throw new IOException("no byte at " + position);
            }
            one.put(0, (byte) (one.get(0) ^ 1 << bit)).rewind();
            if (channel.write(one, position) != 1) {
                throw new IOException("not written");
            }
        }
    }
}
