package io.slipway.seal;

import io.slipway.model.ShareId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a pair. That for offers of connections is not kept: nothing here makes any.
 *
 * @param transcript T: SHA-256 of what was said
 * @param forWords kSas
 * @param scope of the sealed messages: the share, and T in the place of a commitment
 */
record PairKeys(byte[] transcript, byte[] confirmA, byte[] confirmB, byte[] wrap, byte[] forWords, Scope scope) {
    private static final byte[] LIVE = Labels.ascii("slp/1 live");
    private static final byte[] LIVE_PSK = Labels.ascii("slp/1 live psk");
    private static final byte[] LIVE_KEYS = Labels.ascii("slp/1 live keys");
    private static final int KEYS = 5;
    private static final int WORDS = 4;
    private static final int WORD_BITS = 11;

    /** What was said in the clear. @param suites with their count before them */
    record Said(byte[] pair, byte[] suites, byte[] commitment, byte[] a, byte[] b) {}

    /** c: what the sender commits to. */
    static byte[] commitment(byte[] point, byte[] nonce) {
        return Digests.sha256Raw(point, nonce);
    }

    /**
     * @param own this side's scalar
     * @param other the other side's point
     */
    static PairKeys derive(PairSecret of, EphemeralKey own, BouncyCastlePoint other, Said said) {
        byte[] shared = own.agree(other);
        ShareId share = of.shareId();
        byte[] transcript = Digests.sha256Raw(
                LIVE, share.bytes(), said.pair(), said.suites(), said.commitment(), said.a(), said.b());
        byte[] salt = Hkdf.derive(of.secret().raw(), share.bytes(), LIVE_PSK, Slp1.KEY_BYTES);
        byte[] all = Hkdf.derive(shared, salt, Bytes.concat(LIVE_KEYS, transcript), KEYS * Slp1.KEY_BYTES);
        Scope scope = new Scope(Scope.shareHash(share), Commit.parse(transcript));
        return new PairKeys(transcript, part(all, 0), part(all, 1), part(all, 2), part(all, 4), scope);
    }

    private static byte[] part(byte[] all, int number) {
        return Arrays.copyOfRange(all, number * Slp1.KEY_BYTES, (number + 1) * Slp1.KEY_BYTES);
    }

    /** The words that both sides may show: the first 44 bits of HMAC(kSas, T), {@value #WORD_BITS} for each. */
    List<String> words() {
        long bits = ByteBuffer.wrap(Hkdf.hmac(forWords, transcript)).getLong() >>> (Long.SIZE - WORDS * WORD_BITS);
        List<String> words = new ArrayList<>();
        for (int left = WORDS - 1; left >= 0; left--) {
            words.add(CodeWords.all().get((int) (bits >>> (left * WORD_BITS)) & (1 << WORD_BITS) - 1));
        }
        return List.copyOf(words);
    }

    @Override
    public String toString() {
        return "PairKeys[***]";
    }
}
