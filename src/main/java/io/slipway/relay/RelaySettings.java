package io.slipway.relay;

import java.util.OptionalLong;

/**
 * @param node the name of this one, as others know it
 * @param memory the most bytes of all streams in memory at once
 * @param rate the most bytes a second for each client address, and for each share; empty: as many as can be
 */
public record RelaySettings(String node, long memory, OptionalLong rate) {
    public RelaySettings {
        if (memory < RelayMemory.MIN_BYTES) {
            throw new IllegalArgumentException("no stream has room in " + memory + " bytes");
        }
    }
}
