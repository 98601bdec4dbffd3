package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Space;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Sealed chunks on their way out, as one run of bytes, also while they arrive; whoever has the key opens them. */
final class SealedDownloadRoutes {
    private final Workbench bench;
    private final Offers offers;
    private final Following following;

    SealedDownloadRoutes(Workbench bench, Offers offers) {
        this.bench = bench;
        this.offers = offers;
        this.following = new Following(bench, offers);
    }

    void addTo(RouteTable routes) {
        routes.get("/api/shares/{share}/files/{file}/sealed", RoutePolicy.READ, this::sealed);
        routes.get("/api/shares/{share}/files/{file}/progress", RoutePolicy.READ, this::progress);
    }

    private Future<Void> sealed(Exchange exchange) {
        ShareId share = exchange.share();
        FileId file = exchange.file();
        Downloads.Visitor visitor = Visitors.of(exchange, bench);
        return bench.bus()
                .request(Catalog.CONTENT, Reach.question(exchange, share, file, Mode.SEALED, visitor))
                .compose(content -> {
                    Offers.Offer offer = offer(exchange, share, content, visitor);
                    return content.file().state() == FileState.RECEIVING
                            ? following.answer(exchange, offer, content)
                            : offers.answer(exchange, offer);
                });
    }

    private static Offers.Offer offer(
            Exchange exchange, ShareId share, Catalog.Content content, Downloads.Visitor visitor) {
        Catalog.FileView file = content.file();
        Layout sealed = Layout.ofSealed(Sizes.sealed(file.size()));
        return new Offers.Offer(
                new ChunkReader.Source(share, file.id(), exchange.proof(), sealed, 1, content.places()),
                sealed,
                file.etag(),
                Map.of("Content-Type", MediaTypes.BYTES, "Content-Disposition", "attachment"),
                Stage::sealed,
                new Toll.Gate(content.limited(), Mode.SEALED, visitor));
    }

    private Future<Void> progress(Exchange exchange) {
        ShareId share = exchange.share();
        FileId file = exchange.file();
        Catalog.FindContent same =
                new Catalog.FindContent(share, file, exchange.proof(), Mode.SEALED, 0, 1, Visitors.of(exchange, bench));
        return bench.bus()
                .request(Catalog.CONTENT, same)
                .compose(readable -> bench.bus()
                        .request(
                                Space.PROGRESS,
                                new Space.FindProgress(share, file, exchange.proof(), UploadRoutes.MAX_RUNS)))
                .compose(progress -> Answers.json(
                        exchange.response(),
                        200,
                        new JsonObject()
                                .put("state", progress.state().name())
                                .put("chunks", progress.chunks())
                                .put("stored", progress.stored())
                                .put("frontier", progress.frontier())
                                .put("missing", ShareJson.runs(progress.missing()))));
    }
}
