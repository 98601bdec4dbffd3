package io.slipway.seal;

import static io.slipway.seal.BouncyCastle.gcm;
import static io.slipway.seal.BouncyCastle.join;
import static io.slipway.seal.BouncyCastle.refuseUnless;
import static io.slipway.seal.BouncyCastle.u32;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SLP1 a second time, written from the format's description alone, on {@link BouncyCastle} and
 * {@link JacksonMeta}. Shares
 * nothing with the node's implementation but the names of the errors. Slow; for tests only.
 */
final class BouncyCastleSlp1 implements SlpEngine {
    private static final int SEGMENT = 65_536;
    private static final int CHUNK = 1_048_576;
    private static final BigInteger LIMIT = BigInteger.TWO.pow(53);
    private static final byte[] ZERO_NONCE = new byte[12];

    private final Map<String, byte[]> passwords = new HashMap<>();

    @Override
    public byte[] sha256(byte[] bytes) {
        return BouncyCastle.sha256(bytes);
    }

    @Override
    public byte[] hkdf(byte[] ikm, byte[] salt, byte[] info, int length) {
        return BouncyCastle.hkdf(ikm, salt, info, length);
    }

    @Override
    public byte[] label(String x, byte[] hh) {
        return join("slp/1 " + x + "\0", hh);
    }

    @Override
    public byte[] header(byte[] fileId, Long size) {
        ByteBuffer out = ByteBuffer.allocate(32);
        out.put("SLP1".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {1, 16, 20, 0});
        return out.put(fileId).putLong(size == null ? -1L : size).array();
    }

    @Override
    public void parseHeader(byte[] header) {
        boolean good = header.length == 32
                && new String(header, 0, 4, StandardCharsets.ISO_8859_1).equals("SLP1")
                && header[4] == 1
                && header[5] == 16
                && header[6] == 20
                && header[7] == 0;
        if (good) {
            BigInteger size = new BigInteger(1, Arrays.copyOfRange(header, 24, 32));
            good = size.compareTo(LIMIT) < 0 || size.bitCount() == 64;
        }
        refuseUnless(good, SealError.BAD_HEADER);
    }

    @Override
    public byte[] commit(byte[] fileKey, byte[] header) {
        byte[] fileId = Arrays.copyOfRange(header, 8, 24);
        return hkdf(fileKey, fileId, label("commit", sha256(header)), 32);
    }

    @Override
    public void checkCommit(byte[] fileKey, byte[] header, byte[] commit) {
        refuseUnless(Arrays.equals(commit, commit(fileKey, header)), SealError.BAD_COMMIT);
    }

    @Override
    public byte[] sealChunk(byte[] fileKey, byte[] header, long index, boolean last, byte[] salt, byte[] plaintext) {
        return new BouncyCastleChunks(fileKey, header).seal("chunk", index, last, salt, plaintext);
    }

    @Override
    public byte[] openChunk(byte[] fileKey, byte[] header, long index, boolean last, byte[] chunk) {
        return new BouncyCastleChunks(fileKey, header).openChunk(index, last, chunk);
    }

    @Override
    public byte[] sealTail(byte[] fileKey, byte[] header, long index, byte[] salt, byte[] plaintext) {
        return new BouncyCastleChunks(fileKey, header).seal("tail", index, false, salt, plaintext);
    }

    @Override
    public byte[] openTail(byte[] fileKey, byte[] header, long index, byte[] tail) {
        return new BouncyCastleChunks(fileKey, header).openTail(index, tail);
    }

