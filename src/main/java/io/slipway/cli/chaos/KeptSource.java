package io.slipway.cli.chaos;

import io.slipway.cli.live.LiveSource;
import io.slipway.model.FileId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/** Serves one file, its bytes made as they are asked for. */
record KeptSource(KeptFile kept, LongFunction<byte[]> chunks) implements LiveSource {
    KeptSource(KeptFile kept) {
        this(kept, kept::chunk);
    }

    /** For a small file that many send at once: what is made stays, and is the same for all of them. */
    static KeptSource shared(KeptFile kept) {
        Map<Long, byte[]> made = new ConcurrentHashMap<>();
        return new KeptSource(kept, index -> made.computeIfAbsent(index, kept::chunk));
    }

    @Override
    public OptionalLong length(FileId file) {
        return file.equals(kept.file()) ? OptionalLong.of(kept.sealedSize()) : OptionalLong.empty();
    }

    @Override
    public Future<byte[]> chunk(FileId file, long index) {
        return Future.succeededFuture(chunks.apply(index));
    }
}
