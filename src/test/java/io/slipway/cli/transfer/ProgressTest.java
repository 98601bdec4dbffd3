package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final long MIB = 1 << 20;

    private final FakePauses pauses = new FakePauses();
    private final StringWriter words = new StringWriter();

    private Progress progress(boolean watched, long total) {
        return new Progress(new PrintWriter(words, true), watched, 100, pauses, total);
    }

    private void pass(Duration time) {
        pauses.now += time.toNanos();
    }

    @Test
    void aBarIsDrawnOverItself_withRateAndTimeLeft_andTakenAway() {
        try (Progress progress = progress(true, 10 * MIB)) {
            pass(Duration.ofSeconds(1));
            progress.moved(MIB);
            pass(Duration.ofSeconds(1));
            progress.moved(MIB);
        }

        String[] drawn = words.toString().split("\r");
        assertThat(drawn[1])
                .isEqualTo("[###                           ]  10 %  1.0 MiB of 10.0 MiB  1.0 MiB/s  0:09 left");
        assertThat(drawn[2])
                .isEqualTo("[######                        ]  20 %  2.0 MiB of 10.0 MiB  1.0 MiB/s  0:08 left");
        assertThat(drawn[3]).isBlank();
        assertThat(words.toString()).endsWith("\r").doesNotContain("\n");
    }

    @Test
    void elsewhereALineIsSaidNowAndThen() {
        try (Progress progress = progress(false, 100 * MIB)) {
            for (int second = 0; second < 25; second++) {
                pass(Duration.ofSeconds(1));
                progress.moved(2 * MIB);
            }
        }

        assertThat(words.toString().lines())
                .containsExactly(
                        "20 %  20.0 MiB of 100.0 MiB  2.0 MiB/s  0:40 left",
                        "40 %  40.0 MiB of 100.0 MiB  2.0 MiB/s  0:30 left");
    }

    @Test
    void whatWasThereBefore_countsAsDone_notAsRate() {
        try (Progress progress = progress(true, 10 * MIB)) {
            progress.had(5 * MIB);
            pass(Duration.ofSeconds(1));
            progress.moved(MIB);

            assertThat(progress.movedBytes()).isEqualTo(MIB);
        }
        assertThat(words.toString()).contains(" 60 %  6.0 MiB of 10.0 MiB  1.0 MiB/s");
    }

    @Test
    void troubleIsSaidOnce() {
        try (Progress progress = progress(false, MIB)) {
            progress.note("no answer");
            progress.note("no answer");
            progress.note("");
        }
        assertThat(words.toString().lines()).containsExactly("slipway: no answer; trying again");
    }

    @ParameterizedTest
    @CsvSource({"0,0,100", "0,5,0", "999999,1000000,99", "1000000,1000000,100", "1,1000000,0"})
    void aHundredPercentMeansAll(long done, long total, int percent) {
        assertThat(ProgressText.figures(done, total, 0, "").strip()).startsWith(percent + " %");
    }

    @ParameterizedTest
    @CsvSource({"20,0", "33,0", "34,5", "58,29", "59,30", "200,30"})
    void theBarFitsOrGoesAway(int columns, int width) {
        String line = ProgressText.line(MIB, 2 * MIB, 0, "", columns);

        assertThat(line.indexOf(']') - line.indexOf('[') - (width == 0 ? 0 : 1)).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1572864,1.5 MiB", "1125899906842624,1024.0 TiB"})
    void sizesHaveUnits(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0:00", "61,1:01", "3599,59:59", "3600,1:00:00"})
    void timesHaveColons(long seconds, String text) {
        assertThat(Amounts.time(seconds)).isEqualTo(text);
    }

    @Test
    void othersTextCannotMoveTheCursor() {
        assertThat(Printable.text("a\u001b[2Jb\nc\u202ed")).isEqualTo("a?[2Jb?c?d");
    }
}
