package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.BucketPlan;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Edits;
import io.slipway.seal.Digests;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditingTest {
    private static final long NOW = 1_000_000;
    private static final long LIFETIME = 5_000;
    private static final Digest OWNER = Digests.sha256(new byte[] {1});
    private static final Digest ANNA = Digests.sha256(new byte[] {4});
    private static final ShareId ID = ShareId.of(new byte[16]);
    private static final FileId FILE = FileId.of(new byte[16]);
    private static final FileId OTHER = FileId.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    private static final CatalogSettings SETTINGS =
            new CatalogSettings(1L << 20, 2, 10 * LIFETIME, 1, 1, 1, 1, BucketPlan.of(Duration.ofDays(1)), now -> now);
    private static final Share.Arriving ARRIVING = new Share.Arriving(
            new Share.Offer(
                    Mode.SEALED,
                    "change",
                    NOW,
                    LIFETIME,
                    OWNER,
                    Digests.sha256(new byte[] {2}),
                    null,
                    null,
                    "key",
                    List.of(FILE, OTHER),
                    null),
            NOW + 100);
    private static final Share OFFERED = ARRIVING.completed(NOW);

    private static Edits.Edit edit(int revision, Edits.Lifetime lifetime, Integer limit, List<FileId> remove) {
        return new Edits.Edit(
                "edit",
                ID,
                OWNER,
                revision,
                lifetime,
                limit == null ? null : new Edits.Limit(limit),
                null,
                null,
                null,
                List.of(),
                List.of(),
                remove);
    }

    private static Share edited(Share share, Edits.Edit wish) {
        return Editing.edited(share, wish, Editing.Prepared.NOTHING, NOW, SETTINGS);
    }

    private static Share limited(Share share, int limit) {
        return edited(share, edit(Edits.ANY_REVISION, null, limit, List.of()));
    }

    @Test
    void lifetimesCountFromNow_orFromCompletionWhileFilesArrive() {
        Edits.Edit longer = edit(0, new Edits.Lifetime(2 * LIFETIME), null, List.of());

        assertThat(edited(OFFERED, longer).endsAt()).isEqualTo(NOW + 2 * LIFETIME);
        assertThat(edited(ARRIVING, longer).endsAt()).isEqualTo(NOW + 100);
        assertThat(edited(ARRIVING, longer).completed(NOW + 50).endsAt()).isEqualTo(NOW + 50 + 2 * LIFETIME);
    }

    @Test
    void aLifetimeOfNothingEndsItNow() {
        Edits.Edit over = edit(0, new Edits.Lifetime(0), null, List.of());

        assertThat(edited(OFFERED, over).over(NOW)).isTrue();
        assertThat(edited(ARRIVING, over).over(NOW)).isTrue();
        assertThat(Editing.cuts(over)).isTrue();
    }

    @Test
    void aLifetimeOfNothingLeavesNoClaimToFinish_aShorterOneDoes() {
        Share three = limited(OFFERED, 3);
        Claims claims = three.offer().terms().claims().taken(ANNA, false, NOW, 3);
        Share taken = three.with(three.offer().with(three.offer().terms().with(claims)));

        Share over = edited(taken, edit(Edits.ANY_REVISION, new Edits.Lifetime(0), null, List.of()));
        Share shorter = edited(taken, edit(Edits.ANY_REVISION, new Edits.Lifetime(1), null, List.of()));

        assertThat(over.over(NOW)).isTrue();
        assertThat(over.offer().terms().claims().open()).isEmpty();
        assertThat(shorter.closed(NOW + 1)).isTrue();
        assertThat(shorter.continues(ANNA, NOW + 1)).isTrue();
    }

    @Test
    void lifetimesHaveALongest() {
        assertThat(edited(OFFERED, edit(0, new Edits.Lifetime(10 * LIFETIME), null, List.of()))
                        .endsAt())
                .isEqualTo(NOW + 10 * LIFETIME);
        assertCode(edit(0, new Edits.Lifetime(10 * LIFETIME + 1), null, List.of()), ProblemCode.BAD_REQUEST);
        assertCode(edit(0, new Edits.Lifetime(Share.NEVER), null, List.of()), ProblemCode.BAD_REQUEST);
    }

    @Test
    void aRevisionIsTheOneThatWasSeen() {
        Share once = edited(OFFERED, edit(0, null, 1, List.of()));

        assertThat(once.offer().terms().revision()).isOne();
        assertThatThrownBy(() -> edited(once, edit(0, null, 2, List.of())))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.PRECONDITION_FAILED));
        assertThat(edited(once, edit(1, null, 2, List.of())).offer().terms().limit())
                .isEqualTo(2);
    }

    @Test
    void limitsAreFromOneToTenThousand() {
        assertThat(limited(OFFERED, 1).offer().terms().limit()).isOne();
        assertThat(limited(OFFERED, Edits.MAX_LIMIT).offer().terms().limit()).isEqualTo(Edits.MAX_LIMIT);
        assertCode(edit(0, null, Edits.MAX_LIMIT + 1, List.of()), ProblemCode.BAD_REQUEST);
        assertCode(edit(0, null, -1, List.of()), ProblemCode.BAD_REQUEST);
    }

    @Test
    void whatWasUsedStaysUsed_alsoWhileThereIsNoLimit() {
        Share two = limited(OFFERED, 2);
        Claims claims = two.offer().terms().claims().verified(ANNA, NOW, 2);
        Share used = limited(two.with(two.offer().with(two.offer().terms().with(claims))), 0);

        assertThat(used.offer().terms().claims().used()).isOne();
        assertThat(used.endsAt()).isEqualTo(NOW + LIFETIME);
        Share back = limited(used, 1);
        assertThat(back.offer().terms().usedUp(NOW)).isTrue();
        assertThat(back.endsAt()).isEqualTo(Math.min(NOW + LIFETIME, NOW + Terms.USED_UP_MILLIS));
    }

    @Test
    void oneFileStays() {
        Share one = edited(OFFERED, edit(0, null, null, List.of(OTHER)));

        assertThat(one.offer().files()).containsExactly(FILE);
        assertThatThrownBy(() -> edited(one, edit(1, null, null, List.of(FILE))))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.BAD_REQUEST));
    }

    @Test
    void strangersAndTheDeletedAreNotEdited() {
        Edits.Edit wish = edit(0, null, 1, List.of());
        assertThatThrownBy(() -> edited(OFFERED.deleted(NOW, 10), wish))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.GONE));
    }

    @Test
    void termsAreReadAsTheyWereWritten_andSharesWithoutThemAsWell() {
        Share two = limited(OFFERED, 2);
        Share written = two.with(two.offer()
                .with(two.offer().terms().with(two.offer().terms().claims().taken(ANNA, true, NOW, 2))));

        Share read = StateCodec.share(StateCodec.write(written));

        assertThat(read.offer().terms()).isEqualTo(written.offer().terms());
        String json = new String(StateCodec.write(OFFERED), java.nio.charset.StandardCharsets.UTF_8);
        String before = json.replaceFirst(",\"terms\":\\{.*?\\]\\,\"untracked\":false\\}", "");
        assertThat(before).doesNotContain("terms");
        assertThat(StateCodec.share(before.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .offer()
                        .terms())
                .isEqualTo(Terms.FIRST);
    }

    private static void assertCode(Edits.Edit wish, ProblemCode code) {
        assertThatThrownBy(() -> edited(OFFERED, wish))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
