package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.bus.Bus;
import io.slipway.catalog.RoomSettings;
import io.slipway.chunks.ChunkVerticle;
import io.slipway.edge.EdgeLimits;
import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeTimeouts;
import io.slipway.edge.EdgeVerticle;
import io.slipway.expiry.ExpiryVerticle;
import io.slipway.flow.ByteBudget;
import io.slipway.journal.EntityKey;
import io.slipway.model.BucketId;
import io.slipway.model.FileId;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Expiry;
import io.slipway.protocol.Space;
import io.slipway.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Shares that their owners extend by a real {@code PATCH} leave their buckets, and nothing is lost of them if the node that
 * moves them ends in the middle.
 */
class MoveOverHttpIT extends LivingCatalog {
    private static final int SIZE = (20 << 20) + 11;
    /** Says whose turn it is to move files. */
    private static final String LEASE = "slp:x:lease:moves";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final byte[] content = new byte[SIZE];
    private EdgeVerticle edge;

    @BeforeAll
    void openDoors() throws Exception {
        new Random(4).nextBytes(content);
        EdgeTimeouts normal = EdgeTimeouts.DEFAULT;
        edge = new EdgeVerticle(
                new EdgeSettings(
                        "127.0.0.1",
                        0,
                        URI.create("http://share.example"),
                        "1",
                        new EdgeLimits(64L << 20, 16, DAY, 30 * DAY, List.of(DAY), 30_000),
                        new EdgeTimeouts(
                                normal.headers(),
                                normal.keepAlive(),
                                normal.idle(),
                                normal.memory(),
                                Duration.ofMinutes(2),
                                normal.follow(),
                                normal.linger()),
                        EdgeProxies.NONE,
                        new ByteBudget(64 << 20, 100),
                        new ByteBudget(64 << 20, 100)),
                bus,
                new Health(vertx, System::nanoTime),
                random);
        deploy(edge);
    }

    @Override
    RoomSettings limits() {
        return RoomSettings.UNLIMITED;
    }

