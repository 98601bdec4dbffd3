package io.slipway.seal;

import static io.slipway.seal.BadVectors.flipped;
import static io.slipway.seal.BadVectors.set;
import static io.slipway.seal.SealError.BAD_BLOCK;
import static io.slipway.seal.SealError.BAD_COMMIT;
import static io.slipway.seal.SealError.BAD_LENGTH;
import static io.slipway.seal.SealError.BAD_LINK;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Links and wrapped share keys that must be refused. */
final class BadShareVectors {
    private final VectorBook book;
    private final SlpEngine engine;

    BadShareVectors(VectorBook book) {
        this.book = book;
        this.engine = book.engine();
    }

    void write() {
        links();
        shares();
    }

    private void links() {
        String id = Base64Url.encode(book.random(16));
        String s = Base64Url.encode(book.random(32));
        String good = "https://files.example/s/" + id + "#1." + s;
        link("empty", "");
        link("no-fragment", "https://files.example/s/" + id);
        link("empty-fragment", "https://files.example/s/" + id + "#");
        link("version-only", "https://files.example/s/" + id + "#1.");
        link("no-version", "https://files.example/s/" + id + "#" + s);
        link("version-2", good.replace("#1.", "#2."));
        link("version-01", good.replace("#1.", "#01."));
        link("secret-short", good.substring(0, good.length() - 1));
        link("secret-long", good + "A");
        link("secret-padded", good + "=");
        link("secret-not-base64url", good.substring(0, good.length() - 2) + "+/");
        link("secret-trailing-bits", good.substring(0, good.length() - 1) + "B");
        link("id-short", good.replace(id, id.substring(1)));
        link("id-long", good.replace(id, "A" + id));
        link("id-trailing-bits", good.replace(id, id.substring(0, 21) + "B"));
        link("id-padded", good.replace(id, id + "=="));
        link("no-id", good.replace(id, ""));
        link("another-path", good.replace("/s/", "/d/"));
        link("slash-after-id", good.replace("#", "/#"));
        link("space-after", good + " ");
        link("newline-after", good + "\n");
        link("script", good.replace("https://files.example", "javascript:"));
        link("no-host", good.replace("https://files.example", "https://"));
        link("two-fragments", good + "#1." + s);
        link("percent-escaped", good.replace("#1.", "#1%2E"));
    }

    private void shares() {
        byte[] s = book.random(32);
        byte[] id = book.random(16);
        byte[] shareKey = book.random(32);
        byte[] commit = engine.shareCommit(shareKey, id);
        byte[] block = engine.wrapShare(s, null, id, 1, book.random(16), shareKey);
        for (int at : new int[] {0, 16, 47, 48, 63}) {
            share("flip-" + at, BAD_BLOCK, s, null, id, 1, flipped(block, at, 2), commit);
        }
        for (int length : new int[] {0, 32, 63}) {
            share("length-" + length, BAD_LENGTH, s, null, id, 1, Arrays.copyOf(block, length), commit);
        }
        share("length-65", BAD_LENGTH, s, null, id, 1, Arrays.copyOf(block, 65), commit);
        share("another-secret", BAD_BLOCK, flipped(s, 0, 1), null, id, 1, block, commit);
        share("another-share", BAD_BLOCK, s, null, flipped(id, 15, 1), 1, block, commit);
        share("as-version-2", BAD_BLOCK, s, null, id, 2, block, commit);
        share("commit-flipped", BAD_BLOCK, s, null, id, 1, block, flipped(commit, 0, 1));
        share(
                "commit-of-another-share",
                BAD_BLOCK,
                s,
                null,
                id,
                1,
                block,
                engine.shareCommit(shareKey, book.random(16)));
        byte[] wrapper = engine.hkdf(s, id, Labels.ascii("slp/1 share"), 32);
        byte[] foreign = engine.shareCommit(book.random(32), id);
        byte[] uncommitted =
                engine.sealBlock(wrapper, "wrap share", 1, engine.shareHash(id), foreign, book.random(16), shareKey);
        share("key-not-committed-to", BAD_COMMIT, s, null, id, 1, uncommitted, foreign);
        byte[] byPassword = engine.wrapShare(s, "open sesame", id, 2, book.random(16), shareKey);
        share("password-missing", BAD_BLOCK, s, null, id, 2, byPassword, commit);
        share("password-wrong", BAD_BLOCK, s, "open Sesame", id, 2, byPassword, commit);
        share("password-where-there-is-none", BAD_BLOCK, s, "open sesame", id, 1, block, commit);
    }

    private void link(String id, String url) {
        book.bad(id, "parse-link", BAD_LINK, book.in().put("url", url));
    }

    private void share(
            String id,
            SealError error,
            byte[] s,
            String password,
            byte[] shareId,
            long version,
            byte[] block,
            byte[] commit) {
        ObjectNode in = book.in();
        set(in, "S", s);
        in.put("password", password);
        set(in, "shareId", shareId);
        in.put("version", version);
        set(in, "block", block);
        set(in, "commit", commit);
        book.bad(id, "open-share", error, in);
    }
}
