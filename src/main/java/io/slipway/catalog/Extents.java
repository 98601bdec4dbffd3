package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the files of a share lie if all their bytes are put in one row, which is what claims are counted in. */
final class Extents {
    /** Shares of which that is remembered. */
    private static final int REMEMBERED = 256;

    private final Facts facts;
    private final Map<ShareId, Extent> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ShareId, Extent> eldest) {
            return size() > REMEMBERED;
        }
    };

    Extents(Facts facts) {
        this.facts = facts;
    }

    /**
     * @param files as the share had them
     * @param begins where each file begins
     * @param total bytes, as the share's files are seen
     */
    record Extent(List<FileId> files, Mode mode, Map<FileId, Long> begins, long total) {
        /** The parts that hold bytes from … to of a file, a bit each; all of them if the share has no bytes. */
        int parts(FileId file, long from, long to) {
            long first = begins.getOrDefault(file, 0L) + from;
            long last = Math.max(first, begins.getOrDefault(file, 0L) + to);
            int parts = 0;
            for (int part = 0; part < Claims.PARTS; part++) {
                boolean empty = start(part) == start(part + 1);
                boolean begun = start(part) <= last;
                if (begun && (empty ? start(part) >= first : start(part + 1) > first)) {
                    parts |= 1 << part;
                }
            }
            return parts;
        }

        /** Where in a file the part ends that holds a byte of it, exclusive; may lie beyond the file. */
        long until(FileId file, long at) {
            long begin = begins.getOrDefault(file, 0L);
            int part = 0;
            while (part < Claims.PARTS - 1 && start(part + 1) <= begin + at) {
                part++;
            }
            return start(part + 1) - begin;
        }

        private long start(int part) {
            return total / Claims.PARTS * part + total % Claims.PARTS * part / Claims.PARTS;
        }
    }

    Future<Extent> of(ShareId id, Share.Offer offer) {
        Extent known = remembered.get(id);
        if (known != null && known.files.equals(offer.files())) {
            return Future.succeededFuture(known);
        }
        List<EntityKey> keys = offer.files().stream().map(Entities::file).toList();
        return facts.readAll(keys).map(read -> {
            Map<FileId, Long> begins = new HashMap<>();
            long total = 0;
            for (FileId file : offer.files()) {
                begins.put(file, total);
                if (read.stateOrNull(Entities.file(file)) != null) {
                    long size = Math.max(0, read.file(file).body().size());
                    total += offer.mode() == Mode.SEALED ? Sizes.sealed(size) : size;
                }
            }
            Extent extent = new Extent(List.copyOf(offer.files()), offer.mode(), Map.copyOf(begins), total);
            remembered.put(id, extent);
            return extent;
        });
    }
}
