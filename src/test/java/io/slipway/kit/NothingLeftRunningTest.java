package io.slipway.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NothingLeftRunningTest {
    private static final String MINE = "a mark of its own";

    private final NothingLeftRunning watch = new NothingLeftRunning(MINE);

    /** One that runs until its input ends. */
    private static Process cat() throws IOException {
        return new ProcessBuilder("cat").start();
    }

    @Test
    void aChildThatRunsIsSeen_oneThatHasEndedIsNot() throws Exception {
        Process cat = cat();
        assertThat(watch.running()).contains(cat.toHandle());
        assertThat(Processes.stillThere(List.of(cat.toHandle()), Duration.ZERO)).containsExactly(cat.toHandle());

        Processes.end(List.of(cat.toHandle()));

        assertThat(watch.running()).doesNotContain(cat.toHandle());
    }

    @Test
    void oneThatIsJustEndingIsWaitedFor() throws Exception {
        Process cat = cat();

        cat.getOutputStream().close();

        assertThat(Processes.stillThere(List.of(cat.toHandle()), Duration.ofSeconds(20)))
                .isEmpty();
    }

    /** Where the system tells of environments; elsewhere only descendants can be seen. */
    @Test
    void oneWhoseParentHasEndedIsSeenByItsMark() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "tail -f /dev/null >/dev/null & echo $!");
        builder.environment().put(NothingLeftRunning.MARK, MINE);
        Process parent = builder.start();
        BufferedReader said = parent.inputReader(StandardCharsets.US_ASCII);
        ProcessHandle orphan = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
        assertThat(parent.waitFor()).isZero();

        List<ProcessHandle> running = watch.running();
        Processes.end(List.of(orphan));

        if (Files.exists(Path.of("/proc/self/environ"))) {
            assertThat(running).contains(orphan);
        }
        assertThat(watch.running()).doesNotContain(orphan);
    }

    @Test
    void servicesOfAFolderAreFound_andSharedOnesAreLeftAlone() throws Exception {
        Path folder = Path.of("/tmp/a-folder-that-is-named-only-here");
        Process service = new ProcessBuilder("sh", "-c", "read line; true", folder + "/redis.conf").start();
        assertThat(Processes.workingIn(folder)).containsExactly(service.toHandle());
        assertThat(Processes.workingIn(Path.of("/tmp/a-folder-that-is"))).isEmpty();

        NothingLeftRunning.isShared(folder);

        assertThat(watch.running()).doesNotContain(service.toHandle());
        Processes.end(Processes.workingIn(folder));
    }
}
