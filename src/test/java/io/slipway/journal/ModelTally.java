package io.slipway.journal;

/** How often things happened in the model: what never happens proves nothing. */
final class ModelTally {
    int answers;
    int voids;
    int refills;
    int emptied;
    int compactions;
    int forgotten;

    int leastOften() {
        int least = answers;
        for (int count : new int[] {voids, refills, emptied, compactions, forgotten}) {
            least = Math.min(least, count);
        }
        return least;
    }

    @Override
    public String toString() {
        return answers + " answers, " + voids + " void records, " + refills + " refills, " + emptied
                + " views emptied, " + compactions + " compactions, " + forgotten + " entities forgotten";
    }
}
