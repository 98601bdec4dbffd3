package io.slipway.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The primitives as this package calls them, against published cases. */
class PrimitivesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String KEY = "feffe9928665731c6d6a8f9467308308".repeat(2);
    private static final String NONCE = "cafebabefacedbaddecaf888";
    private static final String PLAINTEXT = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    private static final String CIPHERTEXT = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

    /** McGrew and Viega, "The Galois/Counter Mode of Operation" (submission to NIST), appendix B, cases 13 to 16. */
    @ParameterizedTest
    @MethodSource("aes256GcmCases")
    void aes256Gcm(String key, String nonce, String aad, String plaintext, String expected) {
        byte[] in = HEX.parseHex(plaintext);
        byte[] sealed = new byte[in.length + Slp1.TAG_BYTES];
        Gcm gcm = new Gcm();
        gcm.seal(HEX.parseHex(key), HEX.parseHex(nonce), HEX.parseHex(aad), in, 0, in.length, sealed, 0);
        assertThat(HEX.formatHex(sealed)).isEqualTo(expected);
        byte[] out = new byte[in.length];
        assertThat(gcm.open(
                        HEX.parseHex(key), HEX.parseHex(nonce), HEX.parseHex(aad), sealed, 0, sealed.length, out, 0))
                .isTrue();
        assertThat(out).isEqualTo(in);
    }

    static List<Arguments> aes256GcmCases() {
        String zeroKey = "00".repeat(32);
        String zeroNonce = "00".repeat(12);
        String aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
        return List.of(
                Arguments.of(zeroKey, zeroNonce, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
                Arguments.of(
                        zeroKey,
                        zeroNonce,
                        "",
                        "00".repeat(16),
                        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
                Arguments.of(KEY, NONCE, "", PLAINTEXT, CIPHERTEXT + "b094dac5d93471bdec1a502270e3cc6c"),
                Arguments.of(
                        KEY,
                        NONCE,
                        aad,
                        PLAINTEXT.substring(0, 120),
                        CIPHERTEXT.substring(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b"));
    }

    /** RFC 4231, cases 1, 2 and 6: HKDF's first step is HMAC with the salt as its key. */
    @Test
    void hmacSha256() {
        hmac("0b".repeat(20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        hmac(
                HEX.formatHex("Jefe".getBytes(US_ASCII)),
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        hmac(
                "aa".repeat(131),
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    /** NIST, "Examples with Intermediate Values": SHA-256. */
    @Test
    void sha256() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        String none = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assertThat(Digests.sha256("abc".getBytes(US_ASCII))).hasToString(abc);
        assertThat(Digests.sha256(new byte[0])).hasToString(none);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(5).put("xabcx".getBytes(US_ASCII)).flip();
        assertThat(Digests.sha256(direct.position(1).limit(4))).hasToString(abc);
        assertThat(direct.remaining()).isEqualTo(3);
        RunningDigest running = Digests.running();
        running.update("xab".getBytes(US_ASCII), 1, 2);
        running.update(ByteBuffer.wrap("c".getBytes(US_ASCII)));
        assertThat(running.end()).hasToString(abc);
        assertThat(running.end()).hasToString(none);
    }

    private static void hmac(String key, String message, String expected) {
        assertThat(HEX.formatHex(Hkdf.extract(HEX.parseHex(key), message.getBytes(US_ASCII))))
                .isEqualTo(expected);
    }
}
