package io.slipway.edge.http;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;

/** What a client gets of one chunk. */
sealed interface Portion {
    /** Bytes. */
    int length();

    /** In memory, and paid for. */
    record Held(Buffer bytes) implements Portion {
        @Override
        public int length() {
            return bytes.length();
        }
    }

    /**
     * In a file of this machine, to be sent as it is.
     *
     * @param position of its first byte there
     */
    record Lying(Path file, long position, int length) implements Portion {}
}
