package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.RelayParcel.Unplug;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Word of bulk sockets that ended, for those of them that are plugged in only after it came: their tickets were taken here
 * before, and a later one elsewhere was quicker. What is forgotten too early is noticed by asking. Pure; not thread-safe.
 */
final class Fences {
    /** Peers of which it is kept; the eldest goes first. */
    static final int MAX = 4_096;

    private final Map<PeerId, Fence> fences = new LinkedHashMap<>();

    private record Fence(Unplug word, long at) {}

    /** @param now ns since any fixed moment */
    void add(Unplug word, long now) {
        Fence former = fences.remove(word.peer());
        boolean further = former == null || former.word.below() < word.below();
        fences.put(word.peer(), new Fence(further ? word : former.word, now));
        if (fences.size() > MAX) {
            fences.remove(fences.keySet().iterator().next());
        }
    }

    /** What was said of this socket; null if it may stay. */
    Unplug against(Plug plug) {
        Fence fence = fences.get(plug.peer());
        return fence != null && plug.isListed() && plug.turn() < fence.word.below() ? fence.word : null;
    }

    /** Forgets what no ticket can be older than. */
    void forget(long now) {
        fences.values().removeIf(fence -> now - fence.at >= RelayStream.REMEMBERED);
    }
}
