package io.slipway.cli.room;

import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.seal.Base64Url;
import io.slipway.seal.Slp1;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the two of a pair say under seal (the wire document, section 4), as far as a command line has to do with it: what is about direct
 * paths isn't here, since it has none.
 */
public sealed interface Talk {
    /** The most files that a sender names. */
    int MAX_SERVING = 600;
    /** The longest label of a node, in bytes. */
    int MAX_LABEL = 64;

    /** The largest whole number that all understand. */
    long MAX_WHOLE = (1L << 53) - 1;

    /** As it is sealed. */
    JsonObject json();

    /** A sender has these. @param from label of its node */
    record Serving(List<FileId> files, String from) implements Talk {
        @Override
        public JsonObject json() {
            JsonArray ids = new JsonArray();
            files.stream().limit(MAX_SERVING).forEach(file -> ids.add(file.text()));
            return of("serving").put("files", ids).put("from", from);
        }
    }

    /** A sender has read all of a file. @param seal the block, {@value Slp1#SEAL_BYTES} bytes */
    record Seal(FileId file, byte[] seal) implements Talk {
        @Override
        public JsonObject json() {
            return of("seal").put("file", file.text()).put("seal", Base64Url.encode(seal));
        }
    }

    /** A receiver has all chunks of a file, and waits for its seal. */
    record Unsealed(FileId file) implements Talk {
        @Override
        public JsonObject json() {
            return of("unsealed").put("file", file.text());
        }
    }

    /**
     * How far a receiver is.
     *
     * @param bytes of the file that it has
     * @param rate bytes per second
     * @param path {@code direct}, {@code relay} or {@code store}
     */
    record Progress(FileId file, long bytes, long rate, String path) implements Talk {
        @Override
        public JsonObject json() {
            return of("progress")
                    .put("file", file.text())
                    .put("bytes", bytes)
                    .put("rate", rate)
                    .put("path", path);
        }
    }

    /** A receiver has all of a file, as it was sealed. */
    record Verified(FileId file) implements Talk {
        @Override
        public JsonObject json() {
            return of("verified").put("file", file.text());
        }
    }

    /** Enough. @param file null: of all */
    record Cancel(FileId file) implements Talk {
        @Override
        public JsonObject json() {
            return file == null ? of("cancel") : of("cancel").put("file", file.text());
        }
    }

    /** A person said no. */
    record Decline() implements Talk {
        @Override
        public JsonObject json() {
            return of("decline");
        }
    }

    /** A sender has no room. @param after s */
    record Busy(long after) implements Talk {
        @Override
        public JsonObject json() {
            return of("busy").put("after", after);
        }
    }

    private static JsonObject of(String kind) {
        return new JsonObject().put("t", kind);
    }

    /**
     * @return empty for what is said to others, or by a later version
     * @throws BadTalk if it is none, or lacks something
     */
    static Optional<Talk> parse(byte[] bytes) throws BadTalk {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            String kind = text(json, "t", MAX_LABEL);
            return Optional.ofNullable(
                    switch (kind) {
                        case "serving" -> new Serving(files(json), text(json, "from", MAX_LABEL));
                        case "seal" -> new Seal(file(json), seal(json));
                        case "unsealed" -> new Unsealed(file(json));
                        case "progress" ->
                            new Progress(file(json), whole(json, "bytes"), whole(json, "rate"), path(json));
                        case "verified" -> new Verified(file(json));
                        case "cancel" -> new Cancel(json.getValue("file") == null ? null : file(json));
                        case "decline" -> new Decline();
                        case "busy" -> new Busy(whole(json, "after"));
                        default -> null;
                    });
        } catch (RuntimeException e) {
            throw new BadTalk("not what peers say");
        }
    }

    private static String text(JsonObject json, String field, int most) throws BadTalk {
        if (json.getValue(field) instanceof String text && text.getBytes(StandardCharsets.UTF_8).length <= most) {
            return text;
        }
        throw new BadTalk(field + " is missing or too long");
    }

    private static FileId file(JsonObject json) throws BadTalk {
        return fileOf(json.getValue("file"));
    }

    private static FileId fileOf(Object text) throws BadTalk {
        try {
            if (text instanceof String id) {
                return new FileId(id);
            }
        } catch (Problem notCanonical) {
            // It is none, then.
        }
        throw new BadTalk("no file");
    }

    private static List<FileId> files(JsonObject json) throws BadTalk {
        if (!(json.getValue("files") instanceof JsonArray ids) || ids.size() > MAX_SERVING) {
            throw new BadTalk("files are missing, or too many");
        }
        List<FileId> files = new ArrayList<>();
        for (Object id : ids) {
            files.add(fileOf(id));
        }
        return files;
    }

    private static long whole(JsonObject json, String field) throws BadTalk {
        Object number = json.getValue(field);
        if ((number instanceof Integer || number instanceof Long)
                && ((Number) number).longValue() >= 0
                && ((Number) number).longValue() <= MAX_WHOLE) {
            return ((Number) number).longValue();
        }
        throw new BadTalk(field + " is no whole number");
    }

    private static String path(JsonObject json) throws BadTalk {
        String path = text(json, "path", MAX_LABEL);
        if (!List.of("direct", "relay", "store").contains(path)) {
            throw new BadTalk("no such path");
        }
        return path;
    }

    private static byte[] seal(JsonObject json) throws BadTalk {
        return Base64Url.decode(text(json, "seal", 2 * Slp1.SEAL_BYTES))
                .filter(seal -> seal.length == Slp1.SEAL_BYTES)
                .orElseThrow(() -> new BadTalk("no seal"));
    }
}
