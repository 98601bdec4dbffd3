package io.slipway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.slipway.telemetry.LogKeys;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FloorPlanTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern LOG_KEY = Pattern.compile("addKeyValue\\(\\s*\"([^\"]+)\"");
    private static final int MOST_LINES = 300;
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.slipway");

    static Stream<Named<ArchRule>> rules() {
        return new FloorPlan("io.slipway")
                .rules().entrySet().stream().map(rule -> Named.of(rule.getKey(), rule.getValue()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theHouseStandsStraight(ArchRule rule) {
        rule.check(HOUSE);
    }

    @Test
    void theWholeHouseIsLookedAt() {
        assertThat(HOUSE.contain("io.slipway.Main")).isTrue();
        assertThat(HOUSE.contain("io.slipway.model.ProblemCode")).isTrue();
        assertThat(HOUSE.contain("io.slipway.architecture.FloorPlan")).isFalse();
    }

    @Test
    void everyPackageIntroducesItself() throws IOException {
        for (Path source : sources()) {
            Path introduction = source.resolveSibling("package-info.java");
            assertThat(introduction).exists().content().startsWith("/**").hasSizeGreaterThan(100);
        }
    }

    @Test
    void noClassOutgrowsItsName() throws IOException {
        for (Path source : sources()) {
            assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(MOST_LINES);
        }
    }

    @Test
    void logLinesUseTheVocabulary() throws IOException, IllegalAccessException {
        Set<String> vocabulary = new HashSet<>();
        for (Field key : LogKeys.class.getFields()) {
            vocabulary.add((String) key.get(null));
        }
        for (Path source : sources()) {
            Matcher keys = LOG_KEY.matcher(Files.readString(source));
            while (keys.find()) {
                assertThat(vocabulary).as(source.toString()).contains(keys.group(1));
            }
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