    @AfterEach
    void backToday() {
        ahead.set(0);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    /** A share for a day, extended to 20 days by its owner. */
    private final class Extended {
        private final String share;
        private final FileId file;
        private final String tag;
        private final BucketId old;

        private Extended() throws Exception {
            HttpResponse<String> put = http.send(
                    to("/a.bin")
                            .header("Max-Days", "1")
                            .PUT(BodyPublishers.ofByteArray(content))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
            String[] delete =
                    put.headers().firstValue("x-url-delete").orElseThrow().split("/");
            share = delete[delete.length - 2];
            HttpResponse<String> patch = http.send(
                    to("/api/shares/" + share)
                            .header("Authorization", "Bearer " + delete[delete.length - 1])
                            .header("Content-Type", "application/json")
                            .method("PATCH", BodyPublishers.ofString("{\"lifetime\":" + 20 * DAY + "}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(patch.statusCode()).as(patch.body()).isEqualTo(200);
            JsonObject view = new JsonObject(patch.body());
            file = new FileId(view.getJsonArray("files").getJsonObject(0).getString("file"));
            tag = view.getJsonArray("files").getJsonObject(0).getString("etag");
            old = bucket();
            // Beyond the bucket, which holds a day of uploading, a day of living, and at most a day more.
            ahead.set(4 * DAY);
        }

        private BucketId bucket() throws Exception {
            return await(bus.request(Space.PLACES, new Space.FindPlaces(file, 0, 1)))
                    .locations()
                    .get(0)
                    .bucket();
        }

        private void assertThere() throws Exception {
            HttpResponse<byte[]> got = http.send(to("/s/" + share).build(), BodyHandlers.ofByteArray());
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.headers().firstValue("etag")).contains('"' + tag + '"');
            assertThat(Arrays.mismatch(got.body(), content)).isEqualTo(-1);
        }

        private void assertMoved() throws Exception {
            assertThat(bucket()).isNotEqualTo(old);
            assertThat(buckets()).contains(bucket());
            until(() -> {
                assertThat(sweep()).isNotNull();
                return !buckets().contains(old);
            });
            assertThere();
            EntityKey pin = new EntityKey("move", file.text());
            EntityKey segment = new EntityKey("segment", file + ".0.0");
            assertThat(await(journal.view().read(List.of(pin, segment))).entities())
                    .allMatch(entity -> entity.state() == null);
        }

        private List<BucketId> buckets() throws Exception {
            return await(bus.request(Chunks.LIST, new Chunks.ListBuckets())).buckets();
        }
    }

    @Test
    void aShareThatIsExtendedByPatchMovesOutOfItsBucket_underTheEyesOfAReader() throws Exception {
        Extended extended = new Extended();
        HttpResponse<InputStream> early = http.send(to("/s/" + extended.share).build(), BodyHandlers.ofInputStream());
        try (InputStream in = early.body()) {
            assertThat(in.readNBytes(1 << 20)).isEqualTo(Arrays.copyOf(content, 1 << 20));

            assertThat(sweep().moved()).isEqualTo(1);
            extended.assertMoved();

            byte[] rest = in.readAllBytes();
            assertThat(Arrays.mismatch(rest, Arrays.copyOfRange(content, 1 << 20, SIZE)))
                    .isEqualTo(-1);
        }
        HttpResponse<byte[]> part = http.send(
                to("/s/" + extended.share)
                        .header("Range", "bytes=5-")
                        .header("If-Range", early.headers().firstValue("etag").orElseThrow())
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(part.statusCode()).isEqualTo(206);
    }

    /** A node of its own on the same Kafka and Redis, whose end comes at the n-th question of a kind. */
    private final class Doomed {
        private final Vertx own = Vertx.vertx();
        private final Bus line = new Bus(own);
        private final AtomicInteger asked = new AtomicInteger();
        private final Promise<Void> reached = Promise.promise();
        private final int at;

        private Doomed(int at) throws Exception {
            this.at = at;
            assertThat(await(own.deployVerticle(catalog(line)))).isNotNull();
            assertThat(await(own.deployVerticle(new ExpiryVerticle(
                            line, Duration.ofHours(1), ExpiryVerticle.UPKEEP_EVERY, () -> Future.succeededFuture()))))
                    .isNotNull();
            Vertx keeper = Vertx.vertx();
            own.exceptionHandler(e -> {});
            Bus inner = new Bus(keeper);
            assertThat(await(keeper.deployVerticle(new ChunkVerticle(store, inner))))
                    .isNotNull();
            this.keeper = keeper;
            await(line.serve(Chunks.LIST, question -> inner.request(Chunks.LIST, question)));
            await(line.serve(
                    Chunks.COPY,
                    question -> asked.incrementAndGet() < at
                            ? inner.request(Chunks.COPY, question)
                            : inner.request(Chunks.COPY, question).compose(copied -> {
                                reached.complete();
                                return Promise.<Chunks.Copies>promise().future();
                            })));
        }

        private final Vertx keeper;

        /** Begins to move and ends in the middle. */
        private void moveAndDie() throws Exception {
            // The turn may be another node's still.
            assertThat(redis("DEL", LEASE).toInteger()).isBetween(0, 1);
            Future<Expiry.SweepReport> never = line.request(Expiry.SWEEP_NOW, new Expiry.SweepNow());
            assertThat(never.isComplete()).isFalse();
            await(reached.future());
            await(own.close());
            await(keeper.close());
            assertThat(asked.get()).isEqualTo(at);
        }
    }

    private void aNodeEndsAt(int copy) throws Exception {
        Extended extended = new Extended();
        new Doomed(copy).moveAndDie();
        assertThat(extended.bucket()).isEqualTo(extended.old);
        extended.assertThere();
        // Whoever moves has a lease that ends by itself; here it ends at once.
        assertThat(redis("DEL", LEASE).toInteger()).isEqualTo(1);

        until(() -> sweep().moved() == 1);

        extended.assertMoved();
    }

    @Test
    void whatANodeWasCopyingWhenItEnded_isMovedByAnother() throws Exception {
        aNodeEndsAt(1);
    }

    @Test
    void whatANodeHadAllButCopiedWhenItEnded_isMovedByAnother() throws Exception {
        aNodeEndsAt(3);
    }

    @Test
    void aMoveOfWhatIsNotExtendedAnyMore_isUndone() throws Exception {
        Extended extended = new Extended();
        new Doomed(2).moveAndDie();
        assertThat(redis("DEL", LEASE).toInteger()).isEqualTo(1);
        ahead.set(60 * DAY);

        until(() -> {
            assertThat(sweep()).isNotNull();
            return !extended.buckets().contains(extended.old);
        });
        EntityKey pin = new EntityKey("move", extended.file.text());
        until(() -> {
            assertThat(sweep()).isNotNull();
            return await(journal.view().read(List.of(pin))).entities().get(0).state() == null;
        });
        assertThat(http.send(to("/s/" + extended.share).build(), BodyHandlers.ofByteArray())
                        .statusCode())
                .isEqualTo(410);
    }
}
