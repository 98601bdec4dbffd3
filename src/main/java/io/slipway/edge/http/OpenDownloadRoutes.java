package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.edge.tus.Tus;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.ChunkOpener;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.LinkSigner;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/** Files of open shares, for {@code curl} and everything else that can't open sealed ones; opened here on the way out. */
final class OpenDownloadRoutes {
    private final Workbench bench;
    private final Offers offers;
    private final Webroot webroot;
    private final LinkSigner signer;
    private final ZipOffers archives;
    private final Following following;

    OpenDownloadRoutes(Workbench bench, Offers offers, Webroot webroot, LinkSigner signer) {
        this.signer = signer;
        this.bench = bench;
        this.offers = offers;
        this.webroot = webroot;
        this.following = new Following(bench, offers);
        this.archives = new ZipOffers(bench, offers, this::open);
    }

    void addTo(RouteTable routes) {
        routes.get("/s/{share}", RoutePolicy.ANONYMOUS, this::link);
        routes.get("/download/{share}", RoutePolicy.ANONYMOUS, exchange -> {
            String signature = exchange.request().getParam("signature");
            return signature == null ? download(exchange) : signed(exchange, signature);
        });
        routes.get(
                "/download/{share}/zip",
                RoutePolicy.ANONYMOUS,
                exchange -> archives.answer(exchange, exchange.share()));
        routes.get("/download/{share}/{file}", RoutePolicy.ANONYMOUS, this::download);
    }

    /** The page for those who ask for one, bytes for all others. */
    private Future<Void> link(Exchange exchange) {
        exchange.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        return Accepts.page(exchange.request().getHeader(HttpHeaders.ACCEPT))
                ? webroot.page(exchange)
                : download(exchange);
    }

    /** One file by its own id, for whoever has an address that was signed here and is still good. */
    private Future<Void> signed(Exchange exchange, String signature) {
        FileId file = exchange.id("share", FileId::new);
        long expires = Tus.bytes("expires", exchange.request().getParam("expires"));
        FileRoutes.check(signer, file, expires, signature);
        return bench.bus()
                .request(OpenUploads.FIND_FILE, new OpenUploads.FindFile(file))
                .compose(share -> {
                    if (share.now() >= expires) {
                        throw new Problem(ProblemCode.GONE, "this address has expired; ask for a new one");
                    }
                    return download(exchange, share.id(), file);
                });
    }

    private Future<Void> download(Exchange exchange) {
        return download(exchange, exchange.share(), exchange.part("file") == null ? null : exchange.file());
    }

    private Future<Void> download(Exchange exchange, ShareId share, FileId wanted) {
        Downloads.Visitor visitor = Visitors.of(exchange, bench);
        return bench.bus()
                .request(Catalog.CONTENT, Reach.question(exchange, share, wanted, Mode.OPEN, visitor))
                .compose(content -> {
                    if (content.file() == null) {
                        return archives.answer(exchange, share);
                    }
                    Offers.Offer offer = offer(share, content, visitor);
                    return content.file().state() == FileState.RECEIVING
                            ? following.answer(exchange, offer, content)
                            : offers.answer(exchange, offer);
                });
    }

    /** Bytes of a file that goes into an archive. */
    private Future<Pieces> open(ZipOffers.Asked asked, FileId file, long from, long to) {
        Layout layout = Layout.ofOpen(to + 1);
        int count = (int) Math.min(Places.MAX, layout.chunkOf(to) - layout.chunkOf(from) + 1);
        return bench.bus()
                .request(
                        Catalog.CONTENT,
                        new Catalog.FindContent(
                                asked.share(),
                                file,
                                asked.proof(),
                                Mode.OPEN,
                                layout.chunkOf(from),
                                count,
                                asked.visitor()))
                .map(content -> offer(asked.share(), content, asked.visitor()).pieces(bench, false, from, to));
    }

    private Offers.Offer offer(ShareId share, Catalog.Content content, Downloads.Visitor visitor) {
        Catalog.FileView file = content.file();
        return new Offers.Offer(
                new ChunkReader.Source(
                        share, file.id(), null, Layout.ofSealed(Sizes.sealed(file.size())), 2, content.places()),
                Layout.ofOpen(file.size()),
                file.etag(),
                Map.of(
                        "Content-Type", MediaTypes.harmless(file.type()),
                        "Content-Disposition", ContentDisposition.attachment(FileNames.clean(name(file)))),
                span -> Stage.open(span, opener(content.key()), bench),
                new Toll.Gate(content.limited(), Mode.OPEN, visitor));
    }

    private static ChunkOpener opener(Catalog.OpenKey key) {
        return new ChunkOpener(FileKey.of(key.fileKey()), FileHeader.parse(key.header()), Commit.parse(key.commit()));
    }

    private static String name(Catalog.FileView file) {
        return file.name() == null ? FileNames.NAMELESS : file.name();
    }
}
