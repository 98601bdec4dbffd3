package io.slipway.journal;

import static io.slipway.journal.Waiting.await;
import static io.slipway.journal.Waiting.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.journal.Change.Answered;
import io.slipway.kit.RealRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script and the reference are the same rule: both are given the same batches, good and bad, old and new. */
class RedisApplyIT {
    private static final int RUNS = Integer.getInteger("slipway.apply.runs", 60);
    private static final int BATCHES = 30;
    private static final String PREFIX = "slp:";
    private static final long KEEP = Duration.ofHours(24).toMillis();
    private static final Places PLACES = new Places(1, 1);
    private static final List<EntityKey> FACTS =
            List.of(new EntityKey("share", "a"), new EntityKey("file", "b"), new EntityKey("segment", "c.1.0"));
    private static final List<EntityKey> KEYS = List.of(new EntityKey("key", "k1"), new EntityKey("key", "k2"));

    @ParameterizedTest(name = "the carried Redis: {0}")
    @ValueSource(booleans = {true, false})
    void scriptAndReferenceAgree(boolean carried) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RealRedis redis = RealRedis.start(carried)) {
            RedisLink link = new RedisLink(
                    vertx, vertx.getOrCreateContext(), redis.address().uri());
            for (int seed = 0; seed < RUNS; seed++) {
                new Run(link, seed).compare();
            }
            done(link.close());
        }
        done(vertx.close());
    }

    /** One sequence of batches. */
    private static final class Run {
        private final Random random;
        private final int seed;
        private final RedisFold fold;
        private final RedisContents contents;
        private final ReferenceView reference = new ReferenceView(
                ReferenceView.Rule.TRUE, KEEP, RedisFold.trusted(JournalSettings.Times.DEFAULT.compactionLag()));
        private final ReferenceView keyReference = new ReferenceView(
                ReferenceView.Rule.TRUE, KEEP, RedisFold.trusted(JournalSettings.Times.DEFAULT.keyCompactionLag()));
        private final String life;
        private final long now;
        private final long[] ends = {0, 0};

        private Run(RedisLink link, int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.fold = new RedisFold(link, PREFIX, PLACES, KEEP, JournalSettings.Times.DEFAULT);
            this.contents = new RedisContents(link, PREFIX);
            contents.flush();
            for (int place = 0; place < 2; place++) {
                String aside = "aside " + place;
                contents.tell(Command.SET, PREFIX + "x:" + aside, "noted");
                view(place).entries.put("b " + aside + "\0", "noted");
            }
            List<Position> positions = List.of(new Position(0, 0, "topic-0"), new Position(0, 0, "topic-1"));
            done(fold.begin(positions));
            Standing standing = await(fold.look());
            this.now = standing.now();
            this.life = standing.life();
            for (int place = 0; place < 2; place++) {
                view(place).life = life;
                view(place).positions.put(place, positions.get(place));
            }
        }

        private ReferenceView view(int place) {
            return place == 0 ? reference : keyReference;
        }

        private void compare() {
            for (int i = 0; i < BATCHES; i++) {
                int place = random.nextInt(2);
                Follower.Apply batch = batch(place);
                String topic = "topic-" + (random.nextInt(20) == 0 ? 7 : place);
                Applied expected = view(place).apply(place, topic, batch, now);
                Applied actual = await(fold.apply(place, topic, batch));
                assertThat(shown(actual)).as("seed %d batch %d", seed, i).isEqualTo(shown(expected));
            }
            assertThat(await(fold.look()).positions())
                    .as("seed %d", seed)
                    .containsExactly(reference.positions.get(0), keyReference.positions.get(1));
            assertThat(shown(contents.entities())).isEqualTo(shown(both(reference.entities, keyReference.entities)));
            assertThat(contents.verdicts()).isEqualTo(both(reference.verdicts, keyReference.verdicts));
            assertThat(contents.owed()).isEqualTo(both(reference.owed, keyReference.owed));
            assertThat(contents.entries()).isEqualTo(both(reference.entries, keyReference.entries));
        }

        private static <V> Map<String, V> both(Map<String, V> one, Map<String, V> other) {
            Map<String, V> both = new java.util.TreeMap<>(one);
            both.putAll(other);
            return both;
        }

        /** Mostly the next stretch of the log; at times one that was there before, or one that is too far. */
        private Follower.Apply batch(int place) {
            long from = ends[place];
            int choice = random.nextInt(10);
            if (choice == 0) {
                from = Math.max(0, from - 1 - random.nextInt(5));
            } else if (choice == 1) {
                from += 1 + random.nextInt(3);
            }
            List<LogRecord> records = new ArrayList<>();
            long offset = from;
            for (int i = random.nextInt(6); i > 0; i--) {
                offset += random.nextInt(4) == 0 ? 2 : 0;
                records.add(record(place, offset++));
            }
            if (choice != 1) {
                ends[place] = Math.max(ends[place], offset);
            }
            String any = random.nextInt(30) == 0 ? "another life" : life;
            return new Follower.Apply(1, any, from, offset, records);
        }

        private LogRecord record(int place, long offset) {
            List<EntityKey> names = place == 0 ? FACTS : KEYS;
            EntityKey key = names.get(random.nextInt(names.size()));
            int choice = random.nextInt(12);
            LogRecord.Kind kind = choice == 0
                    ? LogRecord.Kind.UNREADABLE
                    : choice < (place == 0 ? 2 : 5) ? LogRecord.Kind.NOTHING : LogRecord.Kind.STATE;
            if (choice == 11) {
                return LogRecord.heartbeat(offset, time());
            }
            if (kind == LogRecord.Kind.UNREADABLE) {
                return LogRecord.unreadable(offset, time(), key);
            }
            EntityValue seen = view(place).entities.getOrDefault(key.toString(), EntityValue.NONE);
            long[] bases = {seen.seen(), seen.seen(), seen.version(), seen.version() - 1, offset - 1, -1};
            boolean nothing = kind == LogRecord.Kind.NOTHING;
            boolean gone = nothing || random.nextInt(6) == 0;
            return new LogRecord(
                    offset,
                    time(),
                    key,
                    kind,
                    Math.max(-1, bases[random.nextInt(bases.length)]),
                    gone,
                    nothing || (gone && random.nextBoolean()) ? null : bytes(),
                    nothing ? new byte[0] : Entries.write(projections(key)),
                    random.nextInt(8) == 0 ? List.of("aside " + place) : List.of(),
                    answered(),
                    random.nextInt(2) - 1);
        }

        /** Now, older than verdicts of keys are trusted, than those of facts, and than any is kept. */
        private long time() {
            long[] ages = {0, 0, 0, 1, 23, 30};
            return now - Duration.ofHours(ages[random.nextInt(ages.length)]).toMillis();
        }

        private byte[] bytes() {
            int[] lengths = {0, 1, 31, 32, 300, 70_000};
            byte[] bytes = new byte[lengths[random.nextInt(lengths.length)]];
            random.nextBytes(bytes);
            return bytes;
        }

        private List<Projection> projections(EntityKey key) {
            List<Projection> all = new ArrayList<>(List.of(
                    new Projection.Score("due", key.toString(), random.nextInt(3) * 1_700_000_000_123L),
                    new Projection.AddMember("set " + random.nextInt(2), key.toString()),
                    new Projection.PutBytes("of " + key, ("v" + random.nextInt(3)).getBytes(UTF_8)),
                    new Projection.Amount("table " + random.nextInt(2), key.toString(), random.nextInt(3) * (1L << 50)),
                    new Projection.Score("other", key + "é", -5)));
            all.removeIf(one -> random.nextBoolean());
            return all;
        }

        private List<Answered> answered() {
            List<Answered> answered = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                answered.add(new Answered("change " + random.nextInt(8), ("did " + i).getBytes(UTF_8)));
            }
            return answered;
        }

        private static String shown(Applied result) {
            return result instanceof Applied.Done done ? done.position() + " " + done.verdicts() : result.toString();
        }

        private static String shown(Map<String, EntityValue> entities) {
            StringBuilder text = new StringBuilder();
            entities.forEach((name, value) -> text.append(name)
                    .append(' ')
                    .append(value.version())
                    .append(' ')
                    .append(value.seen())
                    .append(' ')
                    .append(value.owed())
                    .append(' ')
                    .append(value.time())
                    .append(value.gone())
                    .append(value.forgotten())
                    .append(Arrays.hashCode(value.entries()))
                    .append(' ')
                    .append(Arrays.hashCode(value.state()))
                    .append('\n'));
            return text.toString();
        }
    }
}
