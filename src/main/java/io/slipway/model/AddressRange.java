package io.slipway.model;

/**
 * Neighbouring addresses, written {@code 10.0.0.0/8} or {@code 2001:db8::/32} (RFC 4632, RFC 4291), or a single one
 * without a slash.
 *
 * @param first the lowest of them
 * @param bits how many of its 128 bits all share; those of version 4 count from 96
 */
public record AddressRange(IpAddress first, int bits) {
    private static final int ALL_BITS = 128;

    public AddressRange {
        if (bits < 0 || bits > ALL_BITS || !masked(first, bits).equals(first)) {
            throw new IllegalArgumentException("a range is its lowest address and the number of bits that all share");
        }
    }

    /** @throws IllegalArgumentException if it isn't written as above, or begins with an address in its middle */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        IpAddress first = IpAddress.parse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("not an address"));
        if (slash < 0) {
            return new AddressRange(first, ALL_BITS);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("not a number of bits");
        }
        int before = first.isV4() ? IpAddress.V4_BITS_BEFORE : 0;
        return new AddressRange(first, before + Integer.parseInt(bits));
    }

    /** Whether the address is one of them. */
    public boolean contains(IpAddress address) {
        return masked(address, bits).equals(first);
    }

    private static IpAddress masked(IpAddress address, int bits) {
        return new IpAddress(address.high() & mask(bits), address.low() & mask(bits - Long.SIZE));
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }

    @Override
    public String toString() {
        if (bits == ALL_BITS) {
            return first.toString();
        }
        return first + "/" + (first.isV4() ? bits - IpAddress.V4_BITS_BEFORE : bits);
    }
}
