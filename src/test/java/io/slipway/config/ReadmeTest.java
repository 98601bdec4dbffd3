package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's table of settings is the one of {@link Settings}. {@code -Dreadme=write} writes it there. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- settings: generated from Settings; ReadmeTest says how -->\n";
    private static final String END = "<!-- end of settings -->";

    @Test
    void theTableOfSettingsIsUpToDate() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        assertThat(begin).isGreaterThan(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);
        if ("write".equals(System.getProperty("readme"))) {
            Files.writeString(README, readme.substring(0, begin) + table() + readme.substring(end));
            return;
        }

        assertThat(readme.substring(begin, end))
                .as("write it with: mvn test -Dtest=ReadmeTest -Dreadme=write")
                .isEqualTo(table());
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| setting | default | must be | meaning |\n|---|---|---|---|\n");
        for (Setting<?> setting : Settings.all()) {
            String standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
            table.append("| `%s`%s | %s | %s | %s |\n"
                    .formatted(
                            setting.env(),
                            setting.secret() ? " (secret)" : "",
                            standard,
                            setting.kind().bounds(),
                            setting.meaning()));
        }
        return table.toString();
    }
}
