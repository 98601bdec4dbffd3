package io.slipway.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests that leaves a process behind, and ends the process (JUnit finds it by itself, see {@code
 * META-INF/services}). Also of a process whose parent was killed: whatever descends from these tests has their mark in its
 * environment, which {@code pom.xml} gives to the JVM that runs them.
 */
public final class NothingLeftRunning implements AfterAllCallback {
    static final String MARK = "TESTS_RUN_IN";

    /** For those that are just ending. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Folders of services that serve all tests of this JVM. */
    private static final Set<Path> SHARED = ConcurrentHashMap.newKeySet();

    private final String mark;

    public NothingLeftRunning() {
        this(System.getenv(MARK));
    }

    /** @param mark of these tests; null: only descendants of this JVM are looked at */
    NothingLeftRunning(String mark) {
        this.mark = mark;
    }

    /** What works in this folder ends with the JVM, and not before. */
    public static void isShared(Path folder) {
        SHARED.add(folder);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() != null) {
            return;
        }
        List<ProcessHandle> left = Processes.stillThere(running(), GRACE);
        if (!left.isEmpty()) {
            List<String> told = left.stream()
                    .map(process -> process.pid() + " " + Processes.commandLine(process))
                    .toList();
            Processes.end(left);
            throw new AssertionError(
                    context.getDisplayName() + " left running, and they were ended:\n" + String.join("\n", told));
        }
    }

    /** What descends from these tests and is nobody's but theirs. */
    List<ProcessHandle> running() {
        ProcessHandle self = ProcessHandle.current();
        List<ProcessHandle> above = Stream.iterate(
                        Optional.of(self), Optional::isPresent, one -> one.flatMap(ProcessHandle::parent))
                .map(Optional::get)
                .toList();
        Stream<ProcessHandle> marked = mark == null
                ? Stream.empty()
                : ProcessHandle.allProcesses().filter(process -> Processes.has(process, MARK, mark));
        return Stream.concat(self.descendants(), marked)
                .distinct()
                // The shell that runs this JVM has the mark as well.
                .filter(process -> !above.contains(process))
                .filter(process -> SHARED.stream().noneMatch(folder -> Processes.worksIn(process, folder)))
                .toList();
    }
}
