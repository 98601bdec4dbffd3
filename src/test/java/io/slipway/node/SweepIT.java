package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.journal.EntityKey;
import io.slipway.model.BucketId;
import io.slipway.model.BucketPlan;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Space;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of shares when time passes. */
class SweepIT extends LivingCatalog {
    @Test
    void whatExpiredIsHiddenAtOnce_itsKeyDestroyedBySweep_itsBucketDroppedWhenItsTimeIsOver() throws Exception {
        ahead.set(0);
        Catalog.ShareView mortal = publish(HOUR);
        Catalog.ShareView lasting = publish(20 * DAY);
        int buckets = buckets();

        ahead.set(HOUR - 60_000);
        assertThat(sweep().dropped()).isZero();
        assertThat(find(mortal)).isNull();

        ahead.set(HOUR + 60_000);
        assertThat(find(mortal)).isEqualTo(ProblemCode.GONE);
        assertThat(sweep().removed()).isPositive();
        assertThat(sweep().removed()).isZero();
        assertThat(find(mortal)).isEqualTo(ProblemCode.GONE);
        assertThat(buckets()).isEqualTo(buckets);

        ahead.set(3 * DAY);
        BucketId bucket = BucketPlan.of(Duration.ofDays(1)).choose(mortal.createdAt(), HOUR);
        assertThat(sweep().dropped()).isPositive();
        assertThat(buckets()).isLessThan(buckets);
        EntityKey closing = new EntityKey("bucket", bucket.toString());
        assertThat(await(journal.view().read(List.of(closing)))
                        .entities()
                        .get(0)
                        .gone())
                .isTrue();
        assertThat(code(bus.request(Space.CLOSE, new Space.CloseBucket(bucketOf(lasting)))))
                .isEqualTo(ProblemCode.CONFLICT);
        assertThat(find(lasting)).isNull();
    }

    @Test
    void aBucketWithALiveFileStays_howeverLateItIs() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);

        Catalog.Emptied emptied = await(bus.request(
                Catalog.EMPTIED,
                new Catalog.FindEmptied(await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                        .buckets())));
        ahead.set(5 * DAY);
        Catalog.Emptied late = await(bus.request(
                Catalog.EMPTIED,
                new Catalog.FindEmptied(await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                        .buckets())));

        assertThat(emptied.buckets()).isEmpty();
        assertThat(late.buckets()).isEmpty();
        assertThat(find(share)).isEqualTo(ProblemCode.GONE);
        assertThat(sweep().removed()).isPositive();
    }

    @Test
    void anUploadThatTookTooLongIsGone_whatIsCompletedLaterDoesNotBringItBack() throws Exception {
        ahead.set(0);
        Token upload = Token.random(random);
        Catalog.CreateShare wish = wish(random.shareId(), random.fileId(), "late", upload);
        assertThat(await(bus.request(Catalog.CREATE, wish)).files()).hasSize(1);
        io.slipway.model.FileId file = wish.files().get(0).id();

        ahead.set(DAY + 60_000);

        assertThat(code(bus.request(
                        Catalog.COMPLETE, new Catalog.CompleteFile("done", file, upload.verifier(), new byte[] {1}))))
                .isEqualTo(ProblemCode.GONE);
        assertThat(sweep().removed()).isPositive();
        assertThat(code(bus.request(Catalog.UPLOAD, new Catalog.FindUpload(file, upload.verifier(), 0))))
                .isIn(ProblemCode.GONE, null);
    }

    @Test
    void creationsOfOneShareAtOnce_oneWins_theOthersFilesAreNobodysAndEnd() throws Exception {
        ahead.set(0);
        io.slipway.model.ShareId share = random.shareId();
        List<Catalog.CreateShare> wishes = new ArrayList<>();
        List<Future<Catalog.ShareView>> answers = new ArrayList<>();
        Token upload = Token.random(random);
        for (int i = 0; i < 6; i++) {
            wishes.add(wish(share, random.fileId(), "rival-" + i, upload));
            answers.add(bus.request(Catalog.CREATE, wishes.get(i)));
        }
        List<ProblemCode> codes = new ArrayList<>();
        for (Future<Catalog.ShareView> answer : answers) {
            codes.add(code(answer));
        }

        assertThat(codes).containsOnlyOnce((ProblemCode) null).contains(ProblemCode.CONFLICT);
        for (int i = 0; i < wishes.size(); i++) {
            io.slipway.model.FileId file = wishes.get(i).files().get(0).id();
            ProblemCode code = code(bus.request(Catalog.UPLOAD, new Catalog.FindUpload(file, upload.verifier(), 0)));
            if (codes.get(i) == null) {
                assertThat(code).isNull();
            } else {
                assertThat(code).isIn(ProblemCode.GONE, ProblemCode.NOT_FOUND);
            }
        }
        ahead.set(DAY + 2 * HOUR);
        assertThat(sweep().removed()).isGreaterThan(1);
        assertThat(sweep().removed()).isZero();
    }

    @Test
    void aCreationRepeatedUnderItsChangeIdIsMadeOnce() throws Exception {
        ahead.set(0);
        Catalog.CreateShare wish = wish(random.shareId(), random.fileId(), "again", Token.random(random));

        List<Future<Catalog.ShareView>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(bus.request(Catalog.CREATE, wish));
        }
        for (Future<Catalog.ShareView> answer : answers) {
            assertThat(code(answer)).isNull();
        }

        assertThat(code(bus.request(Catalog.CREATE, wish))).isNull();
    }
}
