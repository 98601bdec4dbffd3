package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a source tree of its own, where java, mvn, npm and node only write down that they were called. */
class LauncherIT {
    private static final String FETCH = "mvn -q -B -ntp dependency:go-offline";

    private static final List<String> SYSTEM_TOOLS = List.of(
            "sh",
            "sed",
            "head",
            "find",
            "dirname",
            "basename",
            "readlink",
            "mkdir",
            "touch",
            "mv",
            "rm",
            "env",
            "cat",
            "chmod",
            "date",
            "flock",
            "id",
            "setsid",
            "true",
            "mkfifo");

    @TempDir
    Path parent;

    private Path tree;
    private Path bin;
    private Path calls;

    private record Outcome(int exit, String output, String errors) {}

    @BeforeEach
    void plantATree() throws IOException {
        parent = parent.toRealPath();
        tree = Files.createDirectories(parent.resolve("a tree"));
        bin = Files.createDirectories(parent.resolve("bin"));
        calls = Files.createFile(parent.resolve("calls"));
        Files.copy(Path.of("slipway"), tree.resolve("slipway"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(tree.resolve("src/main/java"));
        Files.writeString(tree.resolve("src/main/java/A.java"), "class A {}");
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        for (String tool : SYSTEM_TOOLS) {
            tool(tool, "exec " + systemTool(tool) + " \"$@\"");
        }
        tool(
                "java",
                "[ \"$1\" != -version ] || { echo 'openjdk version \"17.0.1\" 2021' >&2; exit; }",
                "note java \"$@\"");
        tool("javac", "exit");
        tool("mvn", "note mvn \"$@\"", "mkdir -p target/lib && touch target/slipway.jar");
    }

    private void plantAPage() throws IOException {
        Files.createDirectories(tree.resolve("frontend/src"));
        Files.writeString(tree.resolve("frontend/package.json"), "{}");
        Files.writeString(tree.resolve("frontend/package-lock.json"), "{}");
        tool("node", "case $1 in --input-type*) note browser \"$4\"; exit ${NO_BROWSER:-0} ;; esac");
        tool(
                "npm",
                "note npm \"$@\"",
                "case $* in",
                "ci*) mkdir -p node_modules && touch node_modules/.package-lock.json ;;",
                "*build) mkdir -p dist && touch dist/index.html ;;",
                "*e2e) echo \"e2e with $CHROMIUM_PATH\" >&2 ;;",
                "*long) echo \"long with $FIREFOX_PATH\" >&2 ;;",
                "*\"${FAILING:-none}\") exit 3 ;;",
                "esac");
    }

    private static Path systemTool(String name) {
        for (String folder : System.getenv("PATH").split(":")) {
            Path found = Path.of(folder, name);
            if (Files.isExecutable(found)) {
                return found;
            }
        }
        throw new IllegalStateException("this machine has no " + name);
    }

    private void tool(String name, String... lines) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(
                file, "#!/bin/sh\nnote() { echo \"$*\" >>'" + calls + "'; }\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ProcessBuilder launcher(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(parent.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        return builder;
    }

    private Outcome run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(tree.resolve("slipway").toString()));
        command.addAll(List.of(arguments));
        return outcome(launcher(command.toArray(String[]::new)));
    }

