package io.slipway.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.Receiver.End;
import io.slipway.cli.chaos.Receiver.Receipt;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A good tally holds; each corruption of it is found, under its own name and no other. */
class TallyTest {
    private static final int ALL = 0xffff;
    private static final Token CLAIM = Token.random((Randomness) new SplittableRandom(1)::nextBytes);

    private static List<Receipt> receipts(int verified, int refused) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < verified; i++) {
            receipts.add(new Receipt(End.VERIFIED, CLAIM, ALL, ""));
        }
        for (int i = 0; i < refused; i++) {
            receipts.add(new Receipt(End.REFUSED, CLAIM, 0, ""));
        }
        return receipts;
    }

    private static List<Receipt> with(List<Receipt> receipts, End end, int parts) {
        List<Receipt> more = new ArrayList<>(receipts);
        more.add(new Receipt(end, CLAIM, parts, "so"));
        return more;
    }

    private static List<Rule> broken(List<Receipt> receipts, int used, int live) {
        return new Tally("s", 2, receipts, used, live)
                .violations().stream().map(Violation::rule).toList();
    }

    @Test
    void asManyAsTheLimitAllowsIsFine() {
        assertThat(broken(receipts(2, 48), 2, 0)).isEmpty();
    }

    @Test
    void oneMoreThanTheLimitIsFound() {
        assertThat(broken(receipts(3, 47), 2, 0)).containsExactly(Rule.OVERDRAWN);
    }

    @Test
    void anyOtherCountThanTheLimitIsFound() {
        assertThat(broken(receipts(2, 48), 3, 0)).containsExactly(Rule.MISCOUNTED);
        assertThat(broken(receipts(2, 48), 1, 0)).containsExactly(Rule.MISCOUNTED);
        assertThat(broken(receipts(2, 48), -1, 0)).containsExactly(Rule.MISCOUNTED);
        assertThat(broken(receipts(2, 48), 2, 1)).containsExactly(Rule.MISCOUNTED);
    }

    @Test
    void fewerAreFine_whereSixteenSixteenthsWereChargedToTheDead() {
        List<Receipt> seven = with(receipts(1, 40), End.GAVE_UP, 0x7f);
        assertThat(broken(with(seven, End.GAVE_UP, 0x1ff), 2, 0)).isEmpty();

        assertThat(broken(with(seven, End.GAVE_UP, 0xff), 2, 0)).containsExactly(Rule.SHORT);
        assertThat(broken(receipts(1, 49), 2, 0)).containsExactly(Rule.SHORT);
    }

    @Test
    void whoIsStuckOrWrongedIsFound() {
        assertThat(broken(with(receipts(2, 47), End.STUCK, 0), 2, 0)).containsExactly(Rule.STUCK);
        assertThat(broken(with(receipts(2, 47), End.WRONGED, 0), 2, 0)).containsExactly(Rule.WRONGED);
        assertThat(new Tally("s", 2, with(receipts(2, 47), End.WRONGED, 0), 2, 0).violations())
                .extracting(Violation::what)
                .containsExactly("share s, limit 2: so");
    }
}
