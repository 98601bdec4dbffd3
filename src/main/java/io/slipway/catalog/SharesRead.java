package io.slipway.catalog;

import java.util.Map;
import java.util.WeakHashMap;

/**
 * What large states of shares say. The view hands out the same array for as long as a share hasn't changed, and one of ten thousand
 * files takes longer to understand than to read: it is done once for each array. Thread-safe.
 */
final class SharesRead {
    /** From how many bytes on it is worth it. */
    private static final int LEAST_BYTES = 2 << 10;

    /** Arrays are equal to themselves only, and go when nobody has them any more. */
    private final Map<byte[], Share> shares = new WeakHashMap<>();

    Share share(byte[] state) {
        if (state.length < LEAST_BYTES) {
            return StateCodec.share(state);
        }
        synchronized (shares) {
            return shares.computeIfAbsent(state, StateCodec::share);
        }
    }
}
