package io.slipway.seal;

import io.slipway.model.FileId;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Signs addresses under which one file may be fetched until some time: HMAC-SHA-256 (RFC 2104) under a key that is derived
 * from the root key for this alone. Who changes the method, the file or the time has no valid signature.
 *
 * <pre>
 *  key       = HKDF(root key, "", "slp/1 signed link", 32)
 *  signature = HMAC-SHA-256(key, method | 0x00 | fileId 16 B | expiresAt u64 BE)
 * </pre>
 */
public final class LinkSigner {
    private static final String LABEL = "slp/1 signed link";
    private static final int BYTES = 32;

    private final byte[] key;

    public LinkSigner(RootKey root) {
        this.key = Hkdf.derive(root.raw(), new byte[0], Labels.ascii(LABEL), Slp1.KEY_BYTES);
    }

    /**
     * @param method in capitals
     * @param expiresAt ms since 1970
     * @return 43 characters of base64url
     */
    public String sign(String method, FileId file, long expiresAt) {
        return Base64Url.encode(signature(method, file, expiresAt));
    }

    /** Whether this is what {@link #sign} gave. Says nothing about whether the time is over. */
    public boolean isSigned(String method, FileId file, long expiresAt, String signature) {
        Optional<byte[]> presented = Base64Url.decode(signature, BYTES);
        return presented.isPresent() && MessageDigest.isEqual(presented.get(), signature(method, file, expiresAt));
    }

    private byte[] signature(String method, FileId file, long expiresAt) {
        byte[] signed = Bytes.concat(Labels.ascii(method), new byte[1], file.bytes(), Bytes.u64(expiresAt));
        return Hkdf.extract(key, signed);
    }
}
