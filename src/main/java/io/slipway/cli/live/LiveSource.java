package io.slipway.cli.live;

import io.slipway.model.FileId;
import io.vertx.core.Future;
import java.util.OptionalLong;

/**
 * What a peer serves on its bulk socket. Called on the socket's event loop, which must not wait: what takes long, as sealing does, is
 * done elsewhere.
 */
public interface LiveSource {
    /** How many sealed bytes a file has; empty: it isn't served. */
    OptionalLong length(FileId file);

    /** A sealed chunk, which isn't changed any more; a failure ends the stream with {@code SOURCE_CHANGED}. */
    Future<byte[]> chunk(FileId file, long index);
}
