package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/** What one may ask about the files of an open share to deliver them together. */
public final class Archives {
    /**
     * What some files of an open share are called and how large they are. {@code NOT_FOUND}, {@code GONE}, {@code
     * SEALED_SHARE}, {@code NOT_COMPLETE} while one of them arrives, {@code PASSWORD_REQUIRED}, {@code PASSWORD_WRONG}.
     */
    public static final Address<FindItems, Items> ITEMS =
            Address.local("archives.items", FindItems.class, Items.class, Duration.ofSeconds(10));

    /** The most files told of at once. */
    public static final int MAX_ITEMS = 256;

    private Archives() {}

    /**
     * @param proof of the owner's capability, or null
     * @param from number of the first file
     */
    public record FindItems(ShareId share, Digest proof, Downloads.Visitor visitor, int from) {}

    /**
     * @param items at most {@link #MAX_ITEMS}, in the share's order; none if {@code from} is at the end
     * @param count files of the share
     * @param revision of the share, which changes with every edit
     * @param limited whether bytes are sent on a claim only; see {@link Downloads#BEGIN}
     * @param createdAt of the share, ms since 1970
     */
    public record Items(List<Item> items, int count, long revision, boolean limited, long createdAt) {}

    /**
     * @param path of the folder it stands in; empty if none
     * @param modifiedAt ms since 1970; 0 if unknown
     * @param key to open what is noted of it
     * @param sheet as in {@link OpenUploads.OpenFile}; null if there is none
     */
    public record Item(
            FileId file,
            String name,
            String path,
            String type,
            long size,
            long modifiedAt,
            Catalog.OpenKey key,
            byte[] sheet) {
        /** Names are not for logs. */
        @Override
        public String toString() {
            return "Item[" + file + "]";
        }
    }
}
