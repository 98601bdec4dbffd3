package io.slipway.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of the internet protocol, version 4 or 6. One of version 4 is kept as version 6 maps it (RFC 4291, section
 * 2.5.5.2), so that both writings of it are the same address.
 *
 * @param high the first 64 of its 128 bits
 * @param low the others
 */
public record IpAddress(long high, long low) {
    /** Where the 32 bits of version 4 begin. */
    static final int V4_BITS_BEFORE = 96;

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final Pattern V4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
    /** Whatever else it is, it is no name, for which Java would ask somebody. */
    private static final Pattern MAYBE_V6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final int MAX_OCTET = 255;

    /** @param bytes 4 or 16, in network order */
    public static IpAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> new IpAddress(0, MAPPED | Integer.toUnsignedLong(buffer.getInt()));
            case 16 -> new IpAddress(buffer.getLong(), buffer.getLong());
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /** Reads {@code 192.0.2.7} or {@code 2001:db8::7}; empty for all else, names, zones and brackets included. */
    public static Optional<IpAddress> parse(String text) {
        Matcher v4 = V4.matcher(text);
        if (v4.matches()) {
            byte[] bytes = new byte[4];
            for (int i = 0; i < bytes.length; i++) {
                int octet = Integer.parseInt(v4.group(i + 1));
                if (octet > MAX_OCTET) {
                    return Optional.empty();
                }
                bytes[i] = (byte) octet;
            }
            return Optional.of(of(bytes));
        }
        if (!MAYBE_V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(InetAddress.getByName(text).getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether it is one of version 4. */
    public boolean isV4() {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    /** Whether it is the machine itself. */
    public boolean isLoopback() {
        return isV4() ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
    }

    /**
     * What one customer of a network is given at least: the address itself in version 4, its /64 in version 6. Whoever
     * counts per client counts these.
     */
    public IpAddress site() {
        return isV4() ? this : new IpAddress(high, 0);
    }

    /** 4 or 16 bytes, in network order. */
    public byte[] bytes() {
        return isV4()
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(bytes()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
