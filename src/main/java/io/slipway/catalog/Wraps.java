package io.slipway.catalog;

import io.slipway.model.FileId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The wrapped keys of a sealed share, as they stand in {@code keys}: destroyed with one null record. Files that are added
 * later have records of their own, without a share key.
 *
 * @param share the share key as it was wrapped first; null once it is wrapped anew
 * @param files one wrapped file key per file
 * @param later the share key wrapped anew; two only while a password is being changed
 */
record Wraps(byte[] share, List<FileWrap> files, List<ShareWrap> later) {
    record FileWrap(FileId file, byte[] wrap) {}

    /** @param version with which it was wrapped, 2 … */
    record ShareWrap(long version, byte[] wrap) {}

    Wraps {
        files = List.copyOf(files);
        later = later == null ? List.of() : List.copyOf(later);
    }

    byte[] of(FileId file) {
        return files.stream()
                .filter(w -> w.file().equals(file))
                .map(FileWrap::wrap)
                .findFirst()
                .orElse(null);
    }

    /** The wrapped share key of a version; null if it isn't kept. */
    byte[] share(long version) {
        return version == 1
                ? share
                : later.stream()
                        .filter(w -> w.version() == version)
                        .map(ShareWrap::wrap)
                        .findFirst()
                        .orElse(null);
    }

    /** The present share key and another one beside it. */
    Wraps with(long present, long version, byte[] wrap) {
        List<ShareWrap> both = new ArrayList<>(only(present).later);
        both.removeIf(w -> w.version() == version);
        both.add(new ShareWrap(version, wrap));
        return new Wraps(present == 1 ? share : null, files, both);
    }

    /** That share key and no other. */
    Wraps only(long version) {
        return new Wraps(
                version == 1 ? share : null,
                files,
                later.stream().filter(w -> w.version() == version).toList());
    }

    Wraps without(List<FileId> removed) {
        Set<FileId> gone = new HashSet<>(removed);
        return new Wraps(
                share, files.stream().filter(w -> !gone.contains(w.file())).toList(), later);
    }

    /** As if all stood in one record. @param more of files that were added later */
    Wraps and(List<Wraps> more) {
        List<FileWrap> all = new ArrayList<>(files);
        more.forEach(other -> all.addAll(other.files));
        return new Wraps(share, all, later);
    }
}
