package io.slipway.edge.tus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the headers of tus, also from those who mean ill. */
class TusHeadersTest {
    private static final String ID = FileId.of(new byte[16]).text();
    private static final String PART = "/api/tus/" + ID + "/" + "A".repeat(43);

    private static void refused(ThrowingCallable parsing) {
        assertThatThrownBy(parsing).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(ProblemCode.BAD_REQUEST));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", " 7 ,7", "007,7", "999999999999999999,999999999999999999"})
    void aNumberOfBytesIsDigits(String value, long bytes) {
        assertThat(Tus.bytes("Upload-Length", value)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.0", "1e3", "0x1", "1 1", "1000000000000000000", "١"})
    void whatElseThereIsIsNoNumberOfBytes(String value) {
        refused(() -> Tus.bytes("Upload-Length", value));
        refused(() -> Tus.bytes("Upload-Length", null));
    }

    @Test
    void metadataGivesNameAndType_byAnyOfTheirKeys() {
        UploadMetadata one =
                UploadMetadata.parse(List.of("filename " + base64("ä.txt") + ",filetype " + base64("text/plain")));
        assertThat(one.name()).isEqualTo("ä.txt");
        assertThat(one.type()).isEqualTo("text/plain");
        UploadMetadata two = UploadMetadata.parse(List.of("name " + base64("b"), "type " + base64("c/d"), "filename"));
        assertThat(two.name()).isEqualTo("b");
        assertThat(two.type()).isEqualTo("c/d");
        assertThat(two.header()).isEqualTo("name " + base64("b") + ",type " + base64("c/d") + ",filename");
    }

    @Test
    void thereMayBeNoMetadata() {
        for (List<String> none : List.of(List.<String>of(), List.of(""), List.of("  "))) {
            UploadMetadata metadata = UploadMetadata.parse(none);
            assertThat(metadata.header()).isEmpty();
            assertThat(metadata.name()).isEmpty();
        }
    }

    @Test
    void bytesThatAreNoTextBecomeSomeText() {
        assertThat(UploadMetadata.parse(List.of("filename /w==")).name()).isEqualTo("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "a,",
                ",a",
                "a,,b",
                "a b c",
                "a YQ=",
                "a Y",
                "a YQ==YQ==",
                "a Y_-w",
                "a,a",
                "a YQ==,a",
                "é YQ==",
                "a\tYQ==",
                "a\u0000",
                "a YQ==\r\nX: y",
                "a \u007f"
            })
    void metadataOfAnotherFormIsRefused(String header) {
        refused(() -> UploadMetadata.parse(List.of(header)));
    }

    @Test
    void randomMetadataIsReadOrRefused_neverAnythingElse() {
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                header.append("ab ,=Q/+\u00e9\n".charAt(random.nextInt(10)));
            }
            try {
                UploadMetadata metadata = UploadMetadata.parse(List.of(header.toString()));
                assertThat(metadata.header().chars()).allMatch(c -> c >= ' ' && c <= '~');
                read++;
            } catch (Problem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.BAD_REQUEST);
            }
        }
        assertThat(read).isBetween(100, 19_900);
    }

    @Test
    void aChecksumFitsItsBytesAlone() {
        byte[] hello = "hello world".getBytes(StandardCharsets.US_ASCII);
        UploadChecksum checksum = UploadChecksum.parse("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=");
        assertThat(checksum.algorithm()).isEqualTo(Checksum.SHA1);
        assertThat(checksum.fits(hello)).isTrue();
        assertThat(checksum.fits(Arrays.copyOf(hello, 10))).isFalse();
        assertThat(UploadChecksum.parse(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha1",
                "sha1 ",
                "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "sha1  Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "crc32 AAAAAA==",
                "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0= x",
                "sha1 %%"
            })
    void aChecksumOfAnotherFormIsRefused(String header) {
        refused(() -> UploadChecksum.parse(header));
    }

    @Test
    void partsAreNamedByTheirUrls_absoluteOrRelative_inOrderAndRepeated() {
        UploadConcat concat =
                UploadConcat.parse("final;" + PART + " https://a.example:8080" + PART + "  http://b" + PART);
        assertThat(concat.isFinal()).isTrue();
        assertThat(concat.parts())
                .hasSize(3)
                .allMatch(part -> part.file().text().equals(ID));
        assertThat(UploadConcat.parse("partial").isPartial()).isTrue();
        assertThat(UploadConcat.parse(null).isFinal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "partial;",
                "final",
                "final;",
                "final; ",
                "Final;x",
                "final;/api/tus/x/y",
                "final;//evil",
                "final;ftp://a/api/tus/AAAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void concatOfAnotherFormIsRefused(String header) {
        refused(() -> UploadConcat.parse(header));
        refused(() -> UploadConcat.parse("final;" + PART + "x"));
        refused(() -> UploadConcat.parse("final;" + PART + "?a"));
        refused(() -> UploadConcat.parse("final;" + PART.substring(0, PART.length() - 1) + "B"));
    }

    @Test
    void aSheetComesBack() {
        for (Sheet sheet : List.of(new Sheet("", ""), new Sheet("a b", ""), new Sheet("", "final;" + PART))) {
            assertThat(Sheet.of(sheet.bytes())).isEqualTo(sheet);
        }
        assertThat(new Sheet("", "final;" + PART).isFinal()).isTrue();
        assertThat(new Sheet("", "partial").isPartial()).isTrue();
    }

    @Test
    void pathsOfTusAreToldFromOthers() {
        assertThat(List.of("/api/tus", "/api/tus/", PART)).allMatch(Tus::isPath);
        assertThat(List.of("/api/tusk", "/api", "/tus", "/")).noneMatch(Tus::isPath);
    }
}
