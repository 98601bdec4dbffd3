package io.slipway.catalog;

import io.slipway.model.FileId;
import java.util.List;

/**
 * The wrapped keys of a sealed share, as they stand in {@code keys}: destroyed with one null record.
 *
 * @param share the wrapped share key
 * @param files one wrapped file key per file
 */
record Wraps(byte[] share, List<FileWrap> files) {
    record FileWrap(FileId file, byte[] wrap) {}

    byte[] of(FileId file) {
        return files.stream()
                .filter(w -> w.file().equals(file))
                .map(FileWrap::wrap)
                .findFirst()
                .orElse(null);
    }
}
