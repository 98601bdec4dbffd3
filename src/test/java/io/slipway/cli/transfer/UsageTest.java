package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line alone decides. A file that isn't there is refused (9) when all else was found right. */
class UsageTest {
    private static final String LINK = "http://127.0.0.1:1/s/" + "A".repeat(22);

    @TempDir
    Path folder;

    private Commands here;
    private String nothing;

    @BeforeEach
    void prepare() {
        here = new Commands(folder.resolve("state"), "");
        nothing = folder.resolve("nothing").toString();
    }

    @ParameterizedTest
    @CsvSource({
        "--limit,65535B,2",
        "--limit,65536B,9",
        "--limit,64K,9",
        "--limit,5M,9",
        "--limit,fast,2",
        "--max-downloads,0,2",
        "--max-downloads,1,9",
        "--max-downloads,10000,9",
        "--max-downloads,10001,2",
        "--kept,7d,9",
        "--kept,7,2",
        "--node,http://host,9",
        "--node,https://host:8443/,9",
        "--node,ftp://host,2",
        "--node,http://host/path,2",
        "--node,http://me@host,2",
        "--node,not an address,2"
    })
    void optionsAreCheckedFirst(String option, String value, int exit) {
        assertThat(here.send(nothing, option, value).exit()).isEqualTo(exit);
    }

    @ParameterizedTest
    @CsvSource({
        "--limit,524287B,2",
        "--limit,512K,9",
        "--kept,24h,9",
        "--kept,86401s,2",
        "--max-downloads,1,2",
        "--title,words,9",
        "--password,,2"
    })
    void aLiveShareHasBoundsOfItsOwn(String option, String value, int exit) {
        String[] words = value == null
                ? new String[] {nothing, "--live", option}
                : new String[] {nothing, "--live", option, value};
        assertThat(here.send(words).exit()).isEqualTo(exit);
    }

    @ParameterizedTest
    @CsvSource({"256,10", "257,9"})
    void aLiveShareHasSoManyFiles(int files, int exit) throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < files; i++) {
            Files.createFile(many.resolve("file" + i));
        }
        Commands.Outcome outcome = here.send(many.toString(), "--live", "--yes", "--node", "http://127.0.0.1:1");

        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
    }

    @Test
    void standardInputIsNotOfferedLive() {
        assertThat(here.send("-", "--live").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theNodeMayComeFromTheEnvironment() {
        here.environment.put("SLIPWAY_NODE", "nonsense");
        assertThat(here.send(nothing).exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void thereIsSomethingToSend_andStandardInputStandsAlone() {
        assertThat(here.send().exit()).isEqualTo(ExitCode.USAGE);
        assertThat(here.send("-", nothing).exit()).isEqualTo(ExitCode.USAGE);
        assertThat(here.send(folder.toString()).err()).contains("at least one");
    }

    @Test
    void aPasswordNeedsSomebodyToAsk() {
        here.input = new byte[1];
        assertThat(here.send("-", "--password").exit()).isEqualTo(ExitCode.WRONG_KEY);
        here.answers.addAll(java.util.List.of("one", "other"));
        assertThat(here.send("-", "--password").exit()).isEqualTo(ExitCode.WRONG_KEY);
    }

    @Test
    void aLinkWithoutItsKeyIsSaidToLackIt() {
        assertThat(here.receive(LINK).exit()).isEqualTo(ExitCode.WRONG_KEY);
        assertThat(here.receive(LINK).err()).contains("has no key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "http://host/s/x#1.y", "7", "7-guitar", "7-guitar-apple-pie", "1000-guitar-apple"
            })
    void whatIsNoLinkAndNoCodeIsWrongUse(String link) {
        assertThat(here.receive(link).exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aWordThatIsNoneIsNamed_beforeAnythingIsAsked() {
        Commands.Outcome received = here.receive("7-guitar-äpfel");
        assertThat(received.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(received.err()).contains("äpfel").contains("CODE_UNKNOWN_WORD");
    }

    @Test
    void aCodeIsAskedOfTheNodeThatIsNamed() {
        Commands.Outcome received = here.receive("7-guitar-apple", "--node", "http://127.0.0.1:1");
        assertThat(received.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(received.err()).contains("doesn't answer");
    }

    @Test
    void aRateThatNoNodeEndures_isWrongUse() {
        assertThat(here.receive(LINK + "#1." + "A".repeat(43), "--limit", "65535B")
                        .exit())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void onlyWhatWasSentFromHereIsDeleted() {
        assertThat(here.rm("A".repeat(22)).exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(here.rm(LINK + "#1." + "A".repeat(43)).exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(here.rm(LINK + "#1." + "A".repeat(43)).err()).doesNotContain("#1.");
        assertThat(here.rm("nonsense").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(here.ls().exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aNodeThatIsNotThereIsUnreachable() {
        Commands.Outcome received = here.receive(LINK + "#1." + "A".repeat(43), "--stdout");

        assertThat(received.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(received.err()).contains("doesn't answer");
    }
}
