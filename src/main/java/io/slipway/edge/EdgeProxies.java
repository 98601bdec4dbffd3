package io.slipway.edge;

import io.slipway.model.AddressRange;
import io.slipway.model.IpAddress;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who may say for whom it speaks.
 *
 * @param trusted addresses of proxies; what anyone else says about addresses is not listened to
 * @param port where each connection begins with a PROXY header and comes from one of these; 0: any free one; empty: nowhere
 */
public record EdgeProxies(List<AddressRange> trusted, OptionalInt port) {
    /** Clients come by themselves. */
    public static final EdgeProxies NONE = new EdgeProxies(List.of(), OptionalInt.empty());

    public EdgeProxies {
        trusted = List.copyOf(trusted);
        if (port.isPresent() && trusted.isEmpty()) {
            throw new IllegalArgumentException("a port for proxies needs proxies that are trusted");
        }
    }

    /** Whether this is a proxy's address. */
    public boolean trust(IpAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }
}
