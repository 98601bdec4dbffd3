package io.slipway.cli.chaos;

import io.slipway.cli.live.LiveSource;
import io.slipway.model.FileId;
import io.vertx.core.Future;
import java.util.OptionalLong;

/** Serves one file, its bytes made as they are asked for. */
record KeptSource(KeptFile kept) implements LiveSource {
    @Override
    public OptionalLong length(FileId file) {
        return file.equals(kept.file()) ? OptionalLong.of(kept.sealedSize()) : OptionalLong.empty();
    }

    @Override
    public Future<byte[]> chunk(FileId file, long index) {
        return Future.succeededFuture(kept.chunk(index));
    }
}
