package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @CsvSource({
        "plain.txt,plain.txt",
        "'a b.txt','a b.txt'",
        "日本 🚀.txt,日本 🚀.txt",
        "a/b,a_b",
        "..\\..\\evil,__.._evil",
        "C:\\evil,C__evil",
        "'..',file",
        "'...',file",
        "'.hidden',_hidden",
        "'trailing. . ',trailing_",
        "CON,_CON",
        "con.txt,_con.txt",
        "lpt9.tar.gz,_lpt9.tar.gz",
        "console,console",
        "com10,com10",
        "'a\u202etxt.exe','a_txt.exe'",
        "'a\u200b\u2066b','a__b'",
        "'a\u0000b\u001bc\u0085d','a_b_c_d'",
        "'a\nb','a_b'",
        "'?*\"<>|',______"
    })
    void namesAreMadeSafe(String wished, String safe) {
        assertThat(SafeName.of(wished)).isEqualTo(safe);
    }

    @Test
    void nothingIsCalledSomething() {
        assertThat(SafeName.of("")).isEqualTo("file");
        assertThat(SafeName.of("   ")).isEqualTo("file");
        assertThat(SafeName.of("\u00a0\u3000")).isEqualTo("file");
        assertThat(SafeName.of("_")).isEqualTo("file");
    }

    @Test
    void halvesOfCharactersAreReplaced_joinersStay() {
        assertThat(SafeName.of("a\ud800b")).isEqualTo("a_b");
        assertThat(SafeName.of("👩‍👩")).isEqualTo("👩‍👩");
    }

    @Test
    void namesAreCutAtTheirLimit_endingsStay() {
        assertThat(SafeName.of("a".repeat(255))).hasSize(255);
        assertThat(SafeName.of("a".repeat(256))).hasSize(255);
        assertThat(SafeName.of("a".repeat(300) + ".tar")).hasSize(255).endsWith("a.tar");
        String wide = SafeName.of("日".repeat(100) + ".txt");
        assertThat(wide.getBytes(StandardCharsets.UTF_8).length).isBetween(253, 255);
        assertThat(wide).endsWith("日.txt");
        assertThat(SafeName.numbered("a".repeat(251) + ".txt", 12)).hasSize(255).endsWith("a (12).txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "/etc/passwd",
                "a/../../../b",
                "..",
                "./..//..",
                "\\\\host\\share",
                "a/\u202e../..",
                "con/aux/..",
                "~/x"
            })
    void noPathLeadsOut(String path) {
        Path root = Path.of("/root/of/all");

        Path inner = root.resolve(SafeName.path(path)).normalize();

        assertThat(inner).startsWithRaw(root);
        assertThat(SafeName.path(path)).doesNotStartWith("/").doesNotContain("..");
    }

    @Test
    void pathsAreCutAtTheirLimit() {
        assertThat(SafeName.path(String.join("/", Collections.nCopies(64, "a"))).split("/"))
                .hasSize(64);
        assertThat(SafeName.path(String.join("/", Collections.nCopies(65, "a"))).split("/"))
                .hasSize(64);
    }

    @Test
    void twoFilesNeverGetTheSameName() {
        SafeName.Names names = new SafeName.Names();
        names.folder("a/b");

        assertThat(names.file("", "x.txt")).isEqualTo("x.txt");
        assertThat(names.file("", "X.TXT")).isEqualTo("X (1).TXT");
        assertThat(names.file("", "x.txt")).isEqualTo("x (2).txt");
        assertThat(names.file("a", "x.txt")).isEqualTo("x.txt");
        assertThat(names.file("", "\u00e4")).isEqualTo("\u00e4");
        assertThat(names.file("", "a\u0308")).isEqualTo("a\u0308 (1)");
        assertThat(names.file("", "A")).as("there is a folder of that name").isEqualTo("A (1)");
        assertThat(names.file("a", "b")).isEqualTo("b (1)");
    }
}
