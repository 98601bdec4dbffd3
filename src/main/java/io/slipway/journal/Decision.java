package io.slipway.journal;

import java.util.List;

/** What an actor makes of a wish to change an entity. To refuse, it throws a {@link io.slipway.model.Problem}. */
public sealed interface Decision {
    /** What whoever asked is told; never null. */
    byte[] answer();

    /** The entity gets a new state; see {@link Change} for the parts. */
    static Decision append(byte[] state, boolean gone, List<Projection> projections, byte[] answer) {
        return new Append(state, gone, projections, answer);
    }

    /** There is nothing to change. */
    static Decision answer(byte[] answer) {
        return new Answer(answer);
    }

    record Append(byte[] state, boolean gone, List<Projection> projections, byte[] answer) implements Decision {
        public Append {
            projections = List.copyOf(projections);
            answer = answer == null ? new byte[0] : answer;
        }
    }

    record Answer(byte[] answer) implements Decision {
        public Answer {
            answer = answer == null ? new byte[0] : answer;
        }
    }
}
