package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Digests;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final long NOW = 1_000_000;
    private static final long SIZE = 1_600;
    private static final long UNDO = 30_000;
    private static final int ALL = 0xffff;
    private static final Digest ANNA = Digests.sha256(new byte[] {1});
    private static final Digest BERT = Digests.sha256(new byte[] {2});
    private static final Digest CARL = Digests.sha256(new byte[] {3});

    private static Claims charge(Claims claims, Digest holder, int parts, int limit) {
        return claims.charged(holder, 0, parts, 0, SIZE, NOW, limit);
    }

    @Test
    void aClaimCountsOnlyWhenAllOfItIsCharged() {
        Claims claims = Claims.NONE.taken(ANNA, false, NOW, 1);

        claims = charge(claims, ANNA, 0x7fff, 1);
        assertThat(claims.used()).isZero();
        claims = charge(claims, ANNA, 0x8000, 1);
        assertThat(claims.used()).isOne();
    }

    @Test
    void theNextOneWaits_whileTheLastDownloadIsUnderWay() {
        Claims claims = Claims.NONE.taken(ANNA, false, NOW, 1);

        assertCode(() -> claims.taken(BERT, false, NOW, 1), ProblemCode.LIMIT_BUSY);
        assertThat(claims.remaining(1)).isZero();
    }

    @Test
    void theNextOneIsRefusedForGood_whenAllAreUsed() {
        Claims claims = charge(Claims.NONE.taken(ANNA, false, NOW, 1), ANNA, ALL, 1);

        assertCode(() -> claims.taken(BERT, false, NOW, 1), ProblemCode.GONE);
    }

    @Test
    void takingAgainIsTheSameClaim() {
        Claims claims = Claims.NONE.taken(ANNA, false, NOW, 2).taken(ANNA, false, NOW + 1, 2);

        assertThat(claims.live()).isOne();
        assertThat(claims.of(ANNA).orElseThrow().since()).isEqualTo(NOW);
    }

    @Test
    void aClaimDiesOfSilence_notAMillisecondSooner() {
        Claims claims = charge(Claims.NONE.taken(ANNA, false, NOW, 1), ANNA, 0b111, 1);

        assertThat(claims.at(NOW + Claims.SILENCE_MILLIS - 1, 1).live()).isOne();
        Claims after = claims.at(NOW + Claims.SILENCE_MILLIS, 1);
        assertThat(after.live()).isZero();
        assertThat(after.spare()).isEqualTo(3);
        assertThat(after.used()).isZero();
    }

    @Test
    void progressKeepsAClaimAlive_butNotBeyondADay() {
        Claims claims = Claims.NONE.taken(ANNA, false, NOW, 1);
        long now = NOW;
        while (now + Claims.SILENCE_MILLIS <= NOW + Claims.LONGEST_MILLIS) {
            now += Claims.SILENCE_MILLIS - 1;
            claims = claims.charged(ANNA, 0, 1, 0, SIZE, now, 1);
        }

        assertThat(claims.at(NOW + Claims.LONGEST_MILLIS - 1, 1).live()).isOne();
        assertThat(claims.at(NOW + Claims.LONGEST_MILLIS, 1).live()).isZero();
    }

    @Test
    void partsOfDeadClaimsAddUpToADownload() {
        Claims claims = charge(Claims.NONE.taken(ANNA, false, NOW, 2), ANNA, 0x7fff, 2);
        claims = claims.returned(ANNA, NOW, 2);
        assertThat(claims.used()).isZero();
        assertThat(claims.spare()).isEqualTo(15);

        claims = charge(claims.taken(BERT, false, NOW, 2), BERT, 0b11, 2).returned(BERT, NOW, 2);

        assertThat(claims.used()).isOne();
        assertThat(claims.spare()).isOne();
    }

    @Test
    void verifiedCounts_howeverTheBytesCame_andOnlyOnce() {
        Claims claims = Claims.NONE.taken(ANNA, false, NOW, 1).verified(ANNA, NOW, 1);
        assertThat(claims.used()).isOne();

        assertThat(claims.verified(ANNA, NOW + 5, 1)).isEqualTo(claims);
    }

    @Test
    void verifiedAfterDeathTakesAnotherDownload_orIsRefused() {
        Claims dead = Claims.NONE.taken(ANNA, false, NOW, 1).at(NOW + Claims.SILENCE_MILLIS, 1);
        assertThat(dead.verified(ANNA, NOW + Claims.SILENCE_MILLIS, 1).used()).isOne();

        Claims taken = charge(dead.taken(BERT, false, NOW, 1), BERT, ALL, 1);
        assertCode(() -> taken.verified(ANNA, NOW, 1), ProblemCode.GONE);
    }

    @Test
    void whatWasLostOnTheWayIsFetchedAgain_untilVerified() {
        Claims spent = charge(Claims.NONE.taken(ANNA, false, NOW, 1), ANNA, ALL, 1);

        Claims again = spent.taken(ANNA, false, NOW + 1, 1);
        assertThat(again.of(ANNA).orElseThrow().covers(ALL)).isTrue();
        assertThat(again.used()).isOne();
        assertCode(() -> spent.verified(ANNA, NOW, 1).taken(ANNA, false, NOW, 1), ProblemCode.GONE);
    }

    @Test
    void nobodyGetsMoreThanTwiceTheShareAndAChunk() {
        long most = 2 * SIZE + Claims.SLACK_BYTES;
        Claims claims = Claims.NONE.taken(ANNA, false, NOW, 1);

        assertThat(claims.charged(ANNA, 0, 1, most, SIZE, NOW, 1)
                        .of(ANNA)
                        .orElseThrow()
                        .sent())
                .isEqualTo(most);
        assertCode(() -> claims.charged(ANNA, 0, 1, most + 1, SIZE, NOW, 1), ProblemCode.GONE);
    }

    @Test
    void aNewResponseEndsTheOld_ofAClientWithoutAToken() {
        Claims first = Claims.NONE.taken(ANNA, true, NOW, 1);
        Claims second = first.taken(ANNA, true, NOW, 1);

        assertThat(second.of(ANNA).orElseThrow().turn()).isEqualTo(2);
        assertCode(() -> second.charged(ANNA, 1, 1, 0, SIZE, NOW, 1), ProblemCode.GONE);
        assertThat(second.charged(ANNA, 2, 1, 0, SIZE, NOW, 1).live()).isOne();
    }

    @Test
    void aClientWithoutATokenBeginsAnew_onlyAfterItWasSentEverything() {
        Claims spent = Claims.NONE.taken(ANNA, true, NOW, 2).charged(ANNA, 1, ALL, 0, SIZE, NOW, 2);
        assertThat(spent.forgotten(ANNA, NOW, 2).taken(ANNA, true, NOW, 2).remaining(2))
                .isOne();

        Claims done = spent.delivered(ANNA, 1, NOW, 2);
        assertThat(done.forgotten(ANNA, NOW, 2).taken(ANNA, true, NOW, 2).remaining(2))
                .isZero();
        assertThat(done.taken(ANNA, true, NOW, 2).remaining(2)).isOne();
    }

    @Test
    void aLowerLimitEndsTheYoungest() {
        Claims claims = Claims.NONE
                .taken(ANNA, false, NOW, 3)
                .taken(BERT, false, NOW + 1, 3)
                .taken(CARL, false, NOW + 2, 3);

        Claims lowered = claims.limited(NOW + 3, 1);

        assertThat(lowered.of(ANNA)).isPresent();
        assertThat(lowered.live()).isOne();
    }

    @Test
    void aHigherLimitOpensAUsedUpShareAgain() {
        Claims used =
                charge(Claims.NONE.taken(ANNA, false, NOW, 1), ANNA, ALL, 1).verified(ANNA, NOW, 1);
        assertThat(used.endsAt(1, UNDO)).isEqualTo(NOW + UNDO);

        Claims raised = used.limited(NOW + 1, 2);

        assertThat(raised.endsAt(2, UNDO)).isEqualTo(Share.NEVER);
        assertThat(raised.taken(BERT, false, NOW + 2, 2).live()).isOne();
    }

    @Test
    void aUsedUpShareStays_whileSomebodyMayStillFetchWhatWasLost() {
        Claims spent = charge(Claims.NONE.taken(ANNA, false, NOW, 1), ANNA, ALL, 1);

        assertThat(spent.endsAt(1, UNDO)).isEqualTo(NOW + Claims.SILENCE_MILLIS);
    }

    @Test
    void thereIsABoundToLiveClaims() {
        Claims claims = Claims.NONE;
        for (int i = 0; i < Claims.MAX_LIVE; i++) {
            claims = claims.taken(Digests.sha256(new byte[] {9, (byte) i}), false, NOW, 10_000);
        }

        Claims full = claims;
        assertCode(() -> full.taken(ANNA, false, NOW, 10_000), ProblemCode.LIMIT_BUSY);
        Digest one = Digests.sha256(new byte[] {9, 0});
        assertThat(full.returned(one, NOW, 10_000)
                        .taken(ANNA, false, NOW, 10_000)
                        .live())
                .isEqualTo(Claims.MAX_LIVE);
    }

    @Test
    void theOldestOfTheSpentAreForgotten_thoseThatAreDoneFirst() {
        Claims claims = Claims.NONE;
        for (int i = 0; i <= Claims.MAX_SPENT; i++) {
            Digest holder = Digests.sha256(new byte[] {9, (byte) i});
            claims = claims.taken(holder, false, NOW + i, 1_000).charged(holder, 0, ALL, 0, SIZE, NOW + i, 1_000);
            claims = i == 40 ? claims.verified(holder, NOW + i, 1_000) : claims;
        }

        assertThat(claims.open()).hasSize(Claims.MAX_SPENT);
        assertThat(claims.of(Digests.sha256(new byte[] {9, 40}))).isEmpty();
        assertThat(claims.of(Digests.sha256(new byte[] {9, 0}))).isPresent();
        assertThat(claims.used()).isEqualTo(Claims.MAX_SPENT + 1);
    }

    private static void assertCode(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
