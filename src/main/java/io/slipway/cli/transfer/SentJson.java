package io.slipway.cli.transfer;

import io.slipway.cli.transfer.SentShare.Unfinished;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.seal.FileKey;
import io.slipway.seal.PasswordKey;
import io.slipway.seal.Secret;
import io.slipway.seal.ShareKey;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The form in which the ledger keeps a share. */
final class SentJson {
    private static final int VERSION = 1;

    private SentJson() {}

    static JsonObject write(SentShare share) {
        return new JsonObject()
                .put("version", VERSION)
                .put("share", share.share().text())
                .put("secret", Base64s.text(share.secret().bytes()))
                .put("owner", share.owner().text())
                .put("node", share.node().toString())
                .put("origin", share.origin())
                .put("begunAt", share.begunAt())
                .put("endsAt", share.endsAt())
                .put("label", share.label())
                .put("count", share.count())
                .put("bytes", share.bytes())
                .put("unfinished", share.unfinished() == null ? null : write(share.unfinished()));
    }

    private static JsonObject write(Unfinished unfinished) {
        JsonArray files = new JsonArray();
        unfinished.files().forEach(file -> files.add(write(file)));
        PasswordKey password = unfinished.password();
        return new JsonObject()
                .put("command", unfinished.command())
                .put("key", Base64s.text(unfinished.key().bytes()))
                .put("password", password == null ? null : Base64s.text(password.bytes()))
                .put("lifetime", unfinished.lifetimeMillis())
                .put("limit", unfinished.limit())
                .put("title", unfinished.title())
                .put("folders", new JsonArray(unfinished.folders()))
                .put("live", unfinished.live())
                .put("files", files);
    }

    private static JsonObject write(SentFile file) {
        return new JsonObject()
                .put("id", file.id().text())
                .put("key", Base64s.text(file.key().bytes()))
                .put("upload", file.upload().text())
                .put("name", file.name())
                .put("path", file.path())
                .put("size", file.size())
                .put("modified", file.modified())
                .put("type", file.type())
                .put("source", file.source() == null ? null : file.source().toString())
                .put(
                        "sample",
                        file.sample() == null
                                ? null
                                : Base64s.text(file.sample().bytes()));
    }

    /** @throws RuntimeException of some kind if it can't be read */
    static SentShare read(JsonObject json) {
        if (json.getInteger("version") != VERSION) {
            throw new IllegalArgumentException("of another version");
        }
        JsonObject unfinished = json.getJsonObject("unfinished");
        return new SentShare(
                new ShareId(json.getString("share")),
                Secret.of(Base64s.bytes(json.getString("secret"))),
                token(json, "owner"),
                URI.create(json.getString("node")),
                json.getString("origin"),
                json.getLong("begunAt"),
                json.getLong("endsAt"),
                json.getString("label"),
                json.getInteger("count"),
                json.getLong("bytes"),
                unfinished == null ? null : unfinished(unfinished));
    }

    private static Unfinished unfinished(JsonObject json) {
        JsonArray folders = json.getJsonArray("folders");
        JsonArray files = json.getJsonArray("files");
        byte[] password = Base64s.bytes(json.getString("password"));
        return new Unfinished(
                json.getString("command"),
                ShareKey.of(Base64s.bytes(json.getString("key"))),
                password == null ? null : PasswordKey.of(password),
                json.getLong("lifetime"),
                json.getInteger("limit"),
                json.getString("title"),
                IntStream.range(0, folders.size()).mapToObj(folders::getString).toList(),
                files(files),
                json.getBoolean("live", false));
    }

    private static List<SentFile> files(JsonArray files) {
        return IntStream.range(0, files.size())
                .mapToObj(files::getJsonObject)
                .map(SentJson::file)
                .toList();
    }

    private static SentFile file(JsonObject json) {
        String source = json.getString("source");
        byte[] sample = Base64s.bytes(json.getString("sample"));
        return new SentFile(
                new FileId(json.getString("id")),
                FileKey.of(Base64s.bytes(json.getString("key"))),
                token(json, "upload"),
                json.getString("name"),
                json.getString("path"),
                json.getLong("size"),
                json.getLong("modified"),
                json.getString("type"),
                source == null ? null : Path.of(source),
                sample == null ? null : Digest.of(sample));
    }

    private static Token token(JsonObject json, String name) {
        return Token.parse(json.getString(name)).orElseThrow();
    }
}
