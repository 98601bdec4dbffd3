package io.slipway.seal;

import java.nio.charset.StandardCharsets;

/** The labels that keep keys of different uses apart: {@code label(x) = "slp/1 " + x | 0x00 | hh}. */
final class Labels {
    static final String COMMIT = "commit";
    static final String CHUNK = "chunk";
    static final String TAIL = "tail";
    static final String META = "meta";
    static final String SHARE_META = "share meta";
    static final String SEAL = "seal";
    static final String DIGEST = "digest";
    static final String SHEET = "sheet";
    static final String WRAP_SHARE = "wrap share";
    static final String WRAP_FILE = "wrap file";
    static final String WRAP_NODE = "wrap node";
    static final String WRAP_KEK = "wrap kek";
    static final String WRAP_SECRET = "wrap secret";
    static final String WRAP_LIVE = "wrap live";

    static final String PSEUDONYM = "pseudonym";

    private Labels() {}

    /** @param hh 32 bytes: the hash of the header, or what stands for it in another {@link Scope} */
    static byte[] label(String x, byte[] hh) {
        return Bytes.concat(ascii("slp/1 " + x), new byte[1], hh);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
