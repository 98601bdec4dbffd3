package io.slipway.edge.http;

import io.slipway.edge.EdgeLimits;
import io.slipway.model.Digest;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Edits;
import io.slipway.protocol.Room;
import io.slipway.seal.FileHeader;
import io.slipway.seal.SealException;
import io.slipway.seal.Slp1;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;

/** The one place where shares are read from JSON and written to it. */
final class ShareJson {
    /** The longest sealed meta block, of a share or a file. */
    static final int MAX_META_BYTES = 8 << 10;

    private final EdgeLimits limits;

    ShareJson(EdgeLimits limits) {
        this.limits = limits;
    }

    /** A share that somebody wants to make. */
    record NewShare(
            ShareId id,
            long lifetimeMillis,
            Digest owner,
            Digest read,
            byte[] wrap,
            byte[] commit,
            byte[] meta,
            List<Catalog.NewFile> files,
            Edits.Terms terms) {
        /** The room its files take. */
        List<Room.Wanted> wanted() {
            return wrap == null ? List.of() : room(files);
        }

        Catalog.CreateShare change(String changeId) {
            return new Catalog.CreateShare(changeId, id, lifetimeMillis, owner, read, wrap, commit, meta, files, terms);
        }
    }

    /** The room that files take. */
    static List<Room.Wanted> room(List<Catalog.NewFile> files) {
        return files.stream()
                .map(file -> new Room.Wanted(
                        file.id(), header(file.header()).announcedSize().orElse(0)))
                .toList();
    }

    NewShare newShare(JsonFields fields) {
        boolean kept = fields.flag("kept", true);
        if (!kept && fields.has("wrap")) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST, "the key of a live share is handed out by its sender's page alone");
        }
        return new NewShare(
                fields.text("share", ShareId::new),
                fields.whole("lifetime", 1, limits.maxLifetime(), limits.defaultLifetime()),
                fields.digest("owner"),
                fields.digest("read"),
                kept ? fields.bytes("wrap", Slp1.WRAP_BYTES, Slp1.WRAP_BYTES) : null,
                fields.bytes("commit", Slp1.KEY_BYTES, Slp1.KEY_BYTES),
                fields.bytesOrNull("meta", Slp1.BLOCK_OVERHEAD, MAX_META_BYTES),
                fields.list(
                        "files",
                        1,
                        Math.min(limits.maxFiles(), Edits.MAX_FILES),
                        kept ? this::newFile : this::newLiveFile),
                new Edits.Terms(
                        (int) fields.whole("limit", 1, Edits.MAX_LIMIT, 0),
                        fields.digestOrNull("password"),
                        null,
                        fields.flag("trackAddresses", true)));
    }

    Catalog.NewFile newFile(JsonFields fields) {
        return newFile(fields, fields.digest("upload"));
    }

    private Catalog.NewFile newLiveFile(JsonFields fields) {
        return newFile(fields, fields.digestOrNull("upload"));
    }

    private Catalog.NewFile newFile(JsonFields fields, Digest upload) {
        FileHeader header = header(fields.bytes("header", Slp1.HEADER_BYTES, Slp1.HEADER_BYTES));
        long size = header.announcedSize()
                .orElseThrow(() -> new Problem(ProblemCode.BAD_FORMAT, "a sealed file announces its size"));
        if (size > limits.maxFileBytes()) {
            throw new Problem(ProblemCode.TOO_LARGE, "a file has at most " + limits.maxFileBytes() + " bytes");
        }
        return new Catalog.NewFile(
                header.fileId(),
                header.bytes(),
                fields.bytes("commit", Slp1.KEY_BYTES, Slp1.KEY_BYTES),
                fields.bytes("meta", Slp1.BLOCK_OVERHEAD, MAX_META_BYTES),
                fields.bytes("wrap", Slp1.WRAP_BYTES, Slp1.WRAP_BYTES),
                upload);
    }

    static byte[] seal(JsonFields fields) {
        return fields.bytes("seal", Slp1.SEAL_BYTES, Slp1.SEAL_BYTES);
    }

    private static FileHeader header(byte[] bytes) {
        try {
            return FileHeader.parse(bytes);
        } catch (SealException e) {
            throw new Problem(ProblemCode.BAD_FORMAT, e.getMessage());
        }
    }

    static JsonObject share(Catalog.ShareView share) {
        Edits.Standing standing = share.standing();
        boolean limited = standing.limit() > 0;
        return new JsonObject()
                .put("share", share.id().text())
                .put("mode", share.mode().name())
                .put("kept", share.kept())
                .put("createdAt", share.createdAt())
                .put("expiresAt", share.expiresAt() == EdgeLimits.NEVER ? null : share.expiresAt())
                .put("now", share.now())
                .put("undoUntil", share.undoUntil())
                .put("wrap", base64url(share.wrap()))
                .put("wrapVersion", standing.wrapVersion())
                .put("commit", base64url(share.commit()))
                .put("meta", base64url(share.meta()))
                .put("metaVersion", standing.metaVersion())
                .put("revision", standing.revision())
                .put("limit", limited ? standing.limit() : null)
                .put("used", standing.used())
                .put("live", standing.live())
                .put("remaining", limited ? Math.max(0, standing.limit() - standing.used() - standing.live()) : null)
                .put("password", standing.password())
                .put("trackAddresses", standing.trackAddresses())
                .put("fileCount", standing.fileCount())
                .put("files", files(share));
    }

    /** Files of a share from one of them on. */
    static JsonObject page(int from, Catalog.ShareView share) {
        return new JsonObject()
                .put("from", from)
                .put("fileCount", share.standing().fileCount())
                .put("revision", share.standing().revision())
                .put("files", files(share));
    }

    private static JsonArray files(Catalog.ShareView share) {
        JsonArray files = new JsonArray();
        share.files().forEach(file -> files.add(file(share.mode(), file)));
        return files;
    }

    private static JsonObject file(Mode mode, Catalog.FileView file) {
        return file(file).put("modifiedAt", mode == Mode.OPEN ? file.modifiedAt() : null);
    }

    /** One file by itself, as an upload's end shows it. */
    static JsonObject file(Catalog.FileView file) {
        return new JsonObject()
                .put("file", file.id().text())
                .put("state", file.state().name())
                .put("size", file.size() < 0 ? null : file.size())
                .put("chunks", file.chunks())
                .put("storedChunks", file.storedChunks())
                .put("name", file.name())
                .put("path", file.path())
                .put("type", file.type())
                .put("modifiedAt", null)
                .put("header", base64url(file.header()))
                .put("commit", base64url(file.commit()))
                .put("meta", base64url(file.meta()))
                .put("metaVersion", file.metaVersion())
                .put("wrap", base64url(file.wrap()))
                .put("seal", base64url(file.seal()))
                .put("etag", file.etag());
    }

    /** Runs of chunk numbers, flattened, as pairs. */
    static JsonArray runs(List<Long> flat) {
        JsonArray runs = new JsonArray();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            runs.add(new JsonArray().add(flat.get(i)).add(flat.get(i + 1)));
        }
        return runs;
    }

    private static String base64url(byte[] bytes) {
        return bytes == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
