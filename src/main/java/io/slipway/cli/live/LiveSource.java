package io.slipway.cli.live;

import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.vertx.core.Future;
import java.util.OptionalLong;

/**
 * What a peer serves on its bulk socket. Called on the socket's event loop, which must not wait: what takes long, as sealing does, is
 * done elsewhere.
 */
public interface LiveSource {
    /** Whether a peer may have anything. */
    default boolean allows(PeerId receiver) {
        return true;
    }

    /** A peer takes a part of a file from now on. */
    default void taken(PeerId receiver, FileId file) {
        // Only for those who care.
    }

    /**
     * Slows all streams down together.
     *
     * @return ms until so many bytes may go, which count as gone with this call
     */
    default long pace(int bytes) {
        return 0;
    }

    /** How many sealed bytes a file has; empty: it isn't served. */
    OptionalLong length(FileId file);

    /** A sealed chunk, which isn't changed any more; a failure ends the stream with {@code SOURCE_CHANGED}. */
    Future<byte[]> chunk(FileId file, long index);
}
