package io.slipway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule finds the one place that breaks it, and nothing else. */
class CrookedHouseTest {
    private static final String ROOT = "io.slipway.architecture.crooked";
    private static final JavaClasses HOUSE = new ClassFileImporter().importPackages(ROOT);
    private static final Map<String, ArchRule> RULES = new FloorPlan(ROOT).rules();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            imports point down, and nobody looks sideways            | Edge$Sideways Attic
            neighbours within a floor don't go round in circles      | Inner$Round Outer$Trip
            values know Java alone                                   | Model$Worldly
            flow and sealing know Java, values and buffers           | Flow$Wet
            only Redis* touches the Redis client                     | Catalog$Store
            only Kafka* touches Kafka                                | Chunks$Store
            only Hazelcast* touches Hazelcast                        | Node$Member
            only edge touches vertx-web                              | Catalog$Page
            only bus touches the event bus                           | Edge$Shouter
            only cli touches picocli                                 | Node$Asker
            only telemetry touches logback                           | Bus$Talkative
            only seal does cryptography                              | Catalog$Hasher
            randomness that can't be guessed is made in seal or handed out from above | Catalog$Gambler
            only BouncyCastle* of seal touches BouncyCastle          | Seal$Castle
            JSON objects stay at the border                          | Catalog$Loose
            nobody but a composition root waits for anything         | Edge$Sleeper
            the time comes from a clock that was handed over         | Edge$OwnWatch
            messages are made of values                              | Protocol$Heavy
            names say what a thing is                                | Edge$ShareManager
            no future is dropped                                     | Edge$Careless
            """)
    void theRuleFindsWhoBreaksIt(String sentence, String names) {
        List<String> culprits = List.of(names.split(" "));

        List<String> details =
                RULES.get(sentence).evaluate(HOUSE).getFailureReport().getDetails();

        assertThat(details).isNotEmpty().allMatch(detail -> culprits.stream().anyMatch(detail::contains));
        assertThat(culprits).allMatch(culprit -> details.stream().anyMatch(detail -> detail.contains(culprit)));
    }

    @Test
    void everyRuleIsBrokenAbove() throws NoSuchMethodException {
        CsvSource rows = CrookedHouseTest.class
                .getDeclaredMethod("theRuleFindsWhoBreaksIt", String.class, String.class)
                .getAnnotation(CsvSource.class);
        assertThat(RULES.keySet())
                .containsExactlyElementsOf(rows.textBlock()
                        .lines()
                        .map(row -> row.split("\\|")[0].strip())
                        .toList());
    }
}
