package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileSealer;
import io.slipway.seal.Randomness;
import io.slipway.seal.Slp1;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What a page holds while it sends one file as a sealed share. */
final class SealedShare {
    final ShareId share;
    final FileId file;
    final Token owner;
    final Token read;
    final Token upload;
    final FileHeader header;
    final List<byte[]> chunks = new ArrayList<>();
    final byte[] seal;
    private final Randomness randomness;

    SealedShare(Randomness randomness, byte[] content) {
        this.randomness = randomness;
        share = randomness.shareId();
        file = randomness.fileId();
        owner = Token.random(randomness);
        read = Token.random(randomness);
        upload = Token.random(randomness);
        header = FileHeader.of(file, content.length);
        FileKey key = FileKey.random(randomness);
        FileSealer sealer = new FileSealer(key, header, randomness, chunk -> chunks.add(chunk.bytes()));
        sealer.write(content, 0, content.length);
        seal = sealer.end().seal();
    }

    /** The body of the request that makes it. */
    JsonObject body() {
        return new JsonObject()
                .put("share", share.text())
                .putNull("lifetime")
                .put("owner", base64url(owner.verifier().bytes()))
                .put("read", base64url(read.verifier().bytes()))
                .put("wrap", base64url(randomness.bytes(Slp1.WRAP_BYTES)))
                .put("commit", base64url(randomness.bytes(32)))
                .putNull("meta")
                .put(
                        "files",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("header", base64url(header.bytes()))
                                        .put("commit", base64url(randomness.bytes(32)))
                                        .put("meta", base64url(randomness.bytes(288)))
                                        .put("wrap", base64url(randomness.bytes(Slp1.WRAP_BYTES)))
                                        .put(
                                                "upload",
                                                base64url(upload.verifier().bytes()))));
    }

    /** All sealed chunks in one run. */
    byte[] sealed() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String bearer(Token token) {
        return "Bearer " + token.text();
    }

    /** Makes it, sends its chunks and completes it. */
    SealedShare put(EdgeHouse house) {
        assertThat(create(house).statusCode()).isEqualTo(201);
        for (int i = 0; i < chunks.size(); i++) {
            assertThat(chunk(house, i).statusCode()).isEqualTo(201);
        }
        assertThat(complete(house).statusCode()).isEqualTo(200);
        return this;
    }

    HttpResponse<byte[]> create(EdgeHouse house) {
        return house.send("POST", "/api/shares", body().toBuffer().getBytes(), "Content-Type", "application/json");
    }

    HttpResponse<byte[]> chunk(EdgeHouse house, int index) {
        return house.send("PUT", path() + "/chunks/" + index, chunks.get(index), "Authorization", bearer(upload));
    }

    HttpResponse<byte[]> complete(EdgeHouse house) {
        return house.send(
                "POST",
                path() + "/complete",
                new JsonObject().put("seal", base64url(seal)).toBuffer().getBytes(),
                "Content-Type",
                "application/json",
                "Authorization",
                bearer(upload));
    }

    String path() {
        return "/api/files/" + file;
    }

    String download() {
        return "/api/shares/" + share + "/files/" + file + "/sealed";
    }
}
