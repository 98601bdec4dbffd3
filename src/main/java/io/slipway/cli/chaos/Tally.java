package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.Receiver.End;
import io.slipway.cli.chaos.Receiver.Receipt;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a share with a limit when everybody who wanted it had what they wanted or was refused: pure.
 *
 * @param share which
 * @param limit how many downloads there were
 * @param receipts of all who asked
 * @param used how many downloads the node says were used; below 0: it didn't say
 * @param live how many it says are under way
 */
public record Tally(String share, int limit, List<Receipt> receipts, int used, int live) {
    private static final int PARTS = 16;

    public Tally {
        receipts = List.copyOf(receipts);
    }

    /** How many have all of it and said so. */
    public int verified() {
        return count(End.VERIFIED);
    }

    private int count(End end) {
        return (int) receipts.stream().filter(one -> one.end() == end).count();
    }

    /**
     * What breaks the promise: exactly {@code limit} downloads are used; no more receivers have verified, and fewer only where
     * what was charged to claims that came to nothing makes up for them.
     */
    public List<Violation> violations() {
        List<Violation> found = new ArrayList<>();
        for (Receipt one : receipts) {
            if (one.end() == End.WRONGED) {
                found.add(violation(Rule.WRONGED, one.why()));
            } else if (one.end() == End.STUCK) {
                found.add(violation(Rule.STUCK, one.why()));
            }
        }
        if (used != limit || live != 0) {
            found.add(violation(Rule.MISCOUNTED, "used " + used + ", under way " + live));
        }
        if (verified() > limit) {
            found.add(violation(Rule.OVERDRAWN, "verified " + verified()));
        }
        int dead = receipts.stream()
                .filter(one -> one.end() != End.VERIFIED)
                .mapToInt(one -> Integer.bitCount(one.parts()))
                .sum();
        if (verified() < limit - dead / PARTS) {
            found.add(violation(
                    Rule.SHORT, "verified " + verified() + ", dead claims had at most " + dead + " sixteenths"));
        }
        return found;
    }

    private Violation violation(Rule rule, String what) {
        return new Violation(rule, "share " + share + ", limit " + limit + ": " + what);
    }
}
