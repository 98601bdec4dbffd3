package io.slipway.cli.transfer;

import io.slipway.model.ShareId;
import io.slipway.seal.PasswordKey;
import io.slipway.seal.Secret;
import io.slipway.seal.ShareKey;
import io.slipway.seal.ShareLink;
import io.slipway.seal.Token;
import java.net.URI;
import java.util.List;

/**
 * A share that was sent from here: what the ledger keeps of it.
 *
 * @param node where requests go
 * @param origin what its link begins with
 * @param owner the capability to see and delete it
 * @param begunAt ms since 1970
 * @param endsAt ms since 1970, as the node said last; null: never, or not known yet
 * @param label what it is called in lists
 * @param bytes of all files
 * @param unfinished what sending it takes; null once all of it is stored
 */
record SentShare(
        ShareId share,
        Secret secret,
        Token owner,
        URI node,
        String origin,
        long begunAt,
        Long endsAt,
        String label,
        int count,
        long bytes,
        Unfinished unfinished) {
    /**
     * What is forgotten when all is stored.
     *
     * @param command what was asked for: the same again means this share
     * @param password what the password came to; null: none
     * @param lifetimeMillis null: the node's default
     * @param limit 0: none
     * @param live whether nothing of it is stored: it is never finished, and ends with its time
     */
    record Unfinished(
            String command,
            ShareKey key,
            PasswordKey password,
            Long lifetimeMillis,
            int limit,
            String title,
            List<String> folders,
            List<SentFile> files,
            boolean live) {
        /** Titles and keys are not for logs. */
        @Override
        public String toString() {
            return "Unfinished[" + files.size() + " files]";
        }
    }

    /** The whole link; secret. */
    String link() {
        return new ShareLink(share, secret).format(origin);
    }

    SentShare at(String newOrigin, Long newEnd) {
        return new SentShare(share, secret, owner, node, newOrigin, begunAt, newEnd, label, count, bytes, unfinished);
    }

    SentShare finished() {
        return new SentShare(share, secret, owner, node, origin, begunAt, endsAt, label, count, bytes, null);
    }

    /** Whether nothing of it is stored. */
    boolean live() {
        return unfinished != null && unfinished.live();
    }

    @Override
    public String toString() {
        return "SentShare[" + share + "]";
    }
}
