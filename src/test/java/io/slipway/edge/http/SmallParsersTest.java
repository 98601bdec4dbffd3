package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.Problem;
import io.slipway.seal.Digests;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and paths that are a line or two to read. */
class SmallParsersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "application/json, TEXT/HTML;q=0.1",
            })
    void browsersAskForAPage(String accept) {
        assertThat(Accepts.page(accept)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "text/*", "text/html;q=0", "text/htmlx", "application/json", "text/html;q=x"})
    void programsAskForBytes(String accept) {
        assertThat(Accepts.page(accept)).isFalse();
    }

    @Test
    void gzipIsTakenWhenNamed() {
        assertThat(Accepts.gzip("gzip, deflate, br")).isTrue();
        assertThat(Accepts.gzip("br, gzip;q=0")).isFalse();
        assertThat(Accepts.gzip("identity")).isFalse();
        assertThat(Accepts.gzip(null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "image/png|image/png",
                "IMAGE/JPEG; charset=x|image/jpeg",
                "text/html|application/octet-stream",
                "image/svg+xml|application/octet-stream",
                "application/pdf|application/octet-stream",
                "text/javascript|application/octet-stream",
                "application/xhtml+xml|application/octet-stream",
                "multipart/x-mixed-replace|application/octet-stream",
                "nonsense|application/octet-stream",
                "-|application/octet-stream",
            })
    void onlyHarmlessTypesKeepTheirName(String stored, String served) {
        assertThat(MediaTypes.harmless(stored)).isEqualTo(served);
    }

    @Test
    void aTypeWithLineEndsIsNone() {
        assertThat(MediaTypes.essence("image/png\r\nX: y")).isEqualTo(MediaTypes.BYTES);
        assertThat(MediaTypes.essence("a/" + "b".repeat(MediaTypes.MAX_CHARS - 2)))
                .hasSize(MediaTypes.MAX_CHARS);
        assertThat(MediaTypes.essence("a/" + "b".repeat(MediaTypes.MAX_CHARS - 1)))
                .isEqualTo(MediaTypes.BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "/, ''",
        "/a, a",
        "/x/a%20b, a b",
        "/a+b, a+b",
        "/a%2Fb, a/b",
        "/%E2%82%AC, \u20AC",
        "/%c3%a9, \u00E9",
        "/%ff, \uFFFD"
    })
    void thePathNamesTheFile(String path, String name) {
        assertThat(PathName.of(path)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/a%4", "/%-1"})
    void aStrayPercentSignIsRefused(String path) {
        assertThatThrownBy(() -> PathName.of(path)).isInstanceOf(Problem.class).hasMessageContaining("percent");
    }

    @Test
    void theDigestOfABodyIsFoundAmongOthers() {
        var digest = Digests.sha256(new byte[] {1});
        String member = "sha-256=:" + Base64.getEncoder().encodeToString(digest.bytes()) + ":";
        assertThat(ContentDigest.sha256(member)).isEqualTo(digest);
        assertThat(ContentDigest.sha256("sha-512=:eA==:, " + member)).isEqualTo(digest);
        assertThat(ContentDigest.sha256("sha-512=:eA==:")).isNull();
        assertThat(ContentDigest.sha256(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sha-256=", "sha-256=::", "sha-256=:eA==:", "sha-256=eA==", "sha-256=:!!!:", "sha-256=\"x\""})
    void aMalformedDigestIsRefused(String header) {
        assertThatThrownBy(() -> ContentDigest.sha256(header)).isInstanceOf(Problem.class);
    }

    @Test
    void aSpanIsCutToItsChunks() {
        Layout layout = Layout.ofOpen((2 << 20) + 10);
        Span span = new Span(layout, (1 << 20) - 1, 2 << 20);
        assertThat(span.firstChunk()).isZero();
        assertThat(span.lastChunk()).isEqualTo(2);
        assertThat(span.length()).isEqualTo((1 << 20) + 2);
        assertThat(span.begin(0)).isEqualTo((1 << 20) - 1);
        assertThat(span.end(0)).isEqualTo(1 << 20);
        assertThat(span.begin(1)).isZero();
        assertThat(span.end(1)).isEqualTo(1 << 20);
        assertThat(span.begin(2)).isZero();
        assertThat(span.end(2)).isEqualTo(1);
        assertThat(layout.lastChunk()).isEqualTo(2);
        assertThat(layout.length(2)).isEqualTo(10);
        assertThat(Layout.ofOpen(0).lastChunk()).isZero();
        assertThat(Layout.ofOpen(1 << 20).lastChunk()).isZero();
    }
}
