package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.journal.Decision;
import io.slipway.journal.EntityKey;
import io.slipway.journal.Projection;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Expiry;
import io.slipway.protocol.Space;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shares that were extended leave the buckets whose time has passed. */
class MoveIT extends LivingCatalog {
    /** As if its owner had extended it. */
    private void extend(Catalog.ShareView share, long expiresAt) throws Exception {
        EntityKey key = new EntityKey("share", share.id().text());
        assertThat(await(journal.changes().change(key, "extend-" + expiresAt, (entity, now) -> {
                    byte[] state = new JsonObject(Buffer.buffer(entity.state()))
                            .put("expiresAt", expiresAt)
                            .toBuffer()
                            .getBytes();
                    return Decision.append(
                            state, false, List.of(new Projection.Score("due", key.toString(), expiresAt)), state);
                })))
                .isNotEmpty();
    }

    private Space.Moves findMoves(Bus node) throws Exception {
        return await(node.request(
                Space.FIND_MOVES,
                new Space.FindMoves(
                        await(bus.request(Chunks.LIST, new Chunks.ListBuckets()))
                                .buckets(),
                        8)));
    }

    @Test
    void aShareThatWasExtendedMovesOutOfItsBucket_whichIsDroppedThen() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);
        List<Buffer> before = bytes(share);
        extend(share, share.expiresAt() + 9 * DAY);
        assertThat(sweep().moved()).isZero();

        ahead.set(3 * DAY);
        Expiry.SweepReport report = sweep();

        assertThat(report.moved()).isEqualTo(1);
        assertThat(report.dropped()).isPositive();
        assertThat(find(share)).isNull();
        assertThat(bytes(share)).isEqualTo(before);
        assertThat(sweep().moved()).isZero();
        ahead.set(12 * DAY);
        Expiry.SweepReport end = sweep();
        assertThat(end.removed()).isPositive();
        assertThat(end.dropped()).isPositive();
    }

    @Test
    void aMoveThatWasCutShortIsTakenUpAgain_byOneNodeAtATime() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);
        extend(share, share.expiresAt() + 9 * DAY);
        ahead.set(3 * DAY);
        Space.Move move = findMoves(bus).moves().get(0);
        Chunks.Copies copies = await(bus.request(
                Chunks.COPY,
                new Chunks.Copy(
                        new Chunks.Read(move.fileId(), 0, places(share).locations()),
                        move.target(),
                        move.partition())));
        ByteBuffer packed = ByteBuffer.allocate(ChunkLocation.BYTES);
        copies.locations().get(0).pack(packed);
        assertThat(await(bus.request(Space.COPIED, new Space.Copied(move, 0, packed.array()))))
                .isNotNull();

        Vertx other = Vertx.vertx();
        Bus otherBus = new Bus(other);
        assertThat(await(other.deployVerticle(catalog(otherBus)))).isNotNull();
        assertThat(findMoves(otherBus).moves()).isEmpty();
        await(other.close());
        assertThat(places(share).locations()).doesNotContain(copies.locations().get(0));
        assertThat(findMoves(bus).moves()).containsExactly(move);

        assertThat(sweep().moved()).isEqualTo(1);
        assertThat(bytes(share)).hasSize(1);
        assertThat(code(bus.request(Space.COPIED, new Space.Copied(move, 0, packed.array()))))
                .isEqualTo(ProblemCode.CONFLICT);
    }

    @Test
    void whatEndsWhileItIsMovedLeavesNothingBehind() throws Exception {
        ahead.set(0);
        Catalog.ShareView share = publish(HOUR);
        extend(share, share.expiresAt() + 9 * DAY);
        ahead.set(3 * DAY);
        Space.Move move = findMoves(bus).moves().get(0);
        byte[] packed = new byte[ChunkLocation.BYTES];
        assertThat(await(bus.request(Space.COPIED, new Space.Copied(move, 0, packed))))
                .isNotNull();

        ahead.set(12 * DAY);
        assertThat(sweep().removed()).isPositive();

        assertThat(await(bus.request(Space.END_MOVE, new Space.EndMove(move))).moved())
                .isFalse();
        EntityKey next = new EntityKey("segment", move.fileId() + ".1.0");
        EntityKey pin = new EntityKey("move", move.fileId().text());
        assertThat(await(journal.view().read(List.of(next, pin))).entities())
                .allMatch(entity -> entity.gone() && entity.state() == null);
        assertThat(sweep().dropped()).isNotNegative();
        assertThat(await(bus.request(Chunks.LIST, new Chunks.ListBuckets())).buckets())
                .doesNotContain(move.target());
    }
}
