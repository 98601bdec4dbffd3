package io.slipway.catalog;

import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.FileMeta;
import io.slipway.seal.Kek;
import io.slipway.seal.KeyWrap;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import io.slipway.seal.SealException;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/**
 * The keys the node holds for open files: each file key is wrapped by a key-encryption key, that one by the root key,
 * which never leaves the node. Destroying the record of a wrapped file key makes the file unreadable.
 */
final class NodeKeys {
    /** The key-encryption key in use. A later one gets the next number; older ones stay to unwrap with. */
    private static final String CURRENT = "kek-1";

    private final Facts facts;
    private final RootKey root;
    private final Randomness randomness;
    private Future<Kek> current;

    NodeKeys(Facts facts, RootKey root, Randomness randomness) {
        this.facts = facts;
        this.root = root;
        this.randomness = randomness;
    }

    /** The key to wrap with; made and journalled on first use, the same on every node. */
    Future<Kek> current() {
        if (current == null || current.failed()) {
            current = load();
        }
        return current;
    }

    private Future<Kek> load() {
        EntityKey key = Entities.key(CURRENT);
        return facts.read(key).compose(read -> {
            byte[] wrapped = read.stateOrNull(key);
            if (wrapped != null) {
                return Future.succeededFuture(unwrapped(wrapped));
            }
            KeyWrap.Wrapped fresh = KeyWrap.wrapKek(root, CURRENT, Kek.random(randomness), randomness);
            byte[] state = StateCodec.write(
                    new WrappedKek(fresh.block(), fresh.commit().bytes()));
            return facts.change(
                            key,
                            "make-" + CURRENT,
                            (entity, now) -> entity.state() != null
                                    ? Decision.answer(entity.state())
                                    : Decision.append(state, false, List.of(), state))
                    .map(this::unwrapped);
        });
    }

    private Kek unwrapped(byte[] state) {
        WrappedKek wrapped = StateCodec.kek(state);
        return opened(() ->
                KeyWrap.openKek(root, CURRENT, new KeyWrap.Wrapped(wrapped.block(), Commit.parse(wrapped.commit()))));
    }

    /** How a key-encryption key stands in {@code keys}. */
    record WrappedKek(byte[] block, byte[] commit) {}

    /** Wraps the key of a new file. */
    Future<byte[]> wrap(FileKey fileKey, byte[] header) {
        return current().map(kek -> KeyWrap.wrapNode(kek, fileKey, FileHeader.parse(header), randomness));
    }

    /** The record that holds the key of an open file, unless its body says otherwise. */
    static String idFor(FileId file) {
        return file.text();
    }

    /**
     * The key of an open file. {@code GONE} if it was destroyed.
     *
     * @param read where the wrapped key may have been read along
     */
    Future<FileKey> fileKey(StoredFile file, Facts.Read read) {
        EntityKey key = Entities.key(file.body().keyId());
        Future<Facts.Read> found = read.entities().containsKey(key) ? Future.succeededFuture(read) : facts.read(key);
        return current()
                .compose(kek -> found.map(in -> {
                    byte[] wrapped = in.stateOrNull(key);
                    if (wrapped == null) {
                        throw Share.gone();
                    }
                    FileHeader header = FileHeader.parse(file.body().header());
                    Commit commit = Commit.parse(file.body().commit());
                    return opened(() -> KeyWrap.openNode(kek, wrapped, header, commit));
                }));
    }

    /** Name and type of an open file. */
    static FileMeta meta(StoredFile file, FileKey key) {
        StoredFile.Body body = file.body();
        return opened(() -> FileMeta.open(
                key, FileHeader.parse(body.header()), Commit.parse(body.commit()), body.metaVersion(), body.meta()));
    }

    /** The meta block of an open file that gets another name, to be the next version. */
    byte[] renamed(StoredFile file, FileKey key, String name) {
        FileMeta meta = meta(file, key);
        return new FileMeta(name, meta.path(), meta.type(), meta.mtime(), meta.size())
                .seal(key, FileHeader.parse(file.body().header()), file.body().metaVersion() + 1, randomness);
    }

    private static <T> T opened(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (SealException e) {
            throw new Problem(
                    ProblemCode.INTERNAL, "a stored key doesn't open: is this the root key it was made with?");
        }
    }
}
