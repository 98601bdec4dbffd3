package io.slipway.cli.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Standard input in a file that only this process has: a sealed file announces its size, so all of it has to be there first. */
final class Spool {
    private static final int PIECE = 1 << 16;

    private Spool() {}

    /** @return a file that is gone when it is closed, however that comes about */
    static FileChannel of(InputStream in, StateFolder state) throws Stopped {
        Path folder;
        FileChannel spool;
        try {
            folder = state.in("spool");
            Path file = folder.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime());
            spool = StateFolder.open(
                    file,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw Disk.state("written", e);
        }
        try {
            byte[] piece = new byte[PIECE];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                ByteBuffer left = ByteBuffer.wrap(piece, 0, count);
                while (left.hasRemaining()) {
                    spool.write(left);
                }
            }
            return spool;
        } catch (IOException e) {
            Disk.closeQuietly(spool);
            throw Disk.failed(folder, e);
        }
    }
}