    private static Outcome outcome(ProcessBuilder builder) throws Exception {
        Path errors = Files.createTempFile(builder.directory().toPath(), "errors", "");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output, Files.readString(errors));
    }

    private List<String> calls() throws IOException {
        List<String> made = Files.readAllLines(calls);
        Files.writeString(calls, "");
        return made;
    }

    private void change(String file) throws IOException {
        Files.setLastModifiedTime(
                tree.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
    }

    @Test
    void theFirstStartBuilds_theSecondDoesNot_aChangedSourceBuildsAgain() throws Exception {
        Outcome first = run();
        assertThat(first.exit()).as(first.errors()).isZero();
        assertThat(first.output()).isEmpty();
        assertThat(calls())
                .satisfiesExactly(
                        call -> assertThat(call).isEqualTo("mvn -B -ntp -q -DskipTests package"),
                        call -> assertThat(call)
                                .startsWith("java ")
                                .contains(" -Xmx256m -XX:MaxDirectMemorySize=128m -XX:+ExitOnOutOfMemoryError ")
                                .endsWith("-jar " + tree + "/target/slipway.jar run"));
        assertThat(run().exit()).isZero();
        assertThat(calls()).hasSize(1);
        change("src/main/java/A.java");
        assertThat(run().exit()).isZero();
        assertThat(calls()).hasSize(2);
        Files.delete(tree.resolve("target/slipway.jar"));
        assertThat(run().exit()).isZero();
        assertThat(calls()).hasSize(2);
    }

    @Test
    void wordsGoToTheProgram_optionsToRun() throws Exception {
        assertThat(run("bench", "--mib", "a b").exit()).isZero();
        assertThat(run("--port", "9").exit()).isZero();
        assertThat(run("--help").exit()).isZero();
        assertThat(calls())
                .filteredOn(call -> call.startsWith("java"))
                .satisfiesExactly(
                        call -> assertThat(call).endsWith("slipway.jar bench --mib a b"),
                        call -> assertThat(call).endsWith("slipway.jar run --port 9"),
                        call -> assertThat(call).endsWith("slipway.jar help"));
    }

    @Test
    void ownFlagsOfTheJvmComeLast() throws Exception {
        ProcessBuilder builder = launcher(tree.resolve("slipway").toString());
        builder.environment().put("SLIPWAY_JAVA_OPTS", "-Xmx1g -Da=b");
        assertThat(outcome(builder).exit()).isZero();
        assertThat(calls().get(1)).contains(" -Xmx1g -Da=b -jar ");
    }

    @Test
    void dataIsInTheTreeWhereverTheCallComesFrom() throws Exception {
        tool(
                "java",
                "[ \"$1\" != -version ] || { echo 'openjdk version \"17\"' >&2; exit; }",
                "echo \"$SLIPWAY_DATA\"");
        Path link = Files.createSymbolicLink(parent.resolve("link"), Path.of("a tree/slipway"));
        assertThat(outcome(launcher(link.toString())).output()).isEqualTo(tree + "/data\n");
        ProcessBuilder builder = launcher(link.toString());
        builder.environment().put("SLIPWAY_DATA", "elsewhere");
        assertThat(outcome(builder).output()).isEqualTo("elsewhere\n");
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        Files.delete(bin.resolve("mvn"));
        assertFailsNaming("Maven is needed");
        Files.delete(bin.resolve("java"));
        assertFailsNaming("a JDK, 17 or newer, is needed");
        tool("java", "echo 'openjdk version \"11.0.2\" 2019' >&2");
        assertFailsNaming("is 11");
        tool("java", "echo 'java version \"1.8.0_400\"' >&2");
        assertFailsNaming("is 1");
        plantAPage();
        tool("java", "echo 'openjdk version \"17.0.1\"' >&2");
        Files.delete(bin.resolve("node"));
        assertFailsNaming("Node.js");
    }

    private void assertFailsNaming(String words) throws Exception {
        Outcome outcome = run();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.errors()).contains(words);
    }

    @Test
    void aFailedBuildStartsNothingAndIsTriedAgain() throws Exception {
        tool("mvn", "note mvn", "mkdir -p target/lib && touch target/slipway.jar", "exit 1");
        assertFailsNaming("the node could not be built");
        assertFailsNaming("the node could not be built");
        assertThat(calls()).containsExactly("mvn", "mvn");
    }

    @Test
    void thePageIsBuiltWhereItIsStale() throws Exception {
        plantAPage();
        assertThat(run().exit()).isZero();
        assertThat(calls())
                .satisfiesExactly(
                        call -> assertThat(call).startsWith("npm ci"),
                        call -> assertThat(call).isEqualTo("npm run --silent build"),
                        call -> assertThat(call).startsWith("mvn"),
                        call -> assertThat(call).startsWith("java"));
        Files.createDirectories(tree.resolve("target/classes/webroot/former"));
        change("frontend/src");
        assertThat(run().exit()).isZero();
        assertThat(calls()).hasSize(3).first().isEqualTo("npm run --silent build");
        assertThat(tree.resolve("target/classes/webroot")).doesNotExist();
        change("frontend/package-lock.json");
        assertThat(run().exit()).isZero();
        assertThat(calls().get(0)).startsWith("npm ci");
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        assertThat(outcome(launcher("mkfifo", "gate")).exit()).isZero();
        tool(
                "mvn",
                "note mvn",
                "read -r go <'" + parent.resolve("gate") + "'",
                "mkdir -p target/lib; touch target/slipway.jar");
        Process first = launcher(tree.resolve("slipway").toString()).start();
        BufferedReader firstSays = first.errorReader(StandardCharsets.UTF_8);
        assertThat(firstSays.readLine()).contains("building the node");
        Process second = launcher(tree.resolve("slipway").toString()).start();
        BufferedReader secondSays = second.errorReader(StandardCharsets.UTF_8);
        assertThat(secondSays.readLine()).contains("another build is under way");
        Files.writeString(parent.resolve("gate"), "go\n");
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(calls()).filteredOn(call -> call.startsWith("mvn")).hasSize(1);
    }

    @Test
    void anInterruptForTheGroupReachesTheNodeThatLeadsIt_andOnlyThat() throws Exception {
        tool(
                "java",
                "[ \"$1\" != -version ] || { echo 'openjdk version \"17\"' >&2; exit; }",
                "sed -n 's/^SigIgn:.*\\(.\\)$/\\1/p' /proc/$$/status");
        String launch = "'" + tree.resolve("slipway") + "'";
        Outcome leads = outcome(launcher("sh", "-c", "setsid " + launch + " & wait"));
        Outcome follows = outcome(launcher("sh", "-c", launch + " & wait"));
        assertThat(ignoresInterrupts(leads)).as("leads its group").isFalse();
        assertThat(ignoresInterrupts(follows)).as("in the group of a script").isTrue();
    }

    private static boolean ignoresInterrupts(Outcome outcome) {
        int lastDigit = Integer.parseInt(outcome.output().strip(), 16);
        return (lastDigit & 2) != 0;
    }

    @Test
    void testRunsEverythingAndSaysHowLongItTook() throws Exception {
        plantAPage();
        tool("chromium", "exit");
        Outcome outcome = run("test");
        assertThat(outcome.exit()).as(outcome.errors()).isZero();
        List<String> called = calls();
        assertThat(called).as("got while the page is tested").contains(FETCH);
        assertThat(called)
                .filteredOn(call -> !call.equals(FETCH))
                .satisfiesExactly(
                        call -> assertThat(call).startsWith("npm ci"),
                        call -> assertThat(call).isEqualTo("npm run --silent test"),
                        call -> assertThat(call).isEqualTo("npm run --silent lint"),
                        call -> assertThat(call).isEqualTo("npm run --silent build"),
                        call -> assertThat(call).isEqualTo("mvn -B -ntp verify"),
                        call -> assertThat(call).isEqualTo("browser " + bin.resolve("chromium")),
                        call -> assertThat(call).isEqualTo("npm run --silent e2e"));
        assertThat(outcome.errors())
                .contains("e2e with " + bin.resolve("chromium"))
                .containsPattern("passed +\\d+ s {2}browser: end to end")
                .contains("all passed");
        assertThat(run().exit()).isZero();
        assertThat(calls()).as("what was tested is not built again").hasSize(1);
    }

    @Test
    void oneFailingStageFailsTheTest_theOthersStillRun() throws Exception {
        plantAPage();
        tool("chromium", "exit");
        ProcessBuilder builder = launcher(tree.resolve("slipway").toString(), "test");
        builder.environment().put("FAILING", "lint");
        Outcome outcome = outcome(builder);
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.errors())
                .containsPattern("FAILED +\\d+ s {2}page: lint")
                .containsPattern("passed +\\d+ s {2}browser: end to end")
                .contains("there were failures");
    }

    @Test
    void longRunsAreACommandOfTheirOwn() throws Exception {
        plantAPage();
        for (String name : List.of("chromium", "firefox-esr", "unzip", "bsdtar")) {
            tool(name, "exit");
        }
        Outcome outcome = run("test", "--long");
        assertThat(outcome.exit()).as(outcome.errors()).isZero();
        assertThat(calls())
                .satisfiesExactly(
                        call -> assertThat(call).startsWith("npm ci"),
                        call -> assertThat(call).isEqualTo("npm run --silent build"),
                        call -> assertThat(call).isEqualTo("mvn -B -ntp -q -DskipTests package"),
                        call -> assertThat(call).isEqualTo("browser " + bin.resolve("chromium")),
                        call -> assertThat(call).isEqualTo("npm run --silent long"));
        assertThat(outcome.errors())
                .contains("long with " + bin.resolve("firefox-esr"))
                .containsPattern("passed +\\d+ s {2}browser: at full size");
        assertThat(run("test", "--short").errors()).contains("test takes nothing but --long");
    }

    @Test
    void longRunsNeedBothBrowsers() throws Exception {
        plantAPage();
        tool("chromium", "exit");
        tool("unzip", "exit");
        Outcome outcome = run("test", "--long");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.errors()).contains("no Firefox was found", "unzip and bsdtar are needed");
        assertThat(calls()).noneMatch(call -> call.endsWith("long"));
    }

    @Test
    void aMissingBrowserFailsTheTest() throws Exception {
        plantAPage();
        tool("chromium", "exit");
        ProcessBuilder builder = launcher(tree.resolve("slipway").toString(), "test");
        builder.environment().put("NO_BROWSER", "1");
        Outcome outcome = outcome(builder);
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.errors()).contains("no working browser").containsPattern("FAILED +\\d+ s {2}browser: find");
        assertThat(calls()).noneMatch(call -> call.endsWith("e2e"));
    }
}
