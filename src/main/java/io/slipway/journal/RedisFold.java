package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The follower's side of Redis: where it stands, and the scripts that move it on. Results come on the link's context. */
final class RedisFold {
    /** What part of the compaction lag settling what is owed may take. */
    private static final int SETTLING = 8;

    /** However short the lag, nobody who still waits for a verdict may miss it. */
    private static final Duration LEAST_TRUSTED = Duration.ofMinutes(1);

    private final RedisLink link;
    private final String prefix;
    private final Places places;
    private final long keepVerdicts;
    private final long trustedAge;
    private final long trustedKeyAge;
    private final RedisScript look = RedisScript.plain("look");
    private final RedisScript begin = RedisScript.plain("begin");
    private final RedisScript condemn = RedisScript.plain("condemn");
    private final RedisScript empty = RedisScript.plain("empty");
    private final RedisScript stamp = RedisScript.plain("stamp");
    private final RedisScript apply = RedisScript.plain("apply");

    /**
     * @param keepVerdicts ms that the verdict on a change is kept
     * @param times compaction spares a record until then, and what it needs to be judged as before
     */
    RedisFold(RedisLink link, String prefix, Places places, long keepVerdicts, JournalSettings.Times times) {
        this.link = link;
        this.prefix = prefix;
        this.places = places;
        this.keepVerdicts = keepVerdicts;
        this.trustedAge = trusted(times.compactionLag());
        this.trustedKeyAge = trusted(times.keyCompactionLag());
    }

    /** Void records before it are settled by then, or else what is left of the log might judge it otherwise. */
    static long trusted(Duration compactionLag) {
        long age = compactionLag.minus(compactionLag.dividedBy(SETTLING)).toMillis();
        return Math.max(age, LEAST_TRUSTED.toMillis());
    }

    /** Where Redis stands. */
    Future<Standing> look() {
        List<byte[]> args = new ArrayList<>();
        args.add(text(prefix));
        for (int place = 0; place < places.size(); place++) {
            args.add(text(places.field(place)));
        }
        return link.eval(look, List.of(), args).map(this::standing);
    }

    private Standing standing(Response reply) {
        List<Position> positions = new ArrayList<>();
        for (int place = 0; place < places.size(); place++) {
            Response position = reply.get(3).get(place);
            positions.add(position == null ? null : Position.parse(position.toString()));
        }
        return new Standing(reply.get(0).toLong(), textOrNull(reply.get(1)), textOrNull(reply.get(2)), positions);
    }

    private static String textOrNull(Response reply) {
        return reply == null ? null : reply.toString();
    }

    /** Begins an empty view; does nothing if there is one. */
    Future<Void> begin(List<Position> positions) {
        List<byte[]> args = new ArrayList<>();
        args.add(text(prefix));
        args.add(text("life"));
        args.add(text(UUID.randomUUID()));
        for (int place = 0; place < places.size(); place++) {
            args.add(text(places.field(place)));
            args.add(text(positions.get(place)));
        }
        return link.eval(begin, List.of(), args).mapEmpty();
    }

    /** Empties the view if that position still stands in it, or helps whoever is at it. */
    Future<Void> empty(int place, Position position) {
        List<byte[]> args = List.of(
                text(prefix),
                text(UUID.randomUUID()),
                text(places.field(place)),
                text(position == null ? "" : position));
        return link.eval(condemn, List.of(), args)
                .compose(token -> token == null ? Future.succeededFuture() : emptyPages(token.toString(), "0"));
    }

    /** Goes on with an emptying that is under way; whoever began it may be dead. */
    Future<Void> goOnEmptying(String token) {
        return emptyPages(token, "0");
    }

    private Future<Void> emptyPages(String token, String cursor) {
        return link.eval(empty, List.of(), List.of(text(prefix), text(token), text(cursor)))
                .compose(next ->
                        "0".equals(next.toString()) ? Future.succeededFuture() : emptyPages(token, next.toString()));
    }

    /** @param ends for each place where the log ended just now, -1 if that isn't known */
    Future<Void> stamp(long[] ends) {
        List<byte[]> args = new ArrayList<>();
        args.add(text(prefix));
        for (int place = 0; place < ends.length; place++) {
            if (ends[place] >= 0) {
                args.add(text(places.field(place)));
                args.add(text(ends[place]));
            }
        }
        return link.eval(stamp, List.of(), args).mapEmpty();
    }

    /** See {@code redis/apply.lua}. */
    Future<Applied> apply(int place, String topicId, Follower.Apply batch) {
        List<LogRecord> records =
                batch.records().stream().filter(record -> record.key() != null).toList();
        Pack pack = new Pack();
        pack.array(records.size());
        records.forEach(record -> record.pack(pack));
        List<byte[]> args = List.of(
                text(prefix),
                text(places.field(place)),
                text(topicId),
                text(batch.life()),
                text(batch.from()),
                text(batch.next()),
                pack.done(),
                text(keepVerdicts),
                text(places.keys(place) ? trustedKeyAge : trustedAge));
        return link.eval(apply, List.of(), args).map(reply -> applied(records, reply));
    }

    private static Applied applied(List<LogRecord> records, Response reply) {
        String result = reply.get(0).toString();
        if (result.equals("BEHIND")) {
            return new Applied.Behind(reply.get(1).toLong());
        }
        if (result.equals("FOREIGN")) {
            return new Applied.Foreign();
        }
        return new Applied.Done(reply.get(1).toLong(), records, reply.get(2).toString());
    }

    /** Whether keys were destroyed since this was last asked, by any node. */
    Future<Boolean> destroyedSince() {
        return link.send(Request.cmd(Command.GETDEL).arg(prefix + "destroyed")).map(reply -> reply != null);
    }

    /** Asks Redis to write its append-only file anew, without what is gone. */
    Future<Void> rewriteFile() {
        return link.send(Request.cmd(Command.BGREWRITEAOF)).mapEmpty();
    }

    /** Entities that owe a repair since before a moment, the oldest first. */
    Future<List<EntityKey>> owed(long before, int limit) {
        return link.send(Request.cmd(Command.ZRANGEBYSCORE)
                        .arg(prefix + "owed")
                        .arg("-inf")
                        .arg(before)
                        .arg("LIMIT")
                        .arg(0)
                        .arg(limit))
                .map(reply -> reply.stream()
                        .map(member -> EntityKey.parse(member.toString()))
                        .toList());
    }

    /** {@code maxmemory-policy}. */
    Future<String> evictionPolicy() {
        return link.send(Request.cmd(Command.INFO).arg("memory")).map(reply -> {
            for (String line : reply.toString().split("\r?\n")) {
                if (line.startsWith("maxmemory_policy:")) {
                    return line.substring("maxmemory_policy:".length()).trim();
                }
            }
            return "unknown";
        });
    }

    /** How many projections clashed with a name of another type. */
    Future<Long> clashes() {
        return link.send(Request.cmd(Command.GET).arg(prefix + "clashes"))
                .map(reply -> reply == null ? 0L : Long.parseLong(reply.toString()));
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(UTF_8);
    }
}
