package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.cli.ExitCode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTest {
    private final FakePauses pauses = new FakePauses();
    private final List<String> troubles = new ArrayList<>();
    private final Line line = new Line(pauses, troubles::add);
    private final Deque<NodeProblem> problems = new ArrayDeque<>();
    private int asked;

    private String answer() throws NodeProblem {
        asked++;
        if (!problems.isEmpty()) {
            throw problems.removeFirst();
        }
        return "answer";
    }

    private static NodeProblem problem(String code, int status, long retryAfter) {
        return new NodeProblem(code, status, retryAfter, new JsonObject());
    }

    private void always(String code, int status) {
        for (int i = 0; i < 1_000; i++) {
            problems.add(problem(code, status, 0));
        }
    }

    @Test
    void waitsLongerEachTime_andTellsOfTroubleAndItsEnd() throws Exception {
        line.moved();
        for (int i = 0; i < 7; i++) {
            problems.add(problem("UNAVAILABLE", 503, 0));
        }

        assertThat(line.ask(this::answer)).isEqualTo("answer");

        assertThat(pauses.slept.stream().map(Duration::ofNanos).map(Duration::toMillis))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
        assertThat(troubles).hasSize(8).endsWith("");
    }

    @Test
    void waitsAsLongAsTheNodeAsks_withinReason() throws Exception {
        problems.add(problem("RATE_LIMITED", 429, 7));
        problems.add(problem("OVER_CAPACITY", 503, 1_000_000));

        assertThat(line.ask(this::answer)).isEqualTo("answer");

        assertThat(pauses.slept).containsExactly(Duration.ofSeconds(7).toNanos(), Line.RETRY_AFTER_MOST.toNanos());
    }

    @Test
    void aNodeThatWasNeverHeardOf_isGivenUpSoon() {
        always(NodeProblem.OFFLINE, 0);

        Stopped stopped = catchThrowableOfType(Stopped.class, () -> line.ask(this::answer));

        assertThat(stopped.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Duration.ofNanos(pauses.now))
                .isBetween(Line.PATIENCE_AT_FIRST, Line.PATIENCE_AT_FIRST.plusSeconds(5));
    }

    @Test
    void aNodeThatWasHeardOf_isWaitedFor() throws Exception {
        assertThat(line.ask(this::answer)).isEqualTo("answer");
        always(NodeProblem.OFFLINE, 0);

        Stopped stopped = catchThrowableOfType(Stopped.class, () -> line.ask(this::answer));

        assertThat(stopped.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Duration.ofNanos(pauses.now)).isBetween(Line.PATIENCE, Line.PATIENCE.plus(Line.BACKOFF_MOST));
    }

    @Test
    void whatMayBeTheRequestsFault_isTriedSoOften() {
        always("INTERNAL", 500);

        assertThatThrownBy(() -> line.ask(this::answer)).isInstanceOf(Stopped.class);

        assertThat(asked).isEqualTo(Line.TRIES_MOST);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND,404,7",
        "GONE,410,7",
        "PASSWORD_WRONG,401,8",
        "PASSWORD_REQUIRED,401,8",
        "CAPABILITY_REQUIRED,401,8",
        "DAMAGED,500,6",
        "QUOTA_EXCEEDED,413,9",
        "TOO_LARGE,413,9"
    })
    void aRefusalEndsAtOnce_withACodeThatMeansSomething(String code, int status, int exit) {
        problems.add(problem(code, status, 0));

        Stopped stopped = catchThrowableOfType(Stopped.class, () -> line.ask(this::answer));

        assertThat(stopped.exitCode()).isEqualTo(exit);
        assertThat(asked).isEqualTo(1);
        assertThat(pauses.slept).isEmpty();
    }
}
