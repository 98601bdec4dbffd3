package io.slipway.edge.http;

import io.slipway.edge.EdgeLimits;
import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.LinkSigner;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Files of open shares by their own ids, each with an address under which it may be fetched for a while. */
final class FileRoutes {
    /** How long such an address is good for, at most. */
    static final Duration VALID = Duration.ofHours(1);
    /** What is signed: also for HEAD, which asks for no more. */
    private static final String METHOD = "GET";

    private final Workbench bench;
    private final LinkSigner signer;

    FileRoutes(Workbench bench, LinkSigner signer) {
        this.bench = bench;
        this.signer = signer;
    }

    void addTo(RouteTable routes) {
        routes.get("/api/files/{file}", RoutePolicy.ANONYMOUS, this::show);
    }

    private Future<Void> show(Exchange exchange) {
        FileId id = exchange.file();
        return bench.bus()
                .request(OpenUploads.FIND_FILE, new OpenUploads.FindFile(id))
                .compose(share -> Answers.json(exchange.response(), 200, json(id, share)));
    }

    private JsonObject json(FileId id, Catalog.ShareView share) {
        Catalog.FileView file = share.files().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        boolean forever = share.expiresAt() == EdgeLimits.NEVER;
        return ShareJson.file(file)
                .put("modifiedAt", file.modifiedAt())
                .put("share", share.id().text())
                .put("link", bench.settings().link("/s/" + share.id()))
                .put("expiresAt", forever ? null : share.expiresAt())
                .put("download", file.state() == FileState.COMPLETE ? download(id, share) : null);
    }

    private JsonObject download(FileId id, Catalog.ShareView share) {
        long until = Math.min(share.now() + VALID.toMillis(), share.expiresAt());
        String signature = signer.sign(METHOD, id, until);
        return new JsonObject()
                .put("url", bench.settings().link("/download/" + id + "?expires=" + until + "&signature=" + signature))
                .put("expiresAt", until);
    }

    /**
     * Whether an address was signed here.
     *
     * @throws Problem {@code SIGNATURE_INVALID}
     */
    static void check(LinkSigner signer, FileId file, long expires, String signature) {
        if (!signer.isSigned(METHOD, file, expires, signature)) {
            throw new Problem(ProblemCode.SIGNATURE_INVALID, "this address isn't what was signed; ask for a new one");
        }
    }
}
