package io.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private final Verdicts verdicts = new Verdicts(100);

    @Test
    void answersWhenAllRecordsAreJudged_inWhateverOrder() {
        Verdicts.Call call = verdicts.open(2, 0);

        verdicts.judged(call.number(1), 8, false);
        assertThat(call.judged().isComplete()).isFalse();
        verdicts.judged(call.number(0), 3, true);

        assertThat(call.judged().result()).containsExactly(new Verdict(3, true), new Verdict(8, false));
        verdicts.judged(call.number(0), 3, false);
    }

    @Test
    void oneFailureIsTheWholeCallsFailure_andWhatComesLaterIsNobodys() {
        Verdicts.Call call = verdicts.open(2, 0);
        Problem problem = new Problem(ProblemCode.INTERNAL, "too large");

        verdicts.failed(call.number(1), problem);
        verdicts.judged(call.number(0), 3, true);

        assertThat(call.judged().cause()).isSameAs(problem);
    }

    @Test
    void givesUpWhenThePatienceIsOver_notBefore() {
        Verdicts.Call early = verdicts.open(1, 0);
        Verdicts.Call late = verdicts.open(1, 1);

        verdicts.expire(99);
        assertThat(early.judged().isComplete()).isFalse();
        verdicts.expire(100);

        assertThat(((Problem) early.judged().cause()).code()).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(late.judged().isComplete()).isFalse();
        verdicts.close();
        assertThat(late.judged().failed()).isTrue();
    }

    @Test
    void refusesOneTooMany() {
        Verdicts.Call full = verdicts.open(Verdicts.MAX_WAITING, 0);

        assertThat(verdicts.open(1, 0)).isNull();
        verdicts.judged(full.number(0), 1, true);
        assertThat(verdicts.open(1, 0)).isNotNull();
    }
}
