package io.slipway.cli.chaos;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.Randomness;
import io.slipway.seal.RunningDigest;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.SplittableRandom;

/**
 * A share with one sealed file, all of it decided beforehand, so that any request about it can be repeated as it was. To a node
 * sealed bytes are opaque, so any will do; they are made again when they are needed.
 */
public final class KeptFile {
    private final ShareId share;
    private final FileId file;
    private final Token owner;
    private final Token read;
    private final Token upload;
    private final long size;
    private final long seed;
    private final String wish;
    private final String seal;

    /**
     * One that may be downloaded as often as anybody likes.
     *
     * @param size of its content, bytes
     * @param lifetimeMillis from when it is complete
     * @param seed of all that is random about it
     */
    public KeptFile(long size, long lifetimeMillis, long seed) {
        this(size, lifetimeMillis, seed, 0);
    }

    /** @param limit how often it may be downloaded; 0: as often as anybody likes */
    public KeptFile(long size, long lifetimeMillis, long seed, int limit) {
        this.size = size;
        this.seed = seed;
        Randomness random = new SplittableRandom(seed)::nextBytes;
        share = random.shareId();
        file = random.fileId();
        owner = Token.random(random);
        read = Token.random(random);
        upload = Token.random(random);
        JsonObject part = new JsonObject()
                .put("header", text(FileHeader.of(file, size).bytes()))
                .put("commit", text(random.bytes(32)))
                .put("meta", text(random.bytes(256 + Slp1.BLOCK_OVERHEAD)))
                .put("wrap", text(random.bytes(Slp1.WRAP_BYTES)))
                .put("upload", text(upload.verifier().bytes()));
        wish = new JsonObject()
                .put("share", share.text())
                .put("lifetime", lifetimeMillis)
                .put("owner", text(owner.verifier().bytes()))
                .put("read", text(read.verifier().bytes()))
                .put("wrap", text(random.bytes(Slp1.WRAP_BYTES)))
                .put("commit", text(random.bytes(32)))
                .put("meta", null)
                .put("limit", limit == 0 ? null : limit)
                .put("files", new JsonArray().add(part))
                .encode();
        seal = new JsonObject().put("seal", text(random.bytes(Slp1.SEAL_BYTES))).encode();
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public ShareId share() {
        return share;
    }

    public FileId file() {
        return file;
    }

    Token owner() {
        return owner;
    }

    Token read() {
        return read;
    }

    Token upload() {
        return upload;
    }

    /** The body of its creation. */
    public String wish() {
        return wish;
    }

    /** The body of its completion. */
    String seal() {
        return seal;
    }

    /** How many chunks it has. */
    public long chunks() {
        return Sizes.chunks(size);
    }

    /** How many bytes they are. */
    public long sealedSize() {
        return Sizes.sealed(size);
    }

    /** The sealed bytes of a chunk. */
    public byte[] chunk(long index) {
        byte[] bytes = new byte[Sizes.sealedLength(index, size)];
        new SplittableRandom(seed ^ (index + 1) * 0x9e37_79b9_7f4a_7c15L).nextBytes(bytes);
        return bytes;
    }

    /** SHA-256 of all of them. */
    public Digest digest() {
        RunningDigest digest = Digests.running();
        for (long index = 0; index < chunks(); index++) {
            byte[] chunk = chunk(index);
            digest.update(chunk, 0, chunk.length);
        }
        return digest.end();
    }
}
