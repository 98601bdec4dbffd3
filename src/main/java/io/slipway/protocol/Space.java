package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/** What one may ask about the room that files take: how far an upload is, and where its bytes are kept. */
public final class Space {
    /** Which chunks of a sealed file its readers may have by now. {@code NOT_FOUND}, {@code GONE}, {@code NOT_COMPLETE}. */
    public static final Address<FindProgress, Progress> PROGRESS =
            Address.local("space.progress", FindProgress.class, Progress.class, Duration.ofSeconds(10));

    private Space() {}

    /**
     * @param proof as in {@link Catalog}
     * @param limit the most ranges to name, 1 … 1,000
     */
    public record FindProgress(ShareId shareId, FileId fileId, Digest proof, int limit) {}

    /**
     * @param stored chunks stored by now
     * @param missing as in {@link Catalog.Missing}
     */
    public record Progress(FileState state, long chunks, long stored, List<Long> missing) {
        /** All chunks below it are there. */
        public long frontier() {
            return missing.isEmpty() ? chunks : missing.get(0);
        }
    }
}
