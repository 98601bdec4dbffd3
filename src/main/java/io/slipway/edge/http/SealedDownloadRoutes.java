package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import java.util.Map;

/** Sealed chunks on their way out, as one run of bytes; whoever has the key opens them. */
final class SealedDownloadRoutes {
    private final Workbench bench;
    private final Offers offers;

    SealedDownloadRoutes(Workbench bench, Offers offers) {
        this.bench = bench;
        this.offers = offers;
    }

    void addTo(RouteTable routes) {
        routes.get("/api/shares/{share}/files/{file}/sealed", RoutePolicy.READ, this::sealed);
    }

    private Future<Void> sealed(Exchange exchange) {
        ShareId share = exchange.share();
        FileId file = exchange.file();
        return bench.bus()
                .request(Catalog.CONTENT, Reach.question(exchange, share, file, Mode.SEALED))
                .compose(content -> offers.answer(exchange, offer(exchange, share, content)));
    }

    private static Offers.Offer offer(Exchange exchange, ShareId share, Catalog.Content content) {
        Catalog.FileView file = content.file();
        Layout sealed = Layout.ofSealed(Sizes.sealed(file.size()));
        return new Offers.Offer(
                new ChunkReader.Source(share, file.id(), exchange.proof(), sealed, 1, content.places()),
                sealed,
                file.etag(),
                Map.of("Content-Type", MediaTypes.BYTES, "Content-Disposition", "attachment"),
                Stage::sealed);
    }
}