    @Override
    public byte[] sealBlock(
            byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] salt, byte[] plaintext) {
        byte[] blockKey = hkdf(key, salt, join(label(x, hh), u32(version)), 32);
        return join(salt, gcm(true, blockKey, ZERO_NONCE, join(label(x, hh), commit), plaintext));
    }

    @Override
    public byte[] openBlock(byte[] key, String x, long version, byte[] hh, byte[] commit, byte[] block) {
        refuseUnless(block.length >= 32, SealError.BAD_LENGTH);
        byte[] salt = Arrays.copyOf(block, 16);
        byte[] blockKey = hkdf(key, salt, join(label(x, hh), u32(version)), 32);
        byte[] sealed = Arrays.copyOfRange(block, 16, block.length);
        byte[] plaintext = gcm(false, blockKey, ZERO_NONCE, join(label(x, hh), commit), sealed);
        refuseUnless(plaintext != null, SealError.BAD_BLOCK);
        return plaintext;
    }

    @Override
    public byte[] shareHash(byte[] shareId) {
        return sha256(join("slp/1 share", shareId));
    }

    @Override
    public byte[] shareCommit(byte[] shareKey, byte[] shareId) {
        return hkdf(shareKey, shareId, label("commit", shareHash(shareId)), 32);
    }

    @Override
    public byte[] wrapShare(byte[] s, String password, byte[] shareId, long version, byte[] salt, byte[] shareKey) {
        byte[] commit = shareCommit(shareKey, shareId);
        byte[] wrapper = shareWrapper(s, password, shareId);
        return sealBlock(wrapper, "wrap share", version, shareHash(shareId), commit, salt, shareKey);
    }

    @Override
    public byte[] openShare(byte[] s, String password, byte[] shareId, long version, byte[] block, byte[] commit) {
        refuseUnless(block.length == 64, SealError.BAD_LENGTH);
        byte[] wrapper = shareWrapper(s, password, shareId);
        byte[] shareKey = openBlock(wrapper, "wrap share", version, shareHash(shareId), commit, block);
        refuseUnless(Arrays.equals(commit, shareCommit(shareKey, shareId)), SealError.BAD_COMMIT);
        return shareKey;
    }

    @Override
    public byte[] wrapFile(byte[] shareKey, byte[] fileKey, byte[] header, byte[] salt) {
        return sealBlock(shareKey, "wrap file", 1, sha256(header), commit(fileKey, header), salt, fileKey);
    }

    @Override
    public byte[] openFileWrap(byte[] shareKey, byte[] block, byte[] header, byte[] commit) {
        refuseUnless(block.length == 64, SealError.BAD_LENGTH);
        byte[] fileKey = openBlock(shareKey, "wrap file", 1, sha256(header), commit, block);
        checkCommit(fileKey, header, commit);
        return fileKey;
    }

    @Override
    public byte[] auth(byte[] s, byte[] shareId) {
        return hkdf(s, shareId, join("slp/1 auth"), 32);
    }

    @Override
    public byte[] password(byte[] s, byte[] shareId, String password) {
        String memo = Arrays.toString(s) + Arrays.toString(shareId) + password;
        return passwords.computeIfAbsent(memo, unused -> {
            String nfc = Normalizer.normalize(password, Normalizer.Form.NFC);
            return BouncyCastle.pbkdf2(nfc.getBytes(StandardCharsets.UTF_8), join(s, shareId), 600_000);
        });
    }

    @Override
    public byte[] passwordAuth(byte[] pw, byte[] shareId) {
        return hkdf(pw, shareId, join("slp/1 pw auth"), 32);
    }

    @Override
    public byte[] metaJson(FileMeta meta) {
        return JacksonMeta.write(meta);
    }

    @Override
    public FileMeta parseMeta(byte[] json) {
        return JacksonMeta.read(json);
    }

    @Override
    public byte[] sealSeal(byte[] fileKey, byte[] header, byte[] salt, long size, long chunks, byte[] root) {
        byte[] plaintext =
                ByteBuffer.allocate(48).putLong(size).putLong(chunks).put(root).array();
        return sealBlock(fileKey, "seal", 1, sha256(header), commit(fileKey, header), salt, plaintext);
    }

    @Override
    public Seal openSeal(byte[] fileKey, byte[] header, byte[] block, Long size, Long chunks) {
        refuseUnless(block.length == 80, SealError.BAD_LENGTH);
        byte[] plaintext = openBlock(fileKey, "seal", 1, sha256(header), commit(fileKey, header), block);
        BigInteger sealedSize = new BigInteger(1, Arrays.copyOf(plaintext, 8));
        BigInteger sealedChunks = new BigInteger(1, Arrays.copyOfRange(plaintext, 8, 16));
        BigInteger announced = new BigInteger(1, Arrays.copyOfRange(header, 24, 32));
        boolean good = sealedSize.compareTo(LIMIT) < 0
                && sealedChunks.equals(BigInteger.valueOf(chunks(sealedSize.longValue())))
                && (announced.bitCount() == 64 || announced.equals(sealedSize))
                && (size == null || size == sealedSize.longValue())
                && (chunks == null || chunks == sealedChunks.longValue());
        refuseUnless(good, SealError.BAD_SEAL);
        return new Seal(sealedSize.longValue(), sealedChunks.longValue(), Arrays.copyOfRange(plaintext, 16, 48));
    }

    @Override
    public byte[] root(List<byte[]> digests) {
        return sha256(join(digests.toArray()));
    }

    @Override
    public Sealed sealFile(byte[] fileKey, byte[] header, List<byte[]> salts, byte[] plaintext) {
        List<byte[]> chunks = new ArrayList<>();
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < salts.size(); i++) {
            int from = i * CHUNK;
            byte[] part = Arrays.copyOfRange(plaintext, from, Math.min(from + CHUNK, plaintext.length));
            chunks.add(sealChunk(fileKey, header, i, i == salts.size() - 1, salts.get(i), part));
            digests.add(sha256(part));
        }
        return new Sealed(chunks, root(digests));
    }

    @Override
    public byte[] openFile(byte[] fileKey, byte[] commit, byte[] header, List<byte[]> chunks, byte[] seal) {
        parseHeader(header);
        checkCommit(fileKey, header, commit);
        refuseUnless(!chunks.isEmpty(), SealError.TRUNCATED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            boolean last = i == chunks.size() - 1;
            byte[] plaintext = new BouncyCastleChunks(fileKey, header).openOrSayWhy(i, last, chunks.get(i));
            out.writeBytes(plaintext);
            digests.add(sha256(plaintext));
        }
        Seal opened = openSeal(fileKey, header, seal, (long) out.size(), (long) chunks.size());
        refuseUnless(Arrays.equals(opened.root(), root(digests)), SealError.BAD_ROOT);
        return out.toByteArray();
    }

    @Override
    public Link parseLink(String url) {
        try {
            URI uri = new URI(url);
            boolean good = ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getRawAuthority() != null
                    && uri.getRawQuery() == null
                    && uri.getRawPath().startsWith("/s/")
                    && uri.getRawFragment() != null
                    && uri.getRawFragment().startsWith("1.");
            refuseUnless(good, SealError.BAD_LINK);
            return new Link(
                    raw(uri.getRawPath().substring(3), 16),
                    raw(uri.getRawFragment().substring(2), 32));
        } catch (URISyntaxException e) {
            throw new SealException(SealError.BAD_LINK, "no URL");
        }
    }

    @Override
    public long chunks(long size) {
        return size == 0 ? 1 : (size - 1) / CHUNK + 1;
    }

    @Override
    public long sealedSize(long size) {
        long segments = size == 0 ? 1 : (size - 1) / SEGMENT + 1;
        return size + 16 * chunks(size) + 16 * segments;
    }

    private byte[] shareWrapper(byte[] s, String password, byte[] shareId) {
        byte[] ikm = password == null ? s : join(s, password(s, shareId, password));
        return hkdf(ikm, shareId, join("slp/1 share"), 32);
    }

    private static byte[] raw(String base64url, int length) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64url);
            String again = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            refuseUnless(bytes.length == length && again.equals(base64url), SealError.BAD_LINK);
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new SealException(SealError.BAD_LINK, "no base64url");
        }
    }
}
