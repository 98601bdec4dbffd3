package io.slipway.protocol;

import io.slipway.bus.Topic;
import io.slipway.model.ShareId;

/** News of this node and of the others. Hints only: whoever hears one reads the catalog again. */
public final class Events {
    /** A share or a file in it changed. */
    public static final Topic<ShareChanged> SHARE_CHANGED =
            Topic.everywhere("cluster.share-changed", ShareChanged.class);

    /** Nothing of a share is offered any more, and nobody can have it back. */
    public static final Topic<ShareEnded> SHARE_ENDED = Topic.everywhere("cluster.share-ended", ShareEnded.class);

    private Events() {}

    /** @param revoked whether running downloads of it must end */
    public record ShareChanged(ShareId id, boolean revoked) {}

    public record ShareEnded(ShareId id) {}
}
