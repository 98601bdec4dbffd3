package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Digests;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShareTest {
    private static final long NOW = 1_000_000;
    private static final long LIFETIME = 5_000;
    private static final long UNDO = 300;
    private static final Digest OWNER = Digests.sha256(new byte[] {1});
    private static final Digest READER = Digests.sha256(new byte[] {2});
    private static final Digest STRANGER = Digests.sha256(new byte[] {3});
    private static final Share.Arriving ARRIVING = new Share.Arriving(offer(Mode.SEALED, LIFETIME), NOW + 100);

    private static Share.Offer offer(Mode mode, long lifetime) {
        Digest read = mode == Mode.SEALED ? READER : null;
        return new Share.Offer(
                mode,
                "change-1",
                NOW,
                lifetime,
                OWNER,
                read,
                null,
                null,
                "key",
                List.of(FileId.of(new byte[16])),
                Terms.FIRST);
    }

    @Test
    void lifetimeRunsFromCompletion() {
        assertThat(ARRIVING.completed(NOW + 50).endsAt()).isEqualTo(NOW + 50 + LIFETIME);
    }

    @Test
    void readersAreToldTheSoonestEnd_whileFilesArrive() {
        assertThat(ARRIVING.endsForReaders(NOW + 10)).isEqualTo(NOW + 10 + LIFETIME);
        assertThat(ARRIVING.completed(NOW + 50).endsForReaders(NOW + 60)).isEqualTo(NOW + 50 + LIFETIME);
        assertThat(ARRIVING.completed(NOW + 50).deleted(NOW + 60, UNDO).endsForReaders(NOW + 60))
                .isEqualTo(NOW + 50 + LIFETIME);
    }

    @Test
    void completingTwiceDoesNotExtendTheLifetime() {
        Share offered = ARRIVING.completed(NOW);

        assertThat(offered.completed(NOW + 1000)).isSameAs(offered);
    }

    @Test
    void neverExpires_whenTheLifetimeIsNone() {
        Share share = new Share.Arriving(offer(Mode.SEALED, Share.NEVER), NOW + 1).completed(NOW);

        assertThat(share.endsAt()).isEqualTo(Share.NEVER);
        assertThat(share.over(Long.MAX_VALUE - 1)).isFalse();
    }

    @Test
    void readerSeesTheShareUntilTheLastMillisecond() {
        Share share = ARRIVING.completed(NOW);

        share.visible(READER, NOW + LIFETIME - 1);
        assertCode(() -> share.visible(READER, NOW + LIFETIME), ProblemCode.GONE);
    }

    @Test
    void strangersLearnNothing_notEvenThatItExpired() {
        Share share = ARRIVING.completed(NOW);

        assertCode(() -> share.visible(STRANGER, NOW), ProblemCode.NOT_FOUND);
        assertCode(() -> share.visible(null, NOW), ProblemCode.NOT_FOUND);
        assertCode(() -> share.visible(STRANGER, NOW + LIFETIME), ProblemCode.NOT_FOUND);
        assertCode(() -> share.owned(READER, NOW), ProblemCode.NOT_FOUND);
        assertCode(() -> share.owned(null, NOW), ProblemCode.NOT_FOUND);
    }

    @Test
    void anyoneWithTheIdSeesAnOpenShare() {
        Share share = new Share.Offered(offer(Mode.OPEN, LIFETIME), NOW + LIFETIME);

        share.visible(null, NOW);
        share.visible(STRANGER, NOW);
        assertCode(() -> share.visible(null, NOW + LIFETIME), ProblemCode.GONE);
    }

    @Test
    void deletionHidesAtOnceFromAllButTheOwner() {
        Share deleted = ARRIVING.completed(NOW).deleted(NOW, UNDO);

        assertCode(() -> deleted.visible(READER, NOW), ProblemCode.GONE);
        deleted.visible(OWNER, NOW + UNDO - 1);
        assertCode(() -> deleted.visible(OWNER, NOW + UNDO), ProblemCode.GONE);
    }

    @Test
    void undoBringsBackTheStateBefore_whileThereIsTime() {
        Share offered = ARRIVING.completed(NOW);
        Share deleted = offered.deleted(NOW, UNDO);

        assertThat(deleted.undone(NOW + UNDO - 1)).isEqualTo(offered);
        assertCode(() -> deleted.undone(NOW + UNDO), ProblemCode.GONE);
    }

    @Test
    void undoDoesNotOutliveExpiry() {
        Share deleted = ARRIVING.completed(NOW).deleted(NOW + LIFETIME - 10, UNDO);

        assertCode(() -> deleted.undone(NOW + LIFETIME), ProblemCode.GONE);
    }

    @Test
    void undoAndDeletionMayBeRepeated() {
        Share offered = ARRIVING.completed(NOW);
        Share deleted = offered.deleted(NOW, UNDO);

        assertThat(deleted.deleted(NOW + 5, UNDO)).isSameAs(deleted);
        assertThat(offered.undone(NOW)).isSameAs(offered);
    }

    @Test
    void completionReachesAShareThatIsHidden() {
        Share deleted = ARRIVING.deleted(NOW, UNDO);

        Share back = deleted.completed(NOW + 10).undone(NOW + 20);

        assertThat(back).isEqualTo(ARRIVING.completed(NOW + 10));
    }

    @Test
    void unfinishedUploadEndsWhenItsTimeIsOver() {
        assertThat(ARRIVING.over(NOW + 99)).isFalse();
        assertThat(ARRIVING.over(NOW + 100)).isTrue();
    }

    @Test
    void everyStateSurvivesTheJournal() {
        Share offered = ARRIVING.completed(NOW);
        for (Share share : List.of(ARRIVING, offered, offered.deleted(NOW, UNDO), ARRIVING.deleted(NOW, UNDO))) {
            assertThat(StateCodec.share(StateCodec.write(share)))
                    .usingRecursiveComparison()
                    .isEqualTo(share);
        }
    }

    private static void assertCode(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }

    private static Share limited(Claims claims) {
        Share offered = ARRIVING.completed(NOW);
        Terms terms = offered.offer().terms();
        Terms limited = new Terms(1, null, 3, claims, null, 1, 1, terms.moreKeys(), false);
        return offered.with(offered.offer().with(limited));
    }

    @Test
    void aClaimFromBeforeExpiryMayFinish_nobodyElseMayBegin() {
        long expiry = NOW + LIFETIME;
        Share share = limited(Claims.NONE.taken(STRANGER, false, expiry - 1, 3));
        share.visible(READER, null, expiry - 1);

        assertThat(share.closesAt()).isEqualTo(expiry);
        assertThat(share.endsForReaders(expiry - 1)).isEqualTo(expiry);
        assertThat(share.endsAt()).isEqualTo(expiry - 1 + Claims.SILENCE_MILLIS);
        share.visible(READER, STRANGER, share.endsAt() - 1);
        share.within(READER, share.endsAt() - 1);
        assertGone(() -> share.visible(READER, null, expiry));
        assertGone(() -> share.visible(READER, OWNER, expiry));
        assertGone(() -> share.owned(OWNER, expiry));
        assertGone(() -> share.visible(READER, STRANGER, share.endsAt()));
        assertGone(() -> share.within(READER, share.endsAt()));
    }

    @Test
    void whoGoesOnAfterExpiryHasHalfAnHour_andNoLonger() {
        long expiry = NOW + LIFETIME;
        Claims before = Claims.NONE.taken(STRANGER, false, expiry - 1, 3);

        Claims later = before.charged(STRANGER, 0, 1, 0, 100, expiry + 1_000, 3);

        assertThat(limited(later).endsAt()).isEqualTo(expiry + Share.FINISH_MILLIS);
        assertThat(limited(later.verified(STRANGER, expiry + 2_000, 3)).endsAt())
                .isEqualTo(expiry);
        assertThat(limited(later.returned(STRANGER, expiry + 2_000, 3)).endsAt())
                .isEqualTo(expiry);
    }

    private static void assertGone(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(ProblemCode.GONE));
    }
}
