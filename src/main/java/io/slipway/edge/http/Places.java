package io.slipway.edge.http;

import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.vertx.core.Future;
import java.util.List;

/** Where the chunks of one file lie, asked for a page at a time. Lives on one event loop. */
final class Places {
    /** Places asked for at once. */
    static final int MAX = 1_024;

    private final Workbench bench;
    private final ChunkReader.Source source;
    private final long last;
    private Future<Catalog.Locations> locating = Future.succeededFuture();
    private Catalog.Locations page;
    private boolean growing;

    /** @param last the last chunk that will be asked for */
    Places(Workbench bench, ChunkReader.Source source, long last) {
        this.bench = bench;
        this.source = source;
        this.last = last;
        this.page = source.known();
        this.growing = source.known().growing();
    }

    /** Whether chunks of the file are still arriving, as far as is known. */
    boolean growing() {
        return growing;
    }

    /** Of how many chunks from one on the places are known. */
    int known(long from) {
        boolean here = page != null
                && from >= page.from()
                && from < page.from() + page.locations().size();
        return here ? (int) (page.from() + page.locations().size() - from) : 0;
    }

    /** What is known may be old. */
    void forget() {
        page = null;
    }

    /** The places of a chunk and of those after it, as far as they are known. */
    Future<List<ChunkLocation>> locate(long from) {
        if (known(from) > 0) {
            return Future.succeededFuture(page.locations()
                    .subList((int) (from - page.from()), page.locations().size()));
        }
        if (!locating.isComplete()) {
            return locating.compose(done -> locate(from));
        }
        int count = (int) Math.min(MAX, last - from + 1);
        locating = bench.bus()
                .request(
                        Catalog.LOCATE, new Catalog.Locate(source.share(), source.file(), source.proof(), from, count));
        return locating.compose(found -> {
            if (found.from() != from || found.locations().isEmpty()) {
                return Future.failedFuture(
                        new Problem(ProblemCode.UNAVAILABLE, "the index of this file isn't shown yet; try again"));
            }
            page = found;
            growing = found.growing();
            return locate(from);
        });
    }
}
