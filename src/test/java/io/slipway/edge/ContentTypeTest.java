package io.slipway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypeTest {
    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String firstEntry) {
        return bytes("PK\u0003\u0004" + "\u0000".repeat(26) + firstEntry);
    }

    @Test
    void whatTheSenderSaysDoesNotMakeAProgramAPicture() {
        assertThat(ContentType.of(bytes("MZ\u0090\u0000\u0003"), "image/png"))
                .isEqualTo("application/vnd.microsoft.portable-executable");
        assertThat(ContentType.of(bytes("\u007fELF\u0002\u0001"), "text/plain")).isEqualTo("application/x-elf");
        assertThat(ContentType.of(bytes("#!/bin/sh\n"), "text/plain")).isEqualTo("text/x-script");
    }

    @Test
    void picturesFilmsAndPapersAreKnownByTheirFirstBytes() {
        assertThat(ContentType.of(bytes("\u0089PNG\r\n\u001a\n...."), null)).isEqualTo("image/png");
        assertThat(ContentType.of(bytes("\u00ff\u00d8\u00ff\u00e0"), null)).isEqualTo("image/jpeg");
        assertThat(ContentType.of(bytes("RIFFabcdWEBPVP8 "), null)).isEqualTo("image/webp");
        assertThat(ContentType.of(bytes("\u0000\u0000\u0000\u0018ftypisom"), null))
                .isEqualTo("video/mp4");
        assertThat(ContentType.of(bytes("%PDF-1.7\n%\u00e2\u00e3"), "text/plain"))
                .isEqualTo("application/pdf");
        byte[] tar = new byte[512];
        System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
        assertThat(ContentType.of(tar, null)).isEqualTo("application/x-tar");
        assertThat(ContentType.of(Arrays.copyOf(tar, 261), null)).isEqualTo("application/octet-stream");
    }

    @Test
    void documentsAreZipsWithACertainFirstEntry() {
        assertThat(ContentType.of(zip("mimetypeapplication/epub+zipPK"), null)).isEqualTo("application/epub+zip");
        assertThat(ContentType.of(zip("[Content_Types].xml...word/document.xml"), null))
                .isEqualTo("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        assertThat(ContentType.of(zip("META-INF/MANIFEST.MF"), null)).isEqualTo("application/java-archive");
        assertThat(ContentType.of(zip("mimetypeapplication/pdf"), "application/pdf"))
                .isEqualTo("application/zip");
        assertThat(ContentType.of(zip("a.txt"), "image/png")).isEqualTo("application/zip");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a,b,c           | text/csv   | text/csv
            a,b,c           | image/png  | text/plain
            a,b,c           |            | text/plain
            <!DOCTYPE html> | text/plain | text/html
            <SCRIPT>x       | text/csv   | text/html
            <svg xmlns=""   | text/plain | image/svg+xml
            <?xml v?><svg>  | text/plain | image/svg+xml
            <?xml v?><a>    | text/plain | application/xml
            {"a":1}         | application/json | application/json
            """)
    void theSenderMaySayWhichKindOfTextItIs_butNotThatAPageIsOne(String head, String declared, String type) {
        assertThat(ContentType.of(head.getBytes(StandardCharsets.UTF_8), declared))
                .isEqualTo(type);
    }

    @Test
    void textIsTextInAnyLanguage_alsoCutInTheMiddleOfACharacter() {
        byte[] utf8 = "Grüße, 你好, שלום".repeat(400).getBytes(StandardCharsets.UTF_8);

        for (int length = 4_090; length < 4_098; length++) {
            assertThat(ContentType.of(Arrays.copyOf(utf8, length), null)).isEqualTo("text/plain");
        }
        assertThat(ContentType.of(bytes("\u00ff\u00feh\u0000i\u0000"), null)).isEqualTo("text/plain");
        assertThat(ContentType.of(new byte[0], null)).isEqualTo("text/plain");
        assertThat(ContentType.of(bytes("abc\u0000def"), "text/plain")).isEqualTo("application/octet-stream");
        assertThat(ContentType.of(bytes("abc\u00fcdef"), "text/plain")).isEqualTo("application/octet-stream");
    }
}
