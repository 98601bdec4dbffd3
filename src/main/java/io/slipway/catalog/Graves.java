package io.slipway.catalog;

import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import io.slipway.model.FileId;
import io.slipway.seal.Randomness;
import io.vertx.core.Future;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Ends entities: a tombstone stays for a while so that the answer stays the same. Every step may be repeated. */
final class Graves {
    private final Facts facts;
    private final Randomness randomness;
    private final CatalogSettings settings;

    Graves(Facts facts, Randomness randomness, CatalogSettings settings) {
        this.facts = facts;
        this.randomness = randomness;
        this.settings = settings;
    }

    /** What stands for an entity that is gone. */
    List<Projection> marks(EntityKey key, long now) {
        return List.of(new Projection.Score(Entities.GRAVES, key.toString(), now + settings.tombstoneMillis()));
    }

    /** Ends an entity, which may have come back since it ended before. */
    Future<Void> gone(EntityKey key) {
        return gone(key, List.of());
    }

    /** @param along what else goes with it */
    Future<Void> gone(EntityKey key, List<Projection> along) {
        return facts.change(
                        key,
                        "gone-" + freshId(),
                        (entity, now) -> entity.state() == null
                                ? Decision.answer(new byte[0])
                                : Decision.append(
                                        null,
                                        true,
                                        Stream.concat(marks(key, now).stream(), along.stream())
                                                .toList(),
                                        new byte[0]))
                .mapEmpty();
    }

    /** Ends the index segments of one generation of a file. */
    Future<Void> segments(FileId file, int generation, long chunks) {
        Future<Void> done = Future.succeededFuture();
        for (long number = 0; number < Entities.segments(chunks); number++) {
            EntityKey key = Entities.segment(file, generation, number);
            done = done.compose(before -> gone(key));
        }
        return done;
    }

    /** The id of a change that isn't to be told apart from its repetitions: it does nothing the second time. */
    String freshId() {
        return HexFormat.of().formatHex(randomness.bytes(16));
    }
}
