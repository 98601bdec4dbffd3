package io.slipway.edge.tus;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Checksum;
import java.util.Base64;

/** {@code Upload-Checksum}: what the bytes of a request add up to. */
public record UploadChecksum(Checksum algorithm, byte[] digest) {
    /**
     * @param header null if there is none
     * @return null if there is none
     * @throws Problem {@code BAD_REQUEST} if it isn't the name of a known algorithm, a space and a digest in base64
     */
    public static UploadChecksum parse(String header) {
        if (header == null) {
            return null;
        }
        String[] parts = header.strip().split(" ", 3);
        Checksum algorithm = parts.length == 2 ? Checksum.named(parts[0]).orElse(null) : null;
        if (algorithm == null) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST, "Upload-Checksum is one of " + Tus.checksums() + ", a space, and base64");
        }
        byte[] digest;
        try {
            digest = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            digest = new byte[0];
        }
        if (digest.length != algorithm.length()) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST,
                    "a checksum by " + algorithm.tusName() + " is the base64 of " + algorithm.length() + " bytes");
        }
        return new UploadChecksum(algorithm, digest);
    }

    /** Whether these are the bytes. */
    public boolean fits(byte[] bytes) {
        return algorithm.fits(digest, bytes);
    }
}
