package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.seal.ChunkOpener;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/** Files of open shares, for {@code curl} and everything else that can't open sealed ones; opened here on the way out. */
final class OpenDownloadRoutes {
    private final Workbench bench;
    private final Offers offers;
    private final Webroot webroot;

    OpenDownloadRoutes(Workbench bench, Offers offers, Webroot webroot) {
        this.bench = bench;
        this.offers = offers;
        this.webroot = webroot;
    }

    void addTo(RouteTable routes) {
        routes.get("/s/{share}", RoutePolicy.ANONYMOUS, this::link);
        routes.get("/download/{share}", RoutePolicy.ANONYMOUS, this::download);
        routes.get("/download/{share}/{file}", RoutePolicy.ANONYMOUS, this::download);
    }

    /** The page for those who ask for one, bytes for all others. */
    private Future<Void> link(Exchange exchange) {
        exchange.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        return Accepts.page(exchange.request().getHeader(HttpHeaders.ACCEPT))
                ? webroot.page(exchange)
                : download(exchange);
    }

    private Future<Void> download(Exchange exchange) {
        ShareId share = exchange.share();
        FileId wanted = exchange.part("file") == null ? null : exchange.file();
        return bench.bus()
                .request(Catalog.FIND, new Catalog.FindShare(share, null))
                .recover(failure -> sealedOrNot(share, failure))
                .compose(view -> offers.answer(exchange, offer(view, wanted)));
    }

    /** To somebody without a capability a sealed share looks like none, but here it may be told apart. */
    private Future<Catalog.ShareView> sealedOrNot(ShareId share, Throwable failure) {
        if (!(failure instanceof Problem problem) || problem.code() != ProblemCode.NOT_FOUND) {
            return Future.failedFuture(failure);
        }
        FileId none = FileId.of(new byte[16]);
        return bench.bus()
                .request(Catalog.OPEN_KEY, new Catalog.FindOpenKey(share, none))
                .compose(key -> Future.failedFuture(failure));
    }

    private Offers.Offer offer(Catalog.ShareView share, FileId wanted) {
        if (share.mode() != Mode.OPEN) {
            throw new Problem(ProblemCode.SEALED_SHARE, "this share is sealed; open its link in a browser");
        }
        if (wanted == null && share.files().size() != 1) {
            throw new Problem(ProblemCode.NOT_FOUND, "this share has several files; name one of them");
        }
        FileId id = wanted == null ? share.files().get(0).id() : wanted;
        Catalog.FileView file = SealedDownloadRoutes.of(share, id);
        return new Offers.Offer(
                new ChunkReader.Source(share.id(), id, null, Layout.ofSealed(Sizes.sealed(file.size())), 2),
                Layout.ofOpen(file.size()),
                file.etag(),
                Map.of(
                        "Content-Type", MediaTypes.harmless(file.type()),
                        "Content-Disposition", ContentDisposition.attachment(FileNames.clean(name(file)))),
                span -> opener(share.id(), id).map(opener -> Stage.open(span, opener, bench)));
    }

    private static String name(Catalog.FileView file) {
        return file.name() == null ? FileNames.NAMELESS : file.name();
    }

    private Future<ChunkOpener> opener(ShareId share, FileId file) {
        return bench.bus()
                .request(Catalog.OPEN_KEY, new Catalog.FindOpenKey(share, file))
                .map(key -> new ChunkOpener(
                        FileKey.of(key.fileKey()), FileHeader.parse(key.header()), Commit.parse(key.commit())));
    }
}
