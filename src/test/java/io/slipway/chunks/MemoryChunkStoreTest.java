package io.slipway.chunks;

import io.slipway.kit.ChunkStoreContract;
import io.slipway.kit.MemoryChunkStore;

class MemoryChunkStoreTest extends ChunkStoreContract {
    private final ChunkStore store = new MemoryChunkStore(PARTITIONS);

    @Override
    protected ChunkStore store() {
        return store;
    }
}
