package io.slipway.cli.transfer;

import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A share as a node shows it; binary parts as they came, null where they are missing.
 *
 * @param expiresAt ms since 1970; null: never
 * @param limit null: none
 * @param files the first of them
 */
record ShareSeen(
        ShareId share,
        boolean sealed,
        boolean kept,
        Long expiresAt,
        long now,
        byte[] wrap,
        long wrapVersion,
        byte[] commit,
        byte[] meta,
        long metaVersion,
        Integer limit,
        int used,
        boolean password,
        int fileCount,
        List<FileSeen> files) {
    /**
     * One file of it.
     *
     * @param seal null while it arrives
     */
    record FileSeen(
            FileId file,
            boolean complete,
            long storedChunks,
            long chunks,
            byte[] header,
            byte[] commit,
            byte[] meta,
            long metaVersion,
            byte[] wrap,
            byte[] seal) {}

    static ShareSeen parse(JsonObject json) throws NodeProblem {
        try {
            return new ShareSeen(
                    new ShareId(json.getString("share")),
                    "SEALED".equals(json.getString("mode")),
                    json.getBoolean("kept", true),
                    json.getLong("expiresAt"),
                    json.getLong("now"),
                    Base64s.bytes(json.getString("wrap")),
                    json.getLong("wrapVersion", 1L),
                    Base64s.bytes(json.getString("commit")),
                    Base64s.bytes(json.getString("meta")),
                    json.getLong("metaVersion", 1L),
                    json.getInteger("limit"),
                    json.getInteger("used", 0),
                    json.getBoolean("password", false),
                    json.getInteger("fileCount"),
                    files(json));
        } catch (RuntimeException e) {
            throw NodeProblem.badAnswer("the node shows a share that can't be read");
        }
    }

    /** The files of one page. */
    static List<FileSeen> page(JsonObject json) throws NodeProblem {
        try {
            return files(json);
        } catch (RuntimeException e) {
            throw NodeProblem.badAnswer("the node shows files that can't be read");
        }
    }

    private static List<FileSeen> files(JsonObject json) {
        JsonArray list = json.getJsonArray("files");
        List<FileSeen> files = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonObject file = list.getJsonObject(i);
            files.add(new FileSeen(
                    new FileId(file.getString("file")),
                    "COMPLETE".equals(file.getString("state")),
                    file.getLong("storedChunks", 0L),
                    file.getLong("chunks", 0L),
                    Base64s.bytes(file.getString("header")),
                    Base64s.bytes(file.getString("commit")),
                    Base64s.bytes(file.getString("meta")),
                    file.getLong("metaVersion", 1L),
                    Base64s.bytes(file.getString("wrap")),
                    Base64s.bytes(file.getString("seal"))));
        }
        return files;
    }
}
