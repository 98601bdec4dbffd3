package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
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
                .request(Catalog.FIND, new Catalog.FindShare(share, exchange.proof()))
                .compose(view -> offers.answer(exchange, offer(exchange, view, file)));
    }

    private static Offers.Offer offer(Exchange exchange, Catalog.ShareView view, FileId id) {
        Catalog.FileView file = of(view, id);
        Layout sealed = Layout.ofSealed(Sizes.sealed(file.size()));
        return new Offers.Offer(
                new ChunkReader.Source(view.id(), id, exchange.proof(), sealed, 1),
                sealed,
                file.etag(),
                Map.of("Content-Type", MediaTypes.BYTES, "Content-Disposition", "attachment"),
                span -> Future.succeededFuture(Stage.sealed(span)));
    }

    /** A file of a share that can be downloaded. */
    static Catalog.FileView of(Catalog.ShareView share, FileId id) {
        Catalog.FileView file = share.files().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, "there is nothing here"));
        if (share.undoUntil() > 0) {
            throw new Problem(ProblemCode.GONE, "this share was deleted");
        }
        if (file.state() != FileState.COMPLETE) {
            throw new Problem(ProblemCode.NOT_COMPLETE, "this file is still arriving; try again later");
        }
        return file;
    }
}
