package io.slipway.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NodeJvmTest {
    private static final Pattern LAUNCHED =
            Pattern.compile("exec \"\\$java\" (.*?) \\$\\{SLIPWAY_JAVA_OPTS:-} \"\\$@\"");

    @Test
    void theFlagsAreTheLaunchers() throws IOException {
        Matcher launched = LAUNCHED.matcher(Files.readString(Path.of("slipway")).replaceAll("\\\\\\s+", ""));

        assertThat(launched.find()).isTrue();
        assertThat(NodeJvm.FLAGS).containsExactly(launched.group(1).split(" "));
    }

    @Test
    void whatIsAddedComesAfterThem_soThatItCounts() {
        List<String> command = NodeJvm.commandWith(List.of("-Xmx1g", "-Da=b"), "run");

        int last = command.indexOf(NodeJvm.FLAGS.get(NodeJvm.FLAGS.size() - 1));
        assertThat(command.subList(last + 1, last + 3)).containsExactly("-Xmx1g", "-Da=b");
        assertThat(command).endsWith("io.slipway.Main", "run");
    }
}
