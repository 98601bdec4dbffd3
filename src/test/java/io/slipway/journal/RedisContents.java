package io.slipway.journal;

import static io.slipway.journal.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks straight into a Redis, as no part of the node may. */
final class RedisContents {
    private final RedisLink link;
    private final String prefix;

    RedisContents(RedisLink link, String prefix) {
        this.link = link;
        this.prefix = prefix;
    }

    Response ask(Command command, Object... args) {
        Request request = Request.cmd(command);
        for (Object arg : args) {
            if (arg instanceof byte[] bytes) {
                request = request.arg(bytes);
            } else {
                request = request.arg(arg.toString());
            }
        }
        return await(link.send(request));
    }

    long pid() {
        for (String line : ask(Command.INFO, "server").toString().split("\r?\n")) {
            if (line.startsWith("process_id:")) {
                return Long.parseLong(line.substring("process_id:".length()));
            }
        }
        throw new AssertionError("Redis has no process");
    }

    /** For commands whose answer says nothing. */
    void tell(Command command, Object... args) {
        assertThat(ask(command, args)).as(command.toString()).isNotNull();
    }

    void flush() {
        tell(Command.FLUSHALL);
    }

    List<String> names(String kind) {
        List<String> names = new ArrayList<>();
        for (Response key : ask(Command.KEYS, prefix + kind + "*")) {
            names.add(key.toString().substring(prefix.length() + kind.length()));
        }
        return names;
    }

    Map<String, EntityValue> entities() {
        Map<String, EntityValue> entities = new TreeMap<>();
        for (String name : names("e:")) {
            entities.put(
                    name,
                    EntityValue.read(ask(Command.GET, prefix + "e:" + name).toBytes()));
        }
        return entities;
    }

    Map<String, String> verdicts() {
        Map<String, String> verdicts = new TreeMap<>();
        for (String name : names("c:")) {
            verdicts.put(name, ask(Command.GET, prefix + "c:" + name).toString());
        }
        return verdicts;
    }

    Map<String, Long> owed() {
        return scores(prefix + "owed");
    }

    /** As {@link ReferenceView#entries}. */
    Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        for (String name : names("x:")) {
            String key = prefix + "x:" + name;
            switch (ask(Command.TYPE, key).toString()) {
                case "string" ->
                    entries.put(
                            "b " + name + "\0", new String(ask(Command.GET, key).toBytes(), UTF_8));
                case "set" ->
                    ask(Command.SMEMBERS, key).forEach(member -> entries.put("s " + name + "\0" + member, ""));
                case "hash" ->
                    amounts(key).forEach((member, amount) -> entries.put("n " + name + "\0" + member, amount));
                default ->
                    scores(key).forEach((member, score) -> entries.put("z " + name + "\0" + member, score.toString()));
            }
        }
        return entries;
    }

    /** All but the sum, which must be that of the others. */
    private Map<String, String> amounts(String key) {
        Map<String, String> amounts = new TreeMap<>();
        Response members = ask(Command.HKEYS, key);
        Response values = ask(Command.HVALS, key);
        for (int i = 0; i < members.size(); i++) {
            amounts.put(members.get(i).toString(), values.get(i).toString());
        }
        String sum = amounts.remove("");
        assertThat(amounts.values().stream().mapToLong(Long::parseLong).sum())
                .as(key)
                .isEqualTo(Long.parseLong(sum));
        return amounts;
    }

    private Map<String, Long> scores(String key) {
        Map<String, Long> scores = new TreeMap<>();
        Response all = ask(Command.ZRANGE, key, 0, -1, "WITHSCORES");
        for (int i = 0; i < all.size(); i++) {
            // Pairs in the newer protocol, one after the other in the older.
            if (all.get(i).size() == 2) {
                scores.put(
                        all.get(i).get(0).toString(),
                        all.get(i).get(1).toDouble().longValue());
            } else {
                scores.put(all.get(i).toString(), all.get(++i).toDouble().longValue());
            }
        }
        return scores;
    }
}
