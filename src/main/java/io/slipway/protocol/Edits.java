package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/** What an owner may change of a share that stands. */
public final class Edits {
    /**
     * Changes all that is named at once, as far as readers of the share can tell. {@code NOT_FOUND}, {@code GONE}, {@code
     * PRECONDITION_FAILED}, {@code LIMIT_BELOW_USED}, {@code CONFLICT} for a version that doesn't follow the present one.
     */
    public static final Address<Edit, Catalog.ShareView> EDIT =
            Address.local("catalog.edit", Edit.class, Catalog.ShareView.class, Duration.ofSeconds(60));

    /** The most files that are added, renamed or removed at once. */
    public static final int MAX_FILES = 256;
    /** The highest limit. */
    public static final int MAX_LIMIT = 10_000;
    /** Whatever the revision is. */
    public static final int ANY_REVISION = -1;

    private Edits() {}

    /**
     * What a share begins with.
     *
     * @param limit 1 … {@value #MAX_LIMIT}; 0: none
     * @param verifier of a sealed share with a password: SHA-256 of {@code pw auth}; else null
     * @param password of an open share, in the clear; null for none
     */
    public record Terms(int limit, Digest verifier, String password, boolean trackAddresses) {
        /** Nothing is limited or asked for. */
        public static final Terms NONE = new Terms(0, null, null, true);

        @Override
        public String toString() {
            return "Terms[***]";
        }
    }

    /**
     * How a share's terms stand.
     *
     * @param revision how often it was edited
     * @param limit 0: none
     * @param used downloads used
     * @param live downloads under way
     */
    public record Standing(
            int revision,
            long wrapVersion,
            long metaVersion,
            int limit,
            int used,
            int live,
            boolean password,
            boolean trackAddresses,
            int fileCount) {}

    /**
     * What is null, or empty, stays as it is.
     *
     * @param revision the one that this is a change of, or {@link #ANY_REVISION}
     * @param lifetime from now, or from completion while files arrive
     */
    public record Edit(
            String changeId,
            ShareId id,
            Digest owner,
            int revision,
            Lifetime lifetime,
            Limit limit,
            NewPassword password,
            NewMeta meta,
            Boolean trackAddresses,
            List<Rename> rename,
            List<Catalog.NewFile> add,
            List<FileId> remove) {}

    /** @param millis 0: ends now; Long.MAX_VALUE: never */
    public record Lifetime(long millis) {}

    /** @param downloads 1 … {@value #MAX_LIMIT}; 0: none */
    public record Limit(int downloads) {}

    /**
     * @param verifier of a sealed share: SHA-256 of {@code pw auth}; null to take the password away
     * @param wrap of a sealed share: its key wrapped anew
     * @param wrapVersion of a sealed share: the present one + 1
     * @param text of an open share; null to take the password away
     */
    public record NewPassword(Digest verifier, byte[] wrap, long wrapVersion, String text) {
        @Override
        public String toString() {
            return "NewPassword[***]";
        }
    }

    /** The share's sealed meta block; its version is the present one + 1. */
    public record NewMeta(byte[] block, long version) {}

    /**
     * @param meta of a sealed file: its meta block sealed anew
     * @param metaVersion of a sealed file: the present one + 1
     * @param name of an open file
     */
    public record Rename(FileId file, byte[] meta, long metaVersion, String name) {
        @Override
        public String toString() {
            return "Rename[" + file + "]";
        }
    }
}
