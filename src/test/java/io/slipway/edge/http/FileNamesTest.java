package io.slipway.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    private static final String[] PIECES = {
        "..",
        ".",
        "/",
        "\\",
        "\r\n",
        "\u0000",
        "\u202E",
        "\u2066",
        "\u200B",
        "\uFEFF",
        "CON",
        "nul",
        "com1",
        ".txt",
        " ",
        "a",
        "\u00E9",
        "e\u0301",
        "\u212A",
        "\uD83D\uDE00",
        "\uD800",
        "\uDC00",
        "\"",
        "%",
        "%0d",
        ":",
        "*",
        "\u007F",
        "\u0085",
        "\u2028",
        "\u00AD",
        "\u115F",
        "\uFF0E",
        "\u0430",
        "\u4E2D",
        "~",
        "$",
        "\u0338",
        "<",
        "\u3000",
        "\uDB40\uDC41",
        ";",
        "="
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "report.pdf|report.pdf",
                "a/b/c.txt|c.txt",
                "..\\..\\windows\\system32|system32",
                "../../etc/passwd|passwd",
                ".bashrc|bashrc",
                "...hidden|hidden",
                "name. . .|name",
                " spaced |spaced",
                "CON|_CON",
                "con.txt|_con.txt",
                "Aux |_Aux",
                "NUL.tar.gz|_NUL.tar.gz",
                "COM1|_COM1",
                "lpt9.log|_lpt9.log",
                "COM\u00B9.x|_COM\u00B9.x",
                "console|console",
                "COM10|COM10",
                "a:b*c?d\"e<f>g|a_b_c_d_e_f_g",
                "\u202Egpj.exe|gpj.exe",
                "a\u200Bb\uFEFFc\u00ADd|abcd",
                "e\u0301.txt|\u00E9.txt",
                "\u212Aon|Kon",
                "\uD83D\uDE00.png|\uD83D\uDE00.png",
                "a+b%20c|a+b%20c",
            })
    void aNameIsCleaned(String wished, String clean) {
        assertThat(FileNames.clean(wished)).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "/", "a/", "a\\", "\u0000", "\u202E", ". . .", "\uD800", "\u3164"})
    void whatLeavesNothingIsAFile(String wished) {
        assertThat(FileNames.clean(wished)).isEqualTo("file");
    }

    @Test
    void aNameIsCutAtItsLimitAndKeepsItsEnding() {
        assertThat(FileNames.clean("a".repeat(255))).isEqualTo("a".repeat(255));
        assertThat(FileNames.clean("a".repeat(256))).isEqualTo("a".repeat(255));
        assertThat(FileNames.clean("a".repeat(251) + ".txt")).isEqualTo("a".repeat(251) + ".txt");
        assertThat(FileNames.clean("a".repeat(252) + ".txt")).isEqualTo("a".repeat(251) + ".txt");
        assertThat(FileNames.clean("\u00E9".repeat(128))).isEqualTo("\u00E9".repeat(127));
        assertThat(FileNames.clean("a" + "\uD83D\uDE00".repeat(64))).isEqualTo("a" + "\uD83D\uDE00".repeat(63));
        assertThat(FileNames.clean("a." + "b".repeat(300))).isEqualTo("a." + "b".repeat(253));
        assertThat(FileNames.clean("CON" + " ".repeat(300) + "x")).isEqualTo("_CON");
        assertThat(FileNames.clean("CON." + "x".repeat(300))).hasSize(255).startsWith("_CON.x");
    }

    @Test
    void everyGeneratedNameIsHarmless() {
        Random random = new Random(10);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder wished = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                String piece = PIECES[random.nextInt(PIECES.length)];
                wished.append(random.nextInt(40) == 0 ? piece.repeat(200) : piece);
                if (random.nextInt(6) == 0) {
                    wished.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT));
                }
            }
            String name = FileNames.clean(wished.toString());
            String shown = name.chars().mapToObj(Integer::toHexString).toList().toString();
            assertThat(name).as(shown).isNotEmpty();
            assertThat(name.getBytes(StandardCharsets.UTF_8).length).as(shown).isLessThanOrEqualTo(255);
            assertThat(name.codePoints().filter(FileNamesTest::forbidden))
                    .as(shown)
                    .isEmpty();
            assertThat(name)
                    .as(shown)
                    .doesNotStartWith(".")
                    .doesNotEndWith(".")
                    .doesNotEndWith(" ")
                    .doesNotStartWith(" ");
            assertThat(Normalizer.isNormalized(name, Normalizer.Form.NFC))
                    .as(shown)
                    .isTrue();
            String base = name.split("\\.", 2)[0].strip().toUpperCase(Locale.ROOT);
            assertThat(Set.of("CON", "NUL", "COM1", "PRN", "AUX")).as(shown).doesNotContain(base);
            assertThat(FileNames.clean(name)).as("twice %s", shown).isEqualTo(name);
            ContentDispositionTest.assertOneHarmlessHeader(ContentDisposition.attachment(name), name);
        }
    }

    private static boolean forbidden(int c) {
        return c < 0x20
                || c >= 0x7F && c < 0xA0
                || c == '/'
                || c == '\\'
                || c >= 0x202A && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || c == 0x200E
                || c == 0x200F
                || c == 0x061C
                || c >= 0x200B && c <= 0x200D
                || c == 0x2060
                || c == 0xFEFF
                || c >= 0xD800 && c < 0xE000
                || "\":*?<>|".indexOf(c) >= 0;
    }

    @Test
    void aFolderNeverLeadsOut_whateverItIsMadeOf() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder wished = new StringBuilder();
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                wished.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String path = FileNames.folder(wished.toString());
            java.nio.file.Path root = java.nio.file.Path.of("/root");
            assertThat(root.resolve(path).normalize()).startsWithRaw(root);
            assertThat(path)
                    .doesNotStartWith("/")
                    .doesNotEndWith("/")
                    .doesNotContain("//", "\\", ":", "\r", "\n", "\0");
            if (!path.isEmpty()) {
                assertThat(path.split("/"))
                        .allMatch(name -> FileNames.clean(name).equals(name));
            }
            assertThat(FileNames.folder(path)).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @CsvSource({"a/b,a/b", "/a//b/,a/b", "../../etc,etc", "./a/./b,a/b", "C:/x,C_/x", "con/a,_con/a", "..,''", "'',''"})
    void foldersKeepTheirNames(String wished, String path) {
        assertThat(FileNames.folder(wished)).isEqualTo(path);
    }

    @Test
    void aPathHasItsBounds() {
        String deep = "a/".repeat(FileNames.MAX_FOLDERS);
        assertThat(FileNames.folder(deep)).hasSize(2 * FileNames.MAX_FOLDERS - 1);
        assertBadName(deep + "a");
        String name = "x".repeat(FileNames.MAX_BYTES);
        String longest = name + "/" + name + "/" + name + "/" + name + "/";
        String most = "x".repeat(FileNames.MAX_BYTES - 1) + "/" + longest.substring(FileNames.MAX_BYTES + 1) + "x";
        assertThat(FileNames.folder(most)).hasSize(FileNames.MAX_PATH_BYTES);
        assertBadName(most + "x");
    }

    private static void assertBadName(String path) {
        assertThatThrownBy(() -> FileNames.folder(path))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BAD_NAME));
    }
}
