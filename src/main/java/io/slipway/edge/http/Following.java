package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Space;
import io.vertx.core.Future;
import java.util.Map;
import java.util.OptionalInt;

/** Downloads of files that are still arriving: they follow their sender, or take what is there if that is preferred. */
final class Following {
    private static final long MILLIS = 1_000;

    private final Workbench bench;
    private final Offers offers;

    Following(Workbench bench, Offers offers) {
        this.bench = bench;
        this.offers = offers;
    }

    Future<Void> answer(Exchange exchange, Offers.Offer offer, Catalog.Content content) {
        exchange.response()
                .putHeader("X-Chunks-Stored", Long.toString(content.file().storedChunks()));
        OptionalInt wait = Prefer.waits(exchange.request().headers().getAll("Prefer"));
        ByteRange range = ByteRange.of(
                exchange.request().getHeader("Range"), offer.layout().total());
        if (wait.isEmpty() || exchange.head() || !(range instanceof ByteRange.Part part)) {
            return offers.answer(exchange, offer);
        }
        return firstOf(part, offer, content.places(), wait.getAsInt() * MILLIS)
                .recover(failure -> withNumbers(failure, offer.source()))
                .compose(places -> {
                    exchange.response().putHeader("Preference-Applied", "wait=" + wait.getAsInt());
                    long end = places.from() + places.locations().size();
                    return offers.answer(exchange, offer, offer.layout().start(end) - 1);
                });
    }

    /** The places of the first chunk of a range and of those that follow it without a gap. */
    private Future<Catalog.Locations> firstOf(
            ByteRange.Part part, Offers.Offer offer, Catalog.Locations known, long millis) {
        long first = offer.layout().chunkOf(part.from());
        if (known.from() == first && !known.locations().isEmpty()) {
            return Future.succeededFuture(known);
        }
        int count = (int) Math.min(Places.MAX, offer.layout().chunkOf(part.to()) - first + 1);
        ChunkReader.Source source = offer.source();
        return bench.arrivals().within(source.share(), millis, () -> bench.bus()
                .request(
                        Catalog.LOCATE,
                        new Catalog.Locate(source.share(), source.file(), source.proof(), first, count)));
    }

    /** Says how far the file is to whoever waited in vain. */
    private <T> Future<T> withNumbers(Throwable failure, ChunkReader.Source source) {
        if (!(failure instanceof Problem problem) || problem.code() != ProblemCode.NOT_COMPLETE) {
            return Future.failedFuture(failure);
        }
        return bench.bus()
                .request(Space.PROGRESS, new Space.FindProgress(source.share(), source.file(), source.proof(), 1))
                .compose(progress -> Future.failedFuture(new Problem(
                        ProblemCode.NOT_COMPLETE,
                        problem.getMessage(),
                        Map.of("stored", progress.stored(), "chunks", progress.chunks()))));
    }
}
