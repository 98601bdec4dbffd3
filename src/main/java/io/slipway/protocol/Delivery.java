package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.ShareId;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one may ask the keeper of sealed bytes for the sake of a client. What is wanted again and again, it copies to this
 * node's disk. A copy is of one place in the log: whoever names another place doesn't get it. Copies were verified when they
 * were made, and by nobody since: who sends them on relies on the receiver, who opens them.
 */
public final class Delivery {
    /** Where copies of a whole run lie, if they do; costs no reading. */
    public static final Address<Look, Seen> LOOK =
            Address.local("delivery.look", Look.class, Seen.class, Duration.ofSeconds(10));

    /**
     * Reads chunks as {@link Chunks#READ} does, and fails as it does; those that the asker opens may be copies. What was
     * fetched before is copied on the side.
     */
    public static final Address<Fetch, Fetched> FETCH =
            Address.local("delivery.fetch", Fetch.class, Fetched.class, Duration.ofSeconds(20));

    private Delivery() {}

    /** Where chunks may come from. */
    public enum From {
        /** From wherever it is quicker. */
        ANYWHERE,
        /** From the log; copies of them were found to be wrong and are given up. */
        THE_LOG
    }

    /** @param share for whose sake; when it ends, so do the copies */
    public record Look(ShareId share, Chunks.Read run) {}

    /** @param lying null if not all of them lie on this disk, one after the other */
    public record Seen(Lying lying) {}

    /**
     * Bytes of a file of this machine. The file may be gone at any time, but there is never another of its name: who has it
     * open may read on.
     *
     * @param position where the first chunk begins; the others follow without a gap
     */
    public record Lying(Path file, long position) {}

    /** @param share as in {@link Look} */
    public record Fetch(ShareId share, Chunks.Read run, From from) {}

    /**
     * @param chunks one per location asked for, in order
     * @param copies whether they are copies that nobody verified now
     */
    public record Fetched(List<Buffer> chunks, boolean copies) {}
}
