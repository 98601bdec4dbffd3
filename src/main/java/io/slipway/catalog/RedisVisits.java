package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.ShareId;
import io.slipway.protocol.Downloads;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The last downloads of each share, in Redis only: lost with it, and gone with the share. */
final class RedisVisits {
    /** Entries that are kept of one share. */
    static final int MOST = 1_000;
    /** Requests of one receiver with no more time between are one entry. */
    static final long GAP_MILLIS = 30 * 60_000L;
    /** What nobody adds to is forgotten after that time, should its share have been. */
    static final long KEEP_MILLIS = 90L * 24 * 3_600_000;

    private final RedisView view;
    private final RedisScript note;
    private final RedisScript read;

    RedisVisits(RedisView view) {
        this.view = view;
        note = view.script("visit-note");
        read = view.script("visits-read");
    }

    /**
     * A part of a download, or all of it.
     *
     * @param id of the receiver within the share, without spaces
     * @param address empty where it isn't kept
     */
    record Note(String id, long bytes, boolean verified, String address) {}

    Future<Void> note(ShareId share, Note one) {
        return view.run(
                        note,
                        List.of(Entities.share(share)),
                        List.of(Entities.visits(share)),
                        List.of(
                                text(one.id),
                                text(one.bytes),
                                text(one.verified ? 1 : 0),
                                text(one.address),
                                text(MOST),
                                text(GAP_MILLIS),
                                text(KEEP_MILLIS)))
                .mapEmpty();
    }

    /** The latest first. */
    Future<Downloads.DownloadList> read(ShareId share) {
        return view.run(read, List.of(Entities.share(share)), List.of(Entities.visits(share)), List.of())
                .map(reply -> {
                    List<Downloads.Entry> entries = new ArrayList<>();
                    for (int i = 1; i < reply.size(); i++) {
                        entries.add(entry(reply.get(i)));
                    }
                    return new Downloads.DownloadList(reply.get(0).toLong(), entries);
                });
    }

    /** {@code began last bytes verified id address}. */
    private static Downloads.Entry entry(Response packed) {
        String[] parts = packed.toString(StandardCharsets.UTF_8).split(" ", 6);
        return new Downloads.Entry(
                parts[4],
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                parts[3].equals("1"),
                parts[5].isEmpty() ? null : parts[5]);
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
