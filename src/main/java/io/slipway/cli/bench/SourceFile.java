package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Random bytes on disk that are sent again and again, and what they add up to. */
final class SourceFile implements AutoCloseable {
    private static final int BLOCK = 1 << 20;

    final Path path;
    final long size;
    final long crc;
    final FileChannel channel;

    private SourceFile(Path path, long size, long crc, FileChannel channel) {
        this.path = path;
        this.size = size;
        this.crc = crc;
        this.channel = channel;
    }

    static SourceFile make(Path path, long size, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        CRC32C crc = new CRC32C();
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.nativeOrder());
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long left = size; left > 0; ) {
                block.clear();
                while (block.hasRemaining()) {
                    block.putLong(random.nextLong());
                }
                block.flip().limit((int) Math.min(left, BLOCK));
                left -= block.remaining();
                crc.update(block.duplicate());
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        return new SourceFile(path, size, crc.getValue(), FileChannel.open(path, StandardOpenOption.READ));
    }

    /** What a part of the file adds up to. */
    long crc(long from, long length) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        for (long at = from, end = from + length; at < end; ) {
            block.clear().limit((int) Math.min(end - at, BLOCK));
            at += channel.read(block, at);
            block.flip();
            crc.update(block);
        }
        return crc.getValue();
    }

    /** What one download of the whole source came to. @throws IOException if other bytes came back */
    Rival.Work check(HttpClientSocket.Answer answer, long started) throws IOException {
        Rival.Work work = Rival.Work.since(started, answer.length());
        answer.expect(size, crc);
        return work;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
