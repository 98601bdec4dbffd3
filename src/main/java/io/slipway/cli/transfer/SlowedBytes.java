package io.slipway.cli.transfer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Bytes to send, no faster than a throttle lets them. */
final class SlowedBytes extends InputStream {
    /** What is let through at once: small, so that a slow rate is even. */
    private static final int PIECE = 16 << 10;

    private final ByteArrayInputStream bytes;
    private final Throttle throttle;

    SlowedBytes(byte[] bytes, Throttle throttle) {
        this.bytes = new ByteArrayInputStream(bytes);
        this.throttle = throttle;
    }

    @Override
    public int read() throws InterruptedIOException {
        slow(1);
        return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws InterruptedIOException {
        int most = Math.min(PIECE, length);
        slow(Math.min(most, bytes.available()));
        return bytes.read(target, offset, most);
    }

    private void slow(int count) throws InterruptedIOException {
        try {
            throttle.take(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
