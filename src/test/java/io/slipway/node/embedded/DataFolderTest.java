package io.slipway.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path parent;

    private Path path;

    @BeforeEach
    void nameTheFolder() {
        path = parent.resolve("deep/data");
    }

    @Test
    void secretsAndRootKeyAreFoundAgain() throws IOException {
        byte[] rootKey;
        String secret;
        try (DataFolder folder = DataFolder.open(path, random)) {
            rootKey = folder.rootKey();
            secret = folder.secret("kafka.password");
            assertThat(rootKey).hasSize(DataFolder.ROOT_KEY_BYTES);
            assertThat(secret).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(folder.secret("redis.password"));
        }
        try (DataFolder folder = DataFolder.open(path, random)) {
            assertThat(folder.rootKey()).isEqualTo(rootKey);
            assertThat(folder.secret("kafka.password")).isEqualTo(secret);
        }
    }

    @Test
    void aChangedCopyOfTheRootKeyChangesNothing() throws IOException {
        try (DataFolder folder = DataFolder.open(path, random)) {
            byte[] first = folder.rootKey();
            byte[] kept = first.clone();
            first[0] ^= 1;
            assertThat(folder.rootKey()).isEqualTo(kept);
        }
    }

    @Test
    void onlyTheOwnerMayReadAnything() throws IOException {
        try (DataFolder folder = DataFolder.open(path, random);
                Stream<Path> all = Files.walk(path)) {
            assertThat(folder.rootKey()).isNotEmpty();
            assertThat(folder.secret("kafka.password")).isNotEmpty();
            assertThat(all)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .endsWith("------"));
        }
    }

    @Test
    void aFolderThatWasOpenToOthersIsClosedToThem() throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (DataFolder folder = DataFolder.open(path, random)) {
            assertThat(Files.getPosixFilePermissions(folder.path())).isEqualTo(PrivateFiles.FOLDER);
        }
    }

    @Test
    void aSecondNodeIsRefusedAndToldWhoHasTheFolder() throws IOException {
        try (DataFolder folder = DataFolder.open(path, random)) {
            assertThatThrownBy(() -> DataFolder.open(path, random))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining(folder.path().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("SLIPWAY_DATA");
        }
        DataFolder.open(path, random).close();
    }

    @Test
    void theSameFolderByAnotherNameIsTheSameFolder() throws IOException {
        Path alias = parent.resolve("alias");
        try (DataFolder folder = DataFolder.open(path, random)) {
            Files.createSymbolicLink(alias, folder.path());
            assertThatThrownBy(() -> DataFolder.open(alias, random)).isInstanceOf(EmbeddedStartException.class);
        }
    }

    @Test
    void aMissingRootKeyIsNotReplacedOnceKafkaHoldsData() throws IOException {
        try (DataFolder folder = DataFolder.open(path, random)) {
            assertThat(folder.rootKey()).isNotEmpty();
            Files.createDirectory(folder.kafka().resolve("log"));
        }
        Files.delete(path.resolve("root.key"));
        try (DataFolder folder = DataFolder.open(path, random)) {
            assertThatThrownBy(folder::rootKey)
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("root.key");
        }
    }

    @Test
    void aDamagedRootKeyIsRefusedAndNotPrinted() throws IOException {
        DataFolder.open(path, random).close();
        for (String damaged : new String[] {"", "zz".repeat(32), "ab".repeat(31), "ab".repeat(33)}) {
            Files.writeString(path.resolve("root.key"), damaged);
            try (DataFolder folder = DataFolder.open(path, random)) {
                assertThatThrownBy(folder::rootKey)
                        .isInstanceOf(EmbeddedStartException.class)
                        .hasMessageContaining("damaged")
                        .hasMessageNotContaining("abab");
            }
        }
    }

    @Test
    void aHalfWrittenFileOfACrashIsIgnored() throws IOException {
        try (DataFolder folder = DataFolder.open(path, random)) {
            Files.writeString(folder.path().resolve("root.key.new"), "ab");
            Files.writeString(folder.path().resolve("secrets.properties.new"), "kafka.pass");
            assertThat(folder.rootKey()).hasSize(DataFolder.ROOT_KEY_BYTES);
            assertThat(folder.secret("kafka.password")).hasSize(43);
            assertThat(folder.path().resolve("root.key.new")).doesNotExist();
        }
    }
}
