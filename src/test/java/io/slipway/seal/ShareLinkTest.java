package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareLinkTest {
    private final Randomness random = new SeededRandomness(8);

    @Test
    void linkIsReadAsItWasWritten() {
        ShareLink link = new ShareLink(random.shareId(), Secret.random(random));
        String url = link.format("https://files.example");
        assertThat(url).startsWith("https://files.example/s/" + link.shareId() + "#1.");
        assertThat(ShareLink.parse(url)).isEqualTo(link);
        assertThat(link.toString()).doesNotContain(url.substring(url.indexOf("#1.") + 3));
    }
}
