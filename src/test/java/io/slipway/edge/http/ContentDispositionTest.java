package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDispositionTest {
    private static final Pattern FORM = Pattern.compile(
            "attachment; filename=\"([\\x20-\\x7E&&[^\"\\\\%]]*)\"; filename\\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*)");

    /** What every header must be, whatever the name. */
    static void assertOneHarmlessHeader(String header, String name) {
        Matcher parts = FORM.matcher(header);
        assertThat(parts.matches()).as(header).isTrue();
        String decoded = URLDecoder.decode(parts.group(2).replace("+", "%2B"), StandardCharsets.UTF_8);
        assertThat(decoded.getBytes(StandardCharsets.UTF_8)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00A6',
            quoteCharacter = '\u00A7',
            value = {
                "a b.txt¦a b.txt¦a%20b.txt",
                "\u00E9.pdf¦_.pdf¦%C3%A9.pdf",
                "\uD83D\uDE00¦_¦%F0%9F%98%80",
                "a\"b\\c%d¦a_b_c_d¦a%22b%5Cc%25d",
                "a;b='c'.txt¦a;b='c'.txt¦a%3Bb%3D%27c%27.txt",
            })
    void aNameStandsThereTwice(String name, String ascii, String extended) {
        assertThat(ContentDisposition.attachment(name))
                .isEqualTo("attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + extended);
    }

    @Test
    void lineEndsEndNothing() {
        assertThat(ContentDisposition.attachment("x\r\nSet-Cookie: y"))
                .isEqualTo("attachment; filename=\"x__Set-Cookie: y\"; filename*=UTF-8''x%0D%0ASet-Cookie%3A%20y");
    }

    @Test
    void noNameEscapesFromItsHeader() {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int j = random.nextInt(20); j >= 0; j--) {
                int c = random.nextInt(random.nextBoolean() ? 0x100 : Character.MAX_CODE_POINT);
                name.appendCodePoint(c >= 0xD800 && c < 0xE000 ? '"' : c);
            }
            assertOneHarmlessHeader(ContentDisposition.attachment(name.toString()), name.toString());
        }
    }
}
