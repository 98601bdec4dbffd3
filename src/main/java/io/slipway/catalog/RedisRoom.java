package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.FileId;
import io.slipway.protocol.Room;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Quotas in Redis: what is used is the fold of the journal, what is held is noted beside it and lapses. */
final class RedisRoom {
    private final RedisView view;
    private final RedisScript reserve;
    private final RedisScript release;

    RedisRoom(RedisView view) {
        this.view = view;
        reserve = view.script("room-reserve");
        release = view.script("room-release");
    }

    /** @param name see {@link Entities#use} */
    record Quota(String name, long limit) {}

    /** @param quota the one that has no room; null if all have */
    record Outcome(Quota quota, long used) {}

    Future<Outcome> reserve(List<Quota> quotas, List<Room.Wanted> files, long millis) {
        List<String> keys = new ArrayList<>();
        List<byte[]> args = new ArrayList<>(List.of(text(millis)));
        for (Quota quota : quotas) {
            keys.add(Entities.use(quota.name));
            keys.add(held(quota.name));
            args.add(text(quota.limit));
        }
        for (Room.Wanted file : files) {
            args.add(text(file.file()));
            args.add(text(file.bytes()));
        }
        return view.runEverywhere(reserve, keys, args).map(reply -> {
            int full = reply.get(0).toInteger();
            return full == 0
                    ? new Outcome(null, 0)
                    : new Outcome(
                            quotas.get(full - 1), Long.parseLong(reply.get(1).toString()));
        });
    }

    Future<Void> release(List<String> quotas, List<FileId> files) {
        return view.runEverywhere(
                        release,
                        quotas.stream().map(RedisRoom::held).toList(),
                        files.stream().map(RedisRoom::text).toList())
                .mapEmpty();
    }

    private static String held(String quota) {
        return "held:" + quota;
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
