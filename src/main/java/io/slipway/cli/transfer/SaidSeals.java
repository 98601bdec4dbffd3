package io.slipway.cli.transfer;

import io.slipway.cli.room.BadTalk;
import io.slipway.cli.room.Talk;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.seal.SealBlock;
import io.slipway.seal.SealException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The seals that senders say of files, as far as they can be believed before all of a file is there. Not thread-safe. */
final class SaidSeals {
    private final Map<FileId, OpenedFile> files = new HashMap<>();
    private final Map<PeerId, Map<FileId, byte[]>> said = new HashMap<>();

    /** These are what is received: seals of others are nothing, and aren't remembered. */
    void knows(List<OpenedFile> opened) {
        opened.forEach(file -> files.put(file.id(), file));
    }

    /** @throws BadTalk if it isn't of that file, or isn't what the same sender said of it before */
    void take(PeerId sender, Talk.Seal seal) throws BadTalk {
        OpenedFile file = files.get(seal.file());
        if (file == null) {
            return;
        }
        try {
            SealBlock.open(file.key(), file.header(), file.commit(), seal.seal())
                    .check(file.size(), file.chunks());
        } catch (SealException e) {
            throw new BadTalk("a seal of another file");
        }
        byte[] before = said.computeIfAbsent(sender, first -> new HashMap<>()).putIfAbsent(seal.file(), seal.seal());
        if (before != null && !Arrays.equals(before, seal.seal())) {
            throw new BadTalk("another seal");
        }
    }

    /** What was said of a file; null: nothing yet. */
    byte[] of(FileId file) {
        for (Map<FileId, byte[]> seals : said.values()) {
            if (seals.containsKey(file)) {
                return seals.get(file);
            }
        }
        return null;
    }

    /** Nothing that it said counts any more. */
    void gone(PeerId sender) {
        said.remove(sender);
    }
}
