package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final long NOW = 1_000_000;
    private static final long REMEMBRANCE = 1_000;
    private static final Course.Log LOG = new Course.Log("topic", 2, 10, REMEMBRANCE);

    @Test
    void goesOn_whereThePositionFits() {
        Position position = new Position(5, NOW - REMEMBRANCE / 2, "topic");

        assertThat(course(position)).isEqualTo(new Course.Resume("life", List.of(position)));
        assertThat(course(new Position(2, NOW, "topic"))).isInstanceOf(Course.Resume.class);
    }

    @Test
    void beginsAtTheStartOfTheLogs_whereThereIsNoView() {
        Standing standing = new Standing(NOW, null, null, Arrays.asList((Position) null));

        assertThat(Course.of(standing, List.of(LOG)))
                .isEqualTo(new Course.Begin(List.of(new Position(2, NOW, "topic"))));
    }

    @Test
    void goesOnEmptying_whateverElseThereIs() {
        Standing standing = new Standing(NOW, "token", "life", List.of(new Position(5, NOW, "topic")));

        assertThat(Course.of(standing, List.of(LOG))).isEqualTo(new Course.GoOnEmptying("token"));
    }

    @Test
    void emptiesAViewOfAnotherTopic() {
        assertThat(reason(new Position(5, NOW, "another"))).contains("another topic");
    }

    @Test
    void emptiesAViewBeyondTheEnd_andTakesOneAtTheEnd() {
        assertThat(reason(new Position(11, NOW, "topic"))).contains("beyond");
        assertThat(course(new Position(10, NOW, "topic"))).isInstanceOf(Course.Resume.class);
    }

    @Test
    void emptiesAViewBeforeTheStart() {
        assertThat(reason(new Position(1, NOW, "topic"))).contains("before the start");
    }

    @Test
    void emptiesAViewThatIsTooOld_unlessItHasTheWholeLog() {
        long tooOld = NOW - REMEMBRANCE / 2 - 1;

        assertThat(reason(new Position(9, tooOld, "topic"))).contains("older");
        assertThat(course(new Position(10, tooOld, "topic"))).isInstanceOf(Course.Resume.class);
    }

    @Test
    void emptiesAViewThatLacksAPartition() {
        assertThat(reason(null)).contains("no position");
    }

    private static Course course(Position position) {
        return Course.of(new Standing(NOW, null, "life", Arrays.asList(position)), List.of(LOG));
    }

    private static String reason(Position position) {
        return ((Course.Empty) course(position)).reason();
    }
}
