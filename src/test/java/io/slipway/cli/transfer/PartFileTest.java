package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.FileId;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
    private static final int MIB = 1 << 20;
    private static final FileId FILE = FileId.of(new byte[16]);
    private static final long SIZE = MIB + 5;

    @TempDir
    Path folder;

    private PartFile open() throws Stopped {
        return PartFile.open(folder, FILE, SIZE);
    }

    private void fill() throws Stopped {
        try (PartFile part = open()) {
            part.write(0, new byte[MIB], MIB);
            part.write(1, new byte[] {1, 2, 3, 4, 5}, 5);
        }
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isHiddenUntilItIsFinished_thenNothingElseIsLeft() throws Exception {
        fill();
        assertThat(names()).hasSize(2).allMatch(name -> name.startsWith("."));

        try (PartFile part = open()) {
            assertThat(part.recheck()).isEqualTo(SIZE);
            Path named = part.finish("x.txt", 1_000_000);
            assertThat(named).hasSize(SIZE);
            assertThat(Files.getLastModifiedTime(named).toMillis()).isEqualTo(1_000_000);
        }
        assertThat(names()).containsExactly("x.txt");
    }

    @Test
    void neverOverwrites_notEvenABrokenLinkOrAFolder() throws Exception {
        fill();
        Files.writeString(folder.resolve("x.txt"), "mine");
        Files.createDirectory(folder.resolve("x (1).txt"));
        Files.createSymbolicLink(folder.resolve("x (2).txt"), folder.resolve("nowhere"));

        try (PartFile part = open()) {
            assertThat(part.finish("x.txt", 0).getFileName()).hasToString("x (3).txt");
        }
        assertThat(folder.resolve("x.txt")).content().isEqualTo("mine");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void whatIsNotWhatItWas_isForgotten() throws Exception {
        fill();
        Path part = folder.resolve(".slipway-" + FILE + ".part");
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            assertThat(channel.write(ByteBuffer.wrap(new byte[] {9}), 7)).isEqualTo(1);
        }
        try (PartFile again = open()) {
            assertThat(again.recheck()).isEqualTo(5);
            assertThat(again.has(0)).isFalse();
            assertThat(again.has(1)).isTrue();
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            assertThat(channel.truncate(SIZE - 1).size()).isEqualTo(SIZE - 1);
        }
        try (PartFile again = open()) {
            assertThat(again.recheck()).isZero();
        }
    }

    @Test
    void oneProcessAtATime() throws Exception {
        try (PartFile first = open()) {
            assertThat(first.has(0)).isFalse();
            assertThatThrownBy(this::open).isInstanceOf(Stopped.class).hasMessageContaining("another process");
        }
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(folder.resolve(".slipway-" + FILE + ".part"), elsewhere);

        assertThatThrownBy(this::open).isInstanceOf(Stopped.class);

        assertThat(elsewhere).content().isEqualTo("precious");
    }
}
