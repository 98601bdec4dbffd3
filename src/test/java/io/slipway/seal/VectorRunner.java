package io.slipway.seal;

import static io.slipway.seal.VectorInput.bytes;
import static io.slipway.seal.VectorInput.index;
import static io.slipway.seal.VectorInput.last;
import static io.slipway.seal.VectorInput.list;
import static io.slipway.seal.VectorInput.meta;
import static io.slipway.seal.VectorInput.text;
import static io.slipway.seal.VectorInput.u64;
import static io.slipway.seal.VectorInput.version;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Does with one engine what a vector asks for. */
final class VectorRunner {
    private final SlpEngine engine;

    VectorRunner(SlpEngine engine) {
        this.engine = engine;
    }

    /** Seals, derives or computes: the {@code out} of a good case. */
    ObjectNode make(String kind, JsonNode in) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        switch (kind) {
            case "header" -> {
                byte[] header = engine.header(bytes(in, "fileId"), u64(in, "size"));
                hex(out, "header", header);
                hex(out, "hh", engine.sha256(header));
            }
            case "commit" -> hex(out, "commit", engine.commit(bytes(in, "fileKey"), bytes(in, "header")));
            case "hkdf" ->
                hex(
                        out,
                        "okm",
                        engine.hkdf(
                                bytes(in, "ikm"),
                                bytes(in, "salt"),
                                bytes(in, "info"),
                                in.get("length").intValue()));
            case "label" -> hex(out, "label", engine.label(in.get("x").textValue(), bytes(in, "hh")));
            case "chunk" -> out.set("chunk", VectorBytes.output(engine, chunk(in)));
            case "tail" -> out.set("tail", VectorBytes.output(engine, tail(in)));
            case "block" -> out.set("block", VectorBytes.output(engine, block(in)));
            case "share-scope" -> {
                hex(out, "hh", engine.shareHash(bytes(in, "shareId")));
                hex(out, "commit", engine.shareCommit(bytes(in, "shareKey"), bytes(in, "shareId")));
            }
            case "wrap-share" -> {
                hex(out, "block", wrapShare(in));
                hex(out, "commit", engine.shareCommit(bytes(in, "shareKey"), bytes(in, "shareId")));
            }
            case "wrap-file" -> hex(out, "block", wrapFile(in));
            case "auth" -> {
                byte[] auth = engine.auth(bytes(in, "S"), bytes(in, "shareId"));
                hex(out, "auth", auth);
                hex(out, "verifier", engine.sha256(auth));
            }
            case "password" -> {
                byte[] pw = engine.password(bytes(in, "S"), bytes(in, "shareId"), text(in, "password"));
                byte[] pwAuth = engine.passwordAuth(pw, bytes(in, "shareId"));
                hex(out, "pw", pw);
                hex(out, "pwAuth", pwAuth);
                hex(out, "verifier", engine.sha256(pwAuth));
            }
            case "meta-json" ->
                out.put("json", new String(engine.metaJson(meta(in.get("meta"))), StandardCharsets.UTF_8));
            case "seal-block" -> hex(out, "block", seal(in));
            case "root" -> hex(out, "root", engine.root(list(in, "digests")));
            case "file" -> file(in, out);
            case "link" -> {
                SlpEngine.Link link = engine.parseLink(text(in, "url"));
                hex(out, "shareId", link.shareId());
                hex(out, "S", link.s());
            }
            case "sizes" -> {
                long size = u64(in, "plaintext");
                out.put("chunks", Long.toString(engine.chunks(size)));
                out.put("sealed", Long.toString(engine.sealedSize(size)));
            }
            default -> throw new IllegalArgumentException(kind);
        }
        return out;
    }

    /** Opens what a good case seals; says whether what went in came out. */
    boolean opensAgain(String kind, JsonNode in) {
        return switch (kind) {
            case "header" -> {
                engine.parseHeader(engine.header(bytes(in, "fileId"), u64(in, "size")));
                yield true;
            }
            case "commit" -> {
                byte[] commit = engine.commit(bytes(in, "fileKey"), bytes(in, "header"));
                engine.checkCommit(bytes(in, "fileKey"), bytes(in, "header"), commit);
                yield true;
            }
            case "chunk" ->
                same(
                        in,
                        "plaintext",
                        engine.openChunk(bytes(in, "fileKey"), bytes(in, "header"), index(in), last(in), chunk(in)));
            case "tail" ->
                same(in, "plaintext", engine.openTail(bytes(in, "fileKey"), bytes(in, "header"), index(in), tail(in)));
            case "block" -> same(in, "plaintext", openBlock(in, block(in)));
            case "wrap-share" -> {
                byte[] commit = engine.shareCommit(bytes(in, "shareKey"), bytes(in, "shareId"));
                yield same(in, "shareKey", openShare(in, wrapShare(in), commit));
            }
            case "wrap-file" -> {
                byte[] commit = engine.commit(bytes(in, "fileKey"), bytes(in, "header"));
                byte[] key = engine.openFileWrap(bytes(in, "shareKey"), wrapFile(in), bytes(in, "header"), commit);
                yield same(in, "fileKey", key);
            }
            case "meta-json" -> {
                FileMeta meta = meta(in.get("meta"));
                yield engine.parseMeta(engine.metaJson(meta)).equals(meta);
            }
            case "seal-block" -> {
                Long size = u64(in, "size");
                Long chunks = u64(in, "chunks");
                SlpEngine.Seal seal =
                        engine.openSeal(bytes(in, "fileKey"), bytes(in, "header"), seal(in), size, chunks);
                yield same(in, "root", seal.root()) && seal.size() == size && seal.chunks() == chunks;
            }
            case "file" -> same(in, "plaintext", openOwnFile(in));
            default -> true;
        };
    }

    /** Does what a bad case asks for, which must end in a {@link SealException}; returns what was opened if it doesn't. */
    Object open(String kind, JsonNode in) {
        return switch (kind) {
            case "parse-header" -> {
                engine.parseHeader(bytes(in, "header"));
                yield "parsed";
            }
            case "check-commit" -> {
                engine.checkCommit(bytes(in, "fileKey"), bytes(in, "header"), bytes(in, "commit"));
                yield "matched";
            }
            case "open-chunk" ->
                engine.openChunk(bytes(in, "fileKey"), bytes(in, "header"), index(in), last(in), bytes(in, "chunk"));
            case "open-tail" ->
                engine.openTail(bytes(in, "fileKey"), bytes(in, "header"), index(in), bytes(in, "tail"));
            case "open-block" -> openBlock(in, bytes(in, "block"));
            case "open-seal" ->
                engine.openSeal(
                        bytes(in, "fileKey"),
                        bytes(in, "header"),
                        bytes(in, "block"),
                        u64(in, "size"),
                        u64(in, "chunks"));
            case "open-share" -> openShare(in, bytes(in, "block"), bytes(in, "commit"));
            case "open-file" ->
                engine.openFile(
                        bytes(in, "fileKey"),
                        bytes(in, "commit"),
                        bytes(in, "header"),
                        list(in, "chunks"),
                        bytes(in, "seal"));
            case "parse-link" -> engine.parseLink(text(in, "url"));
            case "parse-meta" -> engine.parseMeta(text(in, "json").getBytes(StandardCharsets.UTF_8));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private byte[] chunk(JsonNode in) {
        return engine.sealChunk(
                bytes(in, "fileKey"),
                bytes(in, "header"),
                index(in),
                last(in),
                bytes(in, "salt"),
                bytes(in, "plaintext"));
    }

    private byte[] tail(JsonNode in) {
        return engine.sealTail(
                bytes(in, "fileKey"), bytes(in, "header"), index(in), bytes(in, "salt"), bytes(in, "plaintext"));
    }

    private byte[] block(JsonNode in) {
        JsonNode scope = in.get("scope");
        return engine.sealBlock(
                bytes(in, "key"),
                text(in, "x"),
                version(in),
                bytes(scope, "hh"),
                bytes(scope, "commit"),
                bytes(in, "salt"),
                bytes(in, "plaintext"));
    }

    private byte[] openBlock(JsonNode in, byte[] block) {
        JsonNode scope = in.get("scope");
        return engine.openBlock(
                bytes(in, "key"), text(in, "x"), version(in), bytes(scope, "hh"), bytes(scope, "commit"), block);
    }

    private byte[] wrapShare(JsonNode in) {
        return engine.wrapShare(
                bytes(in, "S"),
                text(in, "password"),
                bytes(in, "shareId"),
                version(in),
                bytes(in, "salt"),
                bytes(in, "shareKey"));
    }

    private byte[] openShare(JsonNode in, byte[] block, byte[] commit) {
        return engine.openShare(bytes(in, "S"), text(in, "password"), bytes(in, "shareId"), version(in), block, commit);
    }

    private byte[] wrapFile(JsonNode in) {
        return engine.wrapFile(bytes(in, "shareKey"), bytes(in, "fileKey"), bytes(in, "header"), bytes(in, "salt"));
    }

    private byte[] seal(JsonNode in) {
        return engine.sealSeal(
                bytes(in, "fileKey"),
                bytes(in, "header"),
                bytes(in, "salt"),
                u64(in, "size"),
                u64(in, "chunks"),
                bytes(in, "root"));
    }

    private void file(JsonNode in, ObjectNode out) {
        byte[] fileKey = bytes(in, "fileKey");
        byte[] plaintext = bytes(in, "plaintext");
        byte[] header = engine.header(bytes(in, "fileId"), (long) plaintext.length);
        SlpEngine.Sealed sealed = engine.sealFile(fileKey, header, list(in, "salts"), plaintext);
        hex(out, "header", header);
        hex(out, "commit", engine.commit(fileKey, header));
        ArrayNode chunks = out.putArray("chunks");
        sealed.chunks().forEach(chunk -> chunks.add(VectorBytes.output(engine, chunk)));
        hex(out, "root", sealed.root());
        out.put("size", Integer.toString(plaintext.length));
        out.put("chunks_count", sealed.chunks().size());
    }

    private byte[] openOwnFile(JsonNode in) {
        byte[] fileKey = bytes(in, "fileKey");
        byte[] plaintext = bytes(in, "plaintext");
        byte[] header = engine.header(bytes(in, "fileId"), (long) plaintext.length);
        SlpEngine.Sealed sealed = engine.sealFile(fileKey, header, list(in, "salts"), plaintext);
        byte[] seal = engine.sealSeal(
                fileKey, header, new byte[16], plaintext.length, sealed.chunks().size(), sealed.root());
        return engine.openFile(fileKey, engine.commit(fileKey, header), header, sealed.chunks(), seal);
    }

    private static boolean same(JsonNode in, String field, byte[] opened) {
        return Arrays.equals(bytes(in, field), opened);
    }

    private static void hex(ObjectNode out, String field, byte[] bytes) {
        out.set(field, VectorBytes.hex(bytes));
    }
}
