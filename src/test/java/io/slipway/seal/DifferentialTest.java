package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Random cases both ways between the node's implementation and the second one: same bytes, same refusals. */
class DifferentialTest {
    private static final int CASES = Integer.getInteger("slipway.differential", 150);
    private static final List<String> LABELS = GoodVectors.LABELS;

    private final SlpEngine jca = new JcaSlp1();
    private final SlpEngine bouncyCastle = new BouncyCastleSlp1();
    private final SplittableRandom random = Seeds.of("differential");

    @Test
    void chunksAndTails() {
        for (int i = 0; i < CASES; i++) {
            byte[] key = bytes(32);
            byte[] header = jca.header(bytes(16), null);
            byte[] salt = bytes(16);
            boolean last = random.nextInt(8) > 0;
            byte[] plaintext = bytes(last ? 1 + random.nextInt(1 << random.nextInt(1, 19)) : Slp1.CHUNK_BYTES);
            long index = random.nextLong(1L << random.nextInt(1, 54));
            byte[] chunk = jca.sealChunk(key, header, index, last, salt, plaintext);
            assertThat(bouncyCastle.sealChunk(key, header, index, last, salt, plaintext))
                    .isEqualTo(chunk);
            assertThat(bouncyCastle.openChunk(key, header, index, last, chunk)).isEqualTo(plaintext);
            assertThat(jca.openChunk(key, header, index, last, chunk)).isEqualTo(plaintext);
            byte[] bad = mutated(chunk);
            assertThat(refusal(() -> jca.openChunk(key, header, index, last, bad)))
                    .isEqualTo(refusal(() -> bouncyCastle.openChunk(key, header, index, last, bad)));
            byte[] tail = jca.sealTail(key, header, index, salt, plaintext);
            assertThat(bouncyCastle.sealTail(key, header, index, salt, plaintext))
                    .isEqualTo(tail);
            byte[] badTail = mutated(tail);
            assertThat(refusal(() -> jca.openTail(key, header, index, badTail)))
                    .isEqualTo(refusal(() -> bouncyCastle.openTail(key, header, index, badTail)));
        }
    }

    @Test
    void blocksAndSeals() {
        for (int i = 0; i < CASES; i++) {
            byte[] key = bytes(32);
            byte[] hh = bytes(32);
            byte[] commit = bytes(32);
            byte[] salt = bytes(16);
            byte[] plaintext = bytes(random.nextInt(600));
            String x = LABELS.get(random.nextInt(LABELS.size()));
            long version = random.nextLong(Slp1.MAX_VERSION + 1);
            byte[] block = jca.sealBlock(key, x, version, hh, commit, salt, plaintext);
            assertThat(bouncyCastle.sealBlock(key, x, version, hh, commit, salt, plaintext))
                    .isEqualTo(block);
            assertThat(bouncyCastle.openBlock(key, x, version, hh, commit, block))
                    .isEqualTo(plaintext);
            byte[] bad = mutated(block);
            assertThat(refusal(() -> jca.openBlock(key, x, version, hh, commit, bad)))
                    .isEqualTo(refusal(() -> bouncyCastle.openBlock(key, x, version, hh, commit, bad)));
            long size = random.nextLong(1L << random.nextInt(1, 54));
            byte[] header = jca.header(bytes(16), size);
            byte[] seal = jca.sealSeal(key, header, salt, size, jca.chunks(size), hh);
            assertThat(bouncyCastle.sealSeal(key, header, salt, size, bouncyCastle.chunks(size), hh))
                    .isEqualTo(seal);
            byte[] badSeal = mutated(seal);
            assertThat(refusal(() -> jca.openSeal(key, header, badSeal, size, null)))
                    .isEqualTo(refusal(() -> bouncyCastle.openSeal(key, header, badSeal, size, null)));
        }
    }

    @Test
    void keysAndWraps() {
        for (int i = 0; i < CASES; i++) {
            byte[] s = bytes(32);
            byte[] shareId = bytes(16);
            byte[] shareKey = bytes(32);
            byte[] fileKey = bytes(32);
            byte[] header = jca.header(bytes(16), random.nextLong(1L << 53));
            byte[] salt = bytes(16);
            long version = random.nextLong(Slp1.MAX_VERSION + 1);
            byte[] info = bytes(random.nextInt(100));
            int length = 1 + random.nextInt(300);
            assertThat(jca.hkdf(s, salt, info, length)).isEqualTo(bouncyCastle.hkdf(s, salt, info, length));
            assertThat(jca.auth(s, shareId)).isEqualTo(bouncyCastle.auth(s, shareId));
            byte[] wrap = bouncyCastle.wrapShare(s, null, shareId, version, salt, shareKey);
            byte[] commit = bouncyCastle.shareCommit(shareKey, shareId);
            assertThat(jca.openShare(s, null, shareId, version, wrap, commit)).isEqualTo(shareKey);
            byte[] fileWrap = bouncyCastle.wrapFile(shareKey, fileKey, header, salt);
            byte[] fileCommit = bouncyCastle.commit(fileKey, header);
            assertThat(jca.openFileWrap(shareKey, fileWrap, header, fileCommit)).isEqualTo(fileKey);
            byte[] bad = mutated(header);
            assertThat(refusal(() -> jca.parseHeader(bad))).isEqualTo(refusal(() -> bouncyCastle.parseHeader(bad)));
        }
    }

    @Test
    void metadata() {
        for (int i = 0; i < CASES * 10; i++) {
            long mtime = random.nextLong(-Slp1.MAX_SIZE, Slp1.MAX_SIZE + 1);
            FileMeta meta = new FileMeta(text(), text(), text(), mtime, random.nextLong(Slp1.MAX_SIZE + 1));
            byte[] json = jca.metaJson(meta);
            assertThat(bouncyCastle.metaJson(meta)).isEqualTo(json);
            assertThat(jca.parseMeta(json)).isEqualTo(meta);
            byte[] bad = mutated(json);
            assertThat(refusal(() -> jca.parseMeta(bad)))
                    .as(() -> new String(bad, StandardCharsets.UTF_8))
                    .isEqualTo(refusal(() -> bouncyCastle.parseMeta(bad)));
        }
    }

    /** Null if nothing was refused. */
    private static SealError refusal(ThrowingCallable action) {
        SealException refused = catchThrowableOfType(SealException.class, action);
        return refused == null ? null : refused.error();
    }

    private byte[] mutated(byte[] bytes) {
        byte[] copy = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> copy = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> copy = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
            default -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private String text() {
        int length = random.nextInt(40);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int codePoint = random.nextInt(1 << random.nextInt(1, 21));
            boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(isSurrogate ? '?' : codePoint);
        }
        return text.toString();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
