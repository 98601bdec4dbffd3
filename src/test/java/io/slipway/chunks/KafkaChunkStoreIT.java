package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.done;

import io.slipway.kit.ChunkStoreContract;
import io.slipway.kit.TestKafka;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class KafkaChunkStoreIT extends ChunkStoreContract {
    private static Vertx vertx;
    private static KafkaChunkStore store;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = new KafkaChunkStore(vertx, KafkaChunkSettings.of(TestKafka.get().connection(), "contract."));
    }

    @AfterAll
    static void close() {
        store.close();
        done(vertx.close());
    }

    @Override
    protected ChunkStore store() {
        return store;
    }
}
