package io.slipway.edge.http;

import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The uploads that requests of this event loop are adding to, so that they can be asked to let go. */
final class HeldUploads {
    private final Map<FileId, Set<Consumer<Throwable>>> held = new HashMap<>();

    /** @param letGo ends the adding from this side: what has come is stored, no more is taken */
    void add(FileId file, Consumer<Throwable> letGo) {
        held.computeIfAbsent(file, id -> new LinkedHashSet<>()).add(letGo);
    }

    void remove(FileId file, Consumer<Throwable> letGo) {
        Set<Consumer<Throwable>> some = held.get(file);
        if (some != null && some.remove(letGo) && some.isEmpty()) {
            held.remove(file);
        }
    }

    /** Somebody else wants it. */
    void letGo(FileId file) {
        for (Consumer<Throwable> letGo : new ArrayList<>(held.getOrDefault(file, Set.of()))) {
            letGo.accept(new Problem(
                    ProblemCode.FENCED, "another request wants to go on with this upload; ask how far it is"));
        }
    }
}
