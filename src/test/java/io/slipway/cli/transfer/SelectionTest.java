package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {
    @TempDir
    Path folder;

    @Test
    void foldersKeepTheirStructure_linksWithinAreLeftOut() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.createDirectories(tree.resolve("c"));
        Files.writeString(tree.resolve("a/x.txt"), "x");
        Files.createSymbolicLink(tree.resolve("out"), folder);
        Files.createSymbolicLink(tree.resolve("a/loop"), tree);

        Selection selection = Selection.of(List.of(tree));

        assertThat(selection.items())
                .extracting(Selection.Item::path, Selection.Item::name, Selection.Item::type)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("tree/a", "x.txt", "text/plain"));
        assertThat(selection.folders()).containsExactlyInAnyOrder("tree/a/b", "tree/c");
        assertThat(selection.leftOut()).isEqualTo(2);
        assertThat(selection.bytes()).isEqualTo(1);
    }

    @Test
    void aLinkThatIsNamedIsFollowed_underItsOwnName() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), file);

        assertThat(Selection.of(List.of(link)).items())
                .extracting(Selection.Item::name)
                .containsExactly("link.txt");
    }

    @Test
    void aDotHasTheNameOfItsFolder() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.writeString(tree.resolve("x"), "x");

        assertThat(Selection.of(List.of(tree.resolve("."))).items())
                .extracting(Selection.Item::path)
                .containsExactly("tree");
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> Selection.of(List.of(folder.resolve("nothing"))))
                .isInstanceOf(Stopped.class)
                .hasMessageContaining("nothing");
    }
}
