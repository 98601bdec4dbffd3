package io.slipway.seal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Digests that clients send with their bytes to find out accidents. They protect nobody from an attacker. */
public enum Checksum {
    SHA256("sha256", "SHA-256", 32),
    SHA1("sha1", "SHA-1", 20),
    MD5("md5", "MD5", 16);

    private final String tusName;
    private final String algorithm;
    private final int length;

    Checksum(String tusName, String algorithm, int length) {
        this.tusName = tusName;
        this.algorithm = algorithm;
        this.length = length;
    }

    /** What tus calls it. */
    public String tusName() {
        return tusName;
    }

    /** How many bytes it has. */
    public int length() {
        return length;
    }

    public static Optional<Checksum> named(String tusName) {
        return Arrays.stream(values())
                .filter(one -> one.tusName.equals(tusName))
                .findAny();
    }

    /** Whether the bytes have this digest. */
    public boolean fits(byte[] digest, byte[] bytes) {
        try {
            return MessageDigest.isEqual(
                    digest, MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
