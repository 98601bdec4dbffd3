package io.slipway.cli.transfer;

import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.seal.Digests;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is remembered of a share that is half received into a folder: the claim to its download, so that a limited share isn't
 * charged twice, and which of its files have their names already. No key is in it.
 */
final class Receipts {
    /** How long an unused one is kept, in ms: 30 days. */
    static final long KEPT_MILLIS = 30L * 86_400_000;

    private final Path folder;

    Receipts(StateFolder state) throws IOException {
        this.folder = state.in("received");
    }

    /** What is remembered of a share and a folder. */
    final class Receipt {
        private final Path file;
        private final Token claim;
        private final Map<String, String> saved;

        private Receipt(Path file, Token claim, Map<String, String> saved) {
            this.file = file;
            this.claim = claim;
            this.saved = saved;
        }

        Token claim() {
            return claim;
        }

        /** Where a file was saved, if it is still there with that size. */
        synchronized Optional<Path> saved(FileId id, long size) throws IOException {
            String path = saved.get(id.text());
            if (path == null || !Files.isRegularFile(Path.of(path)) || Files.size(Path.of(path)) != size) {
                return Optional.empty();
            }
            return Optional.of(Path.of(path));
        }

        synchronized void save(FileId id, Path path) throws IOException {
            saved.put(id.text(), path.toString());
            write();
        }

        synchronized void write() throws IOException {
            JsonObject files = new JsonObject();
            saved.forEach(files::put);
            JsonObject json = new JsonObject().put("claim", claim.text()).put("saved", files);
            StateFolder.write(file, json.toBuffer().getBytes());
        }

        /** All of it was received and verified. */
        void remove() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** @param into absolute */
    Receipt of(ShareId share, Path into, Randomness randomness) throws IOException {
        String place = Digests.sha256(into.toString().getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 16);
        Path file = folder.resolve(share + "-" + place + ".json");
        if (Files.exists(file)) {
            try {
                JsonObject json = new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
                Map<String, String> saved = new HashMap<>();
                json.getJsonObject("saved").forEach(each -> saved.put(each.getKey(), (String) each.getValue()));
                return new Receipt(file, Token.parse(json.getString("claim")).orElseThrow(), saved);
            } catch (RuntimeException e) {
                // It can't be read: another claim, then.
            }
        }
        return new Receipt(file, Token.random(randomness), new HashMap<>());
    }

    /** Drops what nobody came back to. */
    void sweep(long now) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).toMillis() + KEPT_MILLIS < now) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
