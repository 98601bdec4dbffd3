package io.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** In a JVM of its own, since logging is set up once for all. */
class LoggingTest {
    @Test
    void textHasOneLinePerEvent_withKeysAndWithoutControlCharacters() throws Exception {
        assertThat(lines("INFO", "false"))
                .hasSize(2)
                .first()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  LoggingTest - share made shareId=\"a\\?b\" bytes=\"7\"");
    }

    @Test
    void libraryChatterIsLeftOut_itsWarningsAreNot() throws Exception {
        assertThat(lines("TRACE", "false"))
                .hasSize(3)
                .anyMatch(line -> line.contains("DEBUG LoggingTest - detail"))
                .last()
                .asString()
                .contains("WARN  netty - trouble");
        assertThat(lines("ERROR", "false")).hasSize(1);
    }

    @Test
    void jsonHasOneObjectPerEvent() throws Exception {
        List<String> lines = lines("INFO", "true");

        assertThat(lines).hasSize(2);
        JsonNode event = new ObjectMapper().readTree(lines.get(0));
        assertThat(event.get("level").asText()).isEqualTo("INFO");
        assertThat(event.get("formattedMessage").asText()).isEqualTo("share made");
        assertThat(event.get("kvpList").get(0).get("shareId").asText()).isEqualTo("a\nb");
        assertThat(event.get("timestamp").asLong()).isPositive();
    }

    private static List<String> lines(String level, String json) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlogback.configurationFile=src/main/resources/logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Speaker.class.getName(),
                        level,
                        json)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream err = process.getErrorStream()) {
            String text = new String(err.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text.lines().toList();
        }
    }

    /** What is spoken in the other JVM. */
    static final class Speaker {
        private Speaker() {}

        public static void main(String[] args) {
            Logging.configure(args[0], Boolean.parseBoolean(args[1]));
            LoggerFactory.getLogger(LoggingTest.class).atDebug().log("detail");
            LoggerFactory.getLogger(LoggingTest.class)
                    .atInfo()
                    .addKeyValue(LogKeys.SHARE_ID, "a\nb")
                    .addKeyValue(LogKeys.BYTES, 7)
                    .log("share made");
            LoggerFactory.getLogger("io.netty").atInfo().log("chatter");
            LoggerFactory.getLogger("io.netty").atWarn().log("trouble");
        }
    }
}
