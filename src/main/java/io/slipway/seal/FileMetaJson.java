package io.slipway.seal;

import java.util.Arrays;

/**
 * Writes and reads the one flat object that {@link FileMeta} is. Reading is strict because it is simple: members in their
 * canonical order, then written again and compared byte for byte.
 */
final class FileMetaJson {
    private FileMetaJson() {}

    static byte[] write(FileMeta meta) {
        String head =
                "{\"mtime\":" + meta.mtime() + ",\"name\":" + CanonicalJson.quoted(meta.name()) + ",\"padding\":\"";
        String rest = "\",\"path\":" + CanonicalJson.quoted(meta.path()) + ",\"size\":" + meta.size() + ",\"type\":"
                + CanonicalJson.quoted(meta.type()) + "}";
        return CanonicalJson.padded(head, rest);
    }

    static FileMeta read(byte[] json) {
        FileMeta meta = object(CanonicalJson.of(json));
        if (!Arrays.equals(write(meta), json)) {
            throw CanonicalJson.malformed();
        }
        return meta;
    }

    private static FileMeta object(CanonicalJson json) {
        json.expect("{\"mtime\":");
        long mtime = json.number();
        json.expect(",\"name\":");
        String name = json.string();
        json.expect(",\"padding\":\"");
        json.skipZeros();
        json.expect("\",\"path\":");
        String path = json.string();
        json.expect(",\"size\":");
        long size = json.number();
        json.expect(",\"type\":");
        String type = json.string();
        json.expect("}");
        json.expectEnd();
        if (!FileMeta.isPossible(mtime, size)) {
            throw CanonicalJson.malformed();
        }
        return new FileMeta(name, path, type, mtime, size);
    }
}
