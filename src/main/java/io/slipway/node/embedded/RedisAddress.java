package io.slipway.node.embedded;

/**
 * Where the embedded Redis is and how to log in. Traffic is not encrypted: it never leaves loopback.
 *
 * @param host IPv4 address
 * @param port TCP port
 * @param user ACL user
 * @param password its password, safe in a URI without escaping; never printed
 */
public record RedisAddress(String host, int port, String user, String password) {
    /** {@code redis://user:password@host:port/0}, password included. */
    public String uri() {
        return "redis://" + user + ":" + password + "@" + host + ":" + port + "/0";
    }

    @Override
    public String toString() {
        return "RedisAddress[" + user + "@" + host + ":" + port + ", password=***]";
    }
}
