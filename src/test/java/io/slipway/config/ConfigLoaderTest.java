package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.config.ConfigLoader.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path data;

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() throws IOException {
        write(data.resolve("slipway.properties"), "port=9001\nmax-files = 12 \nundo=\n");

        ConfigLoader.Loaded loaded = ConfigLoader.load(env("SLIPWAY_PORT", "9002", "SLIPWAY_LIFETIME", ""));

        assertThat(loaded.config().http().port()).isEqualTo(9002);
        assertThat(loaded.config().shares().maxFiles()).isEqualTo(12);
        assertThat(loaded.config().shares().lifetime()).hasDays(7);
        assertThat(loaded.config().shares().undo()).hasSeconds(30);
        assertThat(loaded.file()).contains(data.resolve("slipway.properties"));
        assertThat(origin(loaded, "SLIPWAY_PORT")).isEqualTo(Origin.ENVIRONMENT);
        assertThat(origin(loaded, "SLIPWAY_MAX_FILES")).isEqualTo(Origin.FILE);
        assertThat(origin(loaded, "SLIPWAY_LIFETIME")).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void everySettingIsListedInTheOrderOfTheTable() {
        assertThat(ConfigLoader.load(env()).settings())
                .extracting(effective -> effective.setting().env())
                .isEqualTo(Settings.all().stream().map(Setting::env).toList());
    }

    @Test
    void aNamedFileIsReadFromWhereItIs() throws IOException {
        Path file = data.resolve("elsewhere.conf");
        write(file, "# the data folder may be named in it\ndata=" + data + "/inner\n");

        ConfigLoader.Loaded loaded = ConfigLoader.load(Map.of("SLIPWAY_CONFIG", file.toString()));

        assertThat(loaded.config().data().folder()).isEqualTo(data.resolve("inner"));
    }

    @Test
    void aNamedFileThatIsNotThereIsAMistake() {
        assertThat(problems(env("SLIPWAY_CONFIG", data + "/none.properties")))
                .containsExactly("SLIPWAY_CONFIG names " + data + "/none.properties, which is not there");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        Files.write(data.resolve("slipway.properties"), new byte[(int) ConfigFile.MAX_BYTES + 1]);
        assertThat(problems(env())).singleElement().asString().endsWith("it is larger than 1048576 bytes");

        write(data.resolve("slipway.properties"), "#".repeat((int) ConfigFile.MAX_BYTES));
        assertThat(ConfigLoader.load(env()).file()).isPresent();
    }

    @Test
    void aKeyThatStandsTwiceIsAMistake() throws IOException {
        write(data.resolve("slipway.properties"), "port=1\nport=2\n");
        assertThat(problems(env())).containsExactly("port stands twice in " + data.resolve("slipway.properties"));
    }

    @Test
    void unknownNamesAreRefusedWithAGuess() throws IOException {
        write(data.resolve("slipway.properties"), "max_files=3\nSLIPWAY_PORT=1\nconfig=x\n");

        assertThat(problems(env("SLIPWAY_PROT", "80", "SLIPWAY_COFFEE_MACHINE", "on")))
                .containsExactly(
                        "there is no setting SLIPWAY_COFFEE_MACHINE",
                        "there is no setting SLIPWAY_PROT; is SLIPWAY_PORT meant?",
                        "there is no setting SLIPWAY_PORT for " + data + "/slipway.properties",
                        "there is no setting config for " + data + "/slipway.properties",
                        "there is no setting max_files for " + data + "/slipway.properties; is max-files meant?");
    }

    @Test
    void whatTheLauncherAndTheTestsUseIsLeftAlone() {
        assertThat(ConfigLoader.load(env("SLIPWAY_JAVA_OPTS", "-Xmx1g", "SLIPWAY_TEST_SEED", "7", "PATH", "/bin")))
                .isNotNull();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        write(data.resolve("slipway.properties"), "max-file=12\n");

        assertThat(problems(env("SLIPWAY_PORT", "65536", "SLIPWAY_LOG", "loud", "SLIPWAY_LIFETIME", "31d")))
                .containsExactlyInAnyOrder(
                        "SLIPWAY_PORT must be a whole number from 1 to 65535, not \"65536\"",
                        "SLIPWAY_LOG must be one of ERROR, WARN, INFO, DEBUG, TRACE, not \"loud\"",
                        "max-file in " + data + "/slipway.properties must be a size from 1B to 4TiB, not \"12\"",
                        "SLIPWAY_LIFETIME must not go beyond SLIPWAY_MAX_LIFETIME, which is 30d");
    }

    @Test
    void aHostileValueIsShownShortAndPlain() {
        assertThat(problems(env("SLIPWAY_PORT", "1\u001b[2J\n" + "9".repeat(1000))))
                .singleElement()
                .asString()
                .doesNotContain("\u001b", "\n")
                .hasSizeLessThan(160);
    }

    @Test
    void nodesOfAClusterShareWhatIsTrue() {
        assertThat(problems(env("SLIPWAY_CLUSTER", "local")))
                .containsExactly(
                        "SLIPWAY_KAFKA must be set with SLIPWAY_CLUSTER: nodes share it",
                        "SLIPWAY_REDIS must be set with SLIPWAY_CLUSTER: nodes share it",
                        "SLIPWAY_ROOT_KEY must be set with SLIPWAY_CLUSTER: nodes share it");
        assertThat(problems(env("SLIPWAY_CLUSTER_PORT", "26000")))
                .containsExactly("SLIPWAY_CLUSTER_PORT has a meaning only with SLIPWAY_CLUSTER");
    }

    @Test
    void aPortForProxiesNeedsProxiesAndIsNotThePortForEveryone() {
        assertThat(problems(env("SLIPWAY_PROXY_PORT", "9001")))
                .containsExactly("SLIPWAY_PROXY_PORT has a meaning only with SLIPWAY_TRUSTED_PROXIES");
        assertThat(problems(env("SLIPWAY_PROXY_PORT", "8080", "SLIPWAY_TRUSTED_PROXIES", "::1")))
                .containsExactly("SLIPWAY_PROXY_PORT must not be SLIPWAY_PORT");
    }

    @Test
    void aRelayForWebRtcNeedsItsSecretAndTheSecretARelay() {
        assertThat(problems(env("SLIPWAY_ICE", "stun:a,turn:b")))
                .containsExactly(
                        "SLIPWAY_TURN_SECRET must be set with a TURN server in SLIPWAY_ICE: it lets nobody in without");
        assertThat(problems(env("SLIPWAY_ICE", "stun:a", "SLIPWAY_TURN_SECRET", "x")))
                .containsExactly("SLIPWAY_TURN_SECRET has a meaning only with a TURN server in SLIPWAY_ICE");
    }

    @Test
    void noSecretIsEverEchoed() throws IOException {
        String canary = "canary-7f3a";
        Map<String, String> wrong = env(
                "SLIPWAY_ROOT_KEY",
                canary,
                "SLIPWAY_REDIS",
                "redis://" + canary + ":" + canary + "@",
                "SLIPWAY_REDIS_PASSWORD",
                canary + "\u0007",
                "SLIPWAY_KAFKA",
                "b:1",
                "SLIPWAY_KAFKA_USER",
                "u",
                "SLIPWAY_KAFKA_PASSWORD",
                canary + "\u0007");
        assertThat(problems(wrong)).hasSize(4).noneMatch(problem -> problem.contains(canary));

        ConfigLoader.Loaded right = ConfigLoader.load(env(
                "SLIPWAY_ROOT_KEY",
                "ca".repeat(32),
                "SLIPWAY_REDIS",
                "redis://u:" + canary + "@r:1/2",
                "SLIPWAY_KAFKA",
                "b:1",
                "SLIPWAY_KAFKA_USER",
                "u",
                "SLIPWAY_KAFKA_PASSWORD",
                canary));
        assertThat(right.config()
                        .redis()
                        .server()
                        .orElseThrow()
                        .password()
                        .orElseThrow()
                        .reveal())
                .isEqualTo(canary);
        assertThat(right.toString()).doesNotContain(canary, "caca").contains("***");
        assertThat(text(right, "SLIPWAY_REDIS")).isEqualTo("redis://***@r:1/2");
        assertThat(text(right, "SLIPWAY_ROOT_KEY")).isEqualTo("***");
        assertThat(text(right, "SLIPWAY_KAFKA_PASSWORD")).isEqualTo("***");
        assertThat(text(right, "SLIPWAY_REDIS_PASSWORD")).isEmpty();
    }

    @Test
    void whatWouldHaveNoEffectIsRefused() {
        assertThat(problems(env(
                        "SLIPWAY_KAFKA_TLS", "tls",
                        "SLIPWAY_KAFKA_REPLICATION", "2",
                        "SLIPWAY_REDIS_PASSWORD", "x")))
                .containsExactlyInAnyOrder(
                        "SLIPWAY_KAFKA_TLS has a meaning only with SLIPWAY_KAFKA",
                        "SLIPWAY_KAFKA_REPLICATION has a meaning only with SLIPWAY_KAFKA",
                        "SLIPWAY_REDIS_PASSWORD has a meaning only with SLIPWAY_REDIS");
        assertThat(problems(env(
                        "SLIPWAY_KAFKA", "b:9092",
                        "SLIPWAY_KAFKA_MEMORY", "1GiB",
                        "SLIPWAY_KAFKA_MECHANISM", "PLAIN",
                        "SLIPWAY_REDIS", "redis://:a@r",
                        "SLIPWAY_REDIS_PASSWORD", "b")))
                .containsExactlyInAnyOrder(
                        "SLIPWAY_KAFKA_MEMORY has a meaning only without SLIPWAY_KAFKA",
                        "SLIPWAY_KAFKA_MECHANISM has a meaning only with SLIPWAY_KAFKA_USER",
                        "SLIPWAY_REDIS_PASSWORD is refused: a password stands in SLIPWAY_REDIS");
    }

    @Test
    void halfALoginIsRefused() {
        assertThat(problems(env("SLIPWAY_KAFKA", "b:9092", "SLIPWAY_KAFKA_USER", "u")))
                .containsExactly("SLIPWAY_KAFKA_USER and SLIPWAY_KAFKA_PASSWORD go together");
        assertThat(problems(env("SLIPWAY_REDIS", "redis://u@r")))
                .containsExactly("SLIPWAY_REDIS names a user but no password");
    }

    @Test
    void noMoreCopiesMustBeInSyncThanThereAre() {
        assertThat(problems(env("SLIPWAY_KAFKA", "b:9092", "SLIPWAY_KAFKA_REPLICATION", "1")))
                .containsExactly("SLIPWAY_KAFKA_MIN_INSYNC must be at most SLIPWAY_KAFKA_REPLICATION, which is 1");
        Map<String, String> equal =
                env("SLIPWAY_KAFKA", "b:9092", "SLIPWAY_KAFKA_REPLICATION", "1", "SLIPWAY_KAFKA_MIN_INSYNC", "1");
        assertThat(NodeConfig.load(equal).kafka().minInsync()).isEqualTo(1);
    }

    @Test
    void listeningEverywhereNeedsAnAddressForLinks() {
        for (String host : List.of("0.0.0.0", "::")) {
            assertThat(problems(env("SLIPWAY_HOST", host)))
                    .singleElement()
                    .asString()
                    .startsWith("SLIPWAY_PUBLIC_URL");
            assertThat(NodeConfig.load(env("SLIPWAY_HOST", host, "SLIPWAY_PUBLIC_URL", "https://share.example/"))
                            .http()
                            .url())
                    .hasToString("https://share.example");
        }
    }

    @Test
    void aFolderNameThatCannotBeIsSaidOnce() {
        assertThat(problems(Map.of("SLIPWAY_DATA", "a\u0000b")))
                .containsExactly("SLIPWAY_DATA must be a folder, not \"a?b\"");
    }

    private static Origin origin(ConfigLoader.Loaded loaded, String env) {
        return find(loaded, env).origin();
    }

    private static String text(ConfigLoader.Loaded loaded, String env) {
        return find(loaded, env).text();
    }

    private static ConfigLoader.Effective find(ConfigLoader.Loaded loaded, String env) {
        return loaded.settings().stream()
                .filter(effective -> effective.setting().env().equals(env))
                .findAny()
                .orElseThrow();
    }

    private static List<String> problems(Map<String, String> environment) {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(environment));
        return Optional.ofNullable(thrown).map(ConfigException::problems).orElse(List.of());
    }

    private Map<String, String> env(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>(Map.of("SLIPWAY_DATA", data.toString()));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
