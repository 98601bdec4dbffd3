package io.slipway.seal;

import io.slipway.model.ShareId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a sender says of a whole share: canonical JSON (RFC 8785), padded like {@link FileMeta}.
 *
 * @param title empty: none
 * @param note empty: none
 * @param folders those with nothing in them, as many as fit, each with slashes between its parts; never to be used as paths as they are
 */
public record ShareMeta(String title, String note, List<String> folders) {
    /** Nothing is said. */
    public static final ShareMeta NONE = new ShareMeta("", "", List.of());

    public ShareMeta {
        folders = List.copyOf(folders);
    }

    /** @throws SealException {@link SealError#BAD_META} if it is longer than {@link Slp1#MAX_META_BYTES}, or not well-formed Unicode */
    public byte[] json() {
        String listed = folders.stream().map(CanonicalJson::quoted).collect(Collectors.joining(",", "[", "]"));
        String head = "{\"folders\":" + listed + ",\"note\":" + CanonicalJson.quoted(note) + ",\"padding\":\"";
        return CanonicalJson.padded(head, "\",\"title\":" + CanonicalJson.quoted(title) + "}");
    }

    /** @throws SealException {@link SealError#BAD_META} unless these are exactly the bytes {@link #json} makes */
    public static ShareMeta parse(byte[] bytes) {
        CanonicalJson json = CanonicalJson.of(bytes);
        json.expect("{\"folders\":[");
        List<String> folders = new ArrayList<>();
        while (!json.take("]")) {
            if (!folders.isEmpty()) {
                json.expect(",");
            }
            folders.add(json.string());
        }
        json.expect(",\"note\":");
        String note = json.string();
        json.expect(",\"padding\":\"");
        json.skipZeros();
        json.expect("\",\"title\":");
        ShareMeta meta = new ShareMeta(json.string(), note, folders);
        json.expect("}");
        json.expectEnd();
        if (!Arrays.equals(meta.json(), bytes)) {
            throw CanonicalJson.malformed();
        }
        return meta;
    }

    /** @param version raised with every change, 1 … {@link Slp1#MAX_VERSION} */
    public byte[] seal(ShareKey key, ShareId share, long version, Randomness randomness) {
        Scope scope = Scope.share(share, Commit.of(key, share));
        return Block.seal(key.raw(), Labels.SHARE_META, version, scope, json(), randomness);
    }

    /** @throws SealException {@link SealError#BAD_LENGTH}, {@link SealError#BAD_BLOCK}, {@link SealError#BAD_META} */
    public static ShareMeta open(ShareKey key, ShareId share, long version, byte[] block) {
        return parse(
                Block.open(key.raw(), Labels.SHARE_META, version, Scope.share(share, Commit.of(key, share)), block));
    }

    /** Titles are not for logs. */
    @Override
    public String toString() {
        return "ShareMeta[***]";
    }
}
