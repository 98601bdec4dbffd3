package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.FileId;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkSignerTest {
    private final Randomness random = new SeededRandomness(4);
    private final RootKey root = RootKey.random(random);
    private final LinkSigner signer = new LinkSigner(root);
    private final FileId file = random.fileId();
    private final String signature = signer.sign("GET", file, 1_000);

    @Test
    void everyNodeWithTheRootKeyKnowsTheSignature() {
        assertThat(new LinkSigner(root).isSigned("GET", file, 1_000, signature)).isTrue();
        assertThat(signature).hasSize(43);
    }

    @Test
    void nothingOfWhatWasSignedCanBeChanged() {
        assertThat(signer.isSigned("PUT", file, 1_000, signature)).isFalse();
        assertThat(signer.isSigned("GET", random.fileId(), 1_000, signature)).isFalse();
        assertThat(signer.isSigned("GET", file, 1_001, signature)).isFalse();
        assertThat(new LinkSigner(RootKey.random(random)).isSigned("GET", file, 1_000, signature))
                .isFalse();
    }

    @Test
    void whatIsNoSignatureIsNone() {
        String other = (signature.charAt(0) == 'A' ? 'B' : 'A') + signature.substring(1);
        for (String text : List.of("", "x", signature + "=", signature + "A", signature.substring(1), other)) {
            assertThat(signer.isSigned("GET", file, 1_000, text)).isFalse();
        }
    }
}
