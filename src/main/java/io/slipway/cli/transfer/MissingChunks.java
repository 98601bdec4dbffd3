package io.slipway.cli.transfer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.BitSet;

/**
 * What a node says isn't stored of a file. Such a list has at most {@value #MAX_RUNS} runs: beyond the last of a full one nothing
 * is known, and counts as missing.
 *
 * @param missing the chunks that are known to be missing
 * @param known below this it is known which are missing and which aren't
 */
record MissingChunks(BitSet missing, long known) {
    /** The most runs that a node names. */
    static final int MAX_RUNS = 1_000;

    /**
     * Of an answer about an upload, or of a problem {@code INCOMPLETE}.
     *
     * @param chunks how many the file has
     */
    static MissingChunks of(JsonObject words, long chunks) throws NodeProblem {
        try {
            JsonArray runs = words.getJsonArray("missing");
            BitSet missing = new BitSet();
            long known = 0;
            for (int i = 0; i < runs.size(); i++) {
                JsonArray run = runs.getJsonArray(i);
                int from = run.getInteger(0);
                int to = run.getInteger(1);
                if (to >= chunks) {
                    throw NodeProblem.badAnswer("the node misses chunks that the file hasn't");
                }
                missing.set(from, Math.addExact(to, 1));
                known = to + 1L;
            }
            return new MissingChunks(missing, runs.size() < MAX_RUNS ? Long.MAX_VALUE : known);
        } catch (RuntimeException e) {
            throw NodeProblem.badAnswer("the node doesn't say which chunks are missing");
        }
    }

    boolean stored(long chunk) {
        return chunk < known && !missing.get(Math.toIntExact(chunk));
    }
}
