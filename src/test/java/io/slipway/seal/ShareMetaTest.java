package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.ShareId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareMetaTest {
    private static final ShareMeta META = new ShareMeta("Tïtle \"x\"", "note\n", List.of("a", "b/日本"));

    @Test
    void hasOneForm() {
        String json = new String(META.json(), StandardCharsets.UTF_8);

        assertThat(json)
                .startsWith("{\"folders\":[\"a\",\"b/日本\"],\"note\":\"note\\n\",\"padding\":\"0")
                .endsWith("0\",\"title\":\"Tïtle \\\"x\\\"\"}");
        assertThat(META.json()).hasSize(256);
        assertThat(ShareMeta.parse(META.json())).isEqualTo(META);
        assertThat(ShareMeta.parse(ShareMeta.NONE.json())).isEqualTo(ShareMeta.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[\"a\" ,\"b\"]", "[\"a\"\"b\"]", "[\"a\",]", "[,]", "[1]", "[\"a\"", "{}", "[\"\\u0061\"]"})
    void anyOtherIsRefused(String folders) {
        String bare = "{\"folders\":" + folders + ",\"note\":\"\",\"padding\":\"\",\"title\":\"\"}";
        String padded = bare.replace("\"padding\":\"\"", "\"padding\":\"" + "0".repeat(256 - bare.length()) + "\"");

        assertThatThrownBy(() -> ShareMeta.parse(padded.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SealException.class)
                .extracting(e -> ((SealException) e).error())
                .isEqualTo(SealError.BAD_META);
    }

    @Test
    void foldersAreBounded() {
        ShareMeta most = new ShareMeta("", "", Collections.nCopies(2_000, ""));
        assertThat(ShareMeta.parse(most.json()).folders()).hasSize(2_000);
        assertThatThrownBy(() -> new ShareMeta("", "", Collections.nCopies(3_000, "")).json())
                .isInstanceOf(SealException.class);
    }

    @Test
    void opensInItsShareAndVersionOnly() {
        Randomness random = Randomness.of(new SecureRandom());
        ShareId share = random.shareId();
        ShareKey key = ShareKey.random(random);
        byte[] block = META.seal(key, share, 2, random);

        assertThat(ShareMeta.open(key, share, 2, block)).isEqualTo(META);
        assertThatThrownBy(() -> ShareMeta.open(key, share, 1, block)).isInstanceOf(SealException.class);
        assertThatThrownBy(() -> ShareMeta.open(key, random.shareId(), 2, block))
                .isInstanceOf(SealException.class);
    }
}
