package io.slipway.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
    @Test
    void anEntityIsWhereKafkasOwnPartitionerWouldPutIt() {
        Places places = new Places(5, 3);
        for (int i = 0; i < 2_000; i++) {
            EntityKey fact = new EntityKey("share", "x".repeat(i % 9) + i);
            EntityKey key = new EntityKey("key", "k" + i);

            assertThat(places.of(fact)).isEqualTo(kafkas(fact, 5));
            assertThat(places.of(key)).isEqualTo(5 + kafkas(key, 3));
        }
    }

    private static int kafkas(EntityKey key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.toString().getBytes(US_ASCII))) % partitions;
    }

    @Test
    void placesNamePartitionsOfBothTopics() {
        Places places = new Places(2, 1);

        assertThat(places.size()).isEqualTo(3);
        assertThat(places.field(1)).isEqualTo("j1");
        assertThat(places.field(2)).isEqualTo("k0");
        assertThat(places.at(places.topic(2), places.partition(2))).isEqualTo(2);
        assertThat(places.at(places.topic(1), places.partition(1))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"share", "share/", "/a", "Share/a", "share/a b", "share/é", "share/a\n", ""})
    void whatIsNoEntitysNameIsRefused(String name) {
        assertThatThrownBy(() -> EntityKey.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesComeBack_atTheLimitAndNotBeyond() {
        EntityKey longest = new EntityKey("segment", "a/b.".repeat(EntityKey.MAX_ID / 4));

        assertThat(EntityKey.parse(longest.toString())).isEqualTo(longest);
        assertThatThrownBy(() -> new EntityKey("segment", "a".repeat(EntityKey.MAX_ID + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settingsHaveBounds_andKeepTheirSecrets() {
        JournalSettings settings =
                JournalSettings.of(Map.of("sasl.jaas.config", "password=\"sesame\""), "redis://u:sesame@127.0.0.1:1/0");

        assertThat(settings.toString()).doesNotContain("sesame").contains("***");
        assertThat(settings.withPartitions(JournalSettings.MAX_PARTITIONS, 1).journalPartitions())
                .isEqualTo(JournalSettings.MAX_PARTITIONS);
        assertThatThrownBy(() -> settings.withPartitions(JournalSettings.MAX_PARTITIONS + 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withPartitions(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withPrefixes("a b", "slp:")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withPrefixes("a", "slp*")).isInstanceOf(IllegalArgumentException.class);
        JournalSettings.Times times = JournalSettings.Times.DEFAULT;
        assertThat(times.keySegment().plus(times.keyCompaction())).isLessThan(Duration.ofMinutes(30));
        assertThat(times.keyCompactionLag()).isLessThanOrEqualTo(times.keyCompaction());
    }
}
