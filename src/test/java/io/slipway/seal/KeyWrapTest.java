package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.ShareId;
import org.junit.jupiter.api.Test;

class KeyWrapTest {
    private final Randomness random = new SeededRandomness(4);
    private final Secret secret = Secret.random(random);
    private final ShareId shareId = random.shareId();
    private final ShareKey shareKey = ShareKey.random(random);
    private final FileKey fileKey = FileKey.random(random);
    private final FileHeader header = FileHeader.of(random.fileId(), 5);
    private final Commit commit = Commit.of(fileKey, header);

    @Test
    void linkOpensTheShareKeyAndThatTheFileKey() {
        KeyWrap.Wrapped share = KeyWrap.wrapShare(secret, null, shareId, 1, shareKey, random);
        byte[] file = KeyWrap.wrapFile(shareKey, fileKey, header, random);
        ShareKey opened = KeyWrap.openShare(secret, null, shareId, 1, share);
        assertThat(opened).isEqualTo(shareKey);
        assertThat(KeyWrap.openFile(opened, file, header, commit)).isEqualTo(fileKey);
    }

    @Test
    void passwordIsNeededOnceThereIsOne() {
        PasswordKey password = PasswordKey.derive(secret, shareId, "caf\u00e9");
        PasswordKey decomposed = PasswordKey.derive(secret, shareId, "cafe\u0301");
        KeyWrap.Wrapped share = KeyWrap.wrapShare(secret, password, shareId, 2, shareKey, random);
        assertThat(KeyWrap.openShare(secret, decomposed, shareId, 2, share)).isEqualTo(shareKey);
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openShare(secret, null, shareId, 2, share));
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openShare(secret, password, shareId, 1, share));
    }

    @Test
    void rootKeyOpensTheNodesKeyAndThatTheFileKey() {
        RootKey root = RootKey.random(random);
        Kek kek = Kek.random(random);
        KeyWrap.Wrapped wrapped = KeyWrap.wrapKek(root, "kek-1", kek, random);
        byte[] file = KeyWrap.wrapNode(kek, fileKey, header, random);
        assertThat(KeyWrap.openKek(root, "kek-1", wrapped)).isEqualTo(kek);
        assertThat(KeyWrap.openNode(kek, file, header, commit)).isEqualTo(fileKey);
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openKek(root, "kek-2", wrapped));
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openKek(RootKey.random(random), "kek-1", wrapped));
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openFile(ShareKey.of(kek.bytes()), file, header, commit));
    }

    @Test
    void wrapOpensForItsOwnFileOnly() {
        byte[] file = KeyWrap.wrapFile(shareKey, fileKey, header, random);
        FileHeader other = FileHeader.of(random.fileId(), 5);
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openFile(shareKey, file, other, commit));
        Expect.error(SealError.BAD_BLOCK, () -> KeyWrap.openFile(shareKey, file, header, Commit.of(fileKey, other)));
        Expect.error(
                SealError.BAD_LENGTH, () -> KeyWrap.openFile(shareKey, new byte[Slp1.WRAP_BYTES - 1], header, commit));
        Expect.error(
                SealError.BAD_LENGTH, () -> KeyWrap.openFile(shareKey, new byte[Slp1.WRAP_BYTES + 1], header, commit));
    }

    @Test
    void keysDoNotPrint() {
        assertThat(secret).hasToString("Secret[***]");
        assertThat(fileKey).hasToString("FileKey[***]").isNotEqualTo(FileKey.random(random));
        assertThat((Object) fileKey).isNotEqualTo(ShareKey.of(fileKey.bytes()));
        Expect.error(SealError.BAD_LENGTH, () -> FileKey.of(new byte[31]));
        Expect.error(SealError.BAD_LENGTH, () -> FileKey.of(new byte[33]));
    }

    @Test
    void tokenIsKnownByItsVerifier() {
        Token token = Token.random(random);
        assertThat(Verifier.matches(token.verifier(), token.bytes())).isTrue();
        assertThat(Verifier.matches(token.verifier(), secret.auth(shareId).bytes()))
                .isFalse();
        assertThat(Token.parse(token.text())).contains(token);
        assertThat(Token.parse(token.text() + "=")).isEmpty();
        assertThat(token.text()).hasSize(43);
    }
}
