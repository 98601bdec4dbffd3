package io.slipway.catalog;

import io.slipway.model.Digest;
import io.slipway.model.ShareId;
import io.slipway.protocol.Downloads;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What owners are told of downloads: gathered here for a second, then noted in Redis. Best effort: nobody waits for it, and
 * what can't be noted is dropped.
 */
final class Visits {
    /** Receivers whose bytes may be gathered; beyond that the gathering is noted at once. */
    static final int GATHERED = 1_000;

    static final long EVERY_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Visits.class);
    private static final int ID_CHARS = 10;

    private final Facts facts;
    private final RedisVisits redis;
    private final ArrivalNews.Later later;
    private final boolean addresses;
    private Map<Who, RedisVisits.Note> gathered = new LinkedHashMap<>();
    private boolean waiting;

    /** @param addresses whether addresses are kept at all */
    Visits(Facts facts, RedisVisits redis, ArrivalNews.Later later, boolean addresses) {
        this.facts = facts;
        this.redis = redis;
        this.later = later;
        this.addresses = addresses;
    }

    private record Who(ShareId share, Digest holder) {}

    void note(ShareId share, Digest holder, long bytes, boolean verified, String address) {
        String id = holder.toString().substring(0, ID_CHARS);
        gathered.merge(
                new Who(share, holder),
                new RedisVisits.Note(id, bytes, verified, addresses ? address : ""),
                (one, more) -> new RedisVisits.Note(
                        id, one.bytes() + more.bytes(), one.verified() || more.verified(), more.address()));
        if (gathered.size() >= GATHERED) {
            drop(flush());
        } else if (!waiting) {
            waiting = true;
            later.in(EVERY_MILLIS, () -> {
                waiting = false;
                drop(flush());
            });
        }
    }

    Future<Downloads.DownloadList> list(Downloads.ListDownloads question) {
        return facts.read(Entities.share(question.share()))
                .compose(read -> {
                    read.share(question.share()).owned(question.owner(), read.now());
                    return flush().otherwiseEmpty();
                })
                .compose(noted -> redis.read(question.share()));
    }

    private Future<Void> flush() {
        Map<Who, RedisVisits.Note> notes = gathered;
        gathered = new LinkedHashMap<>();
        if (notes.isEmpty()) {
            return Future.succeededFuture();
        }
        List<ShareId> shares =
                notes.keySet().stream().map(Who::share).distinct().toList();
        return facts.readAll(shares.stream().map(Entities::share).toList()).compose(read -> {
            List<Future<Void>> noted = new ArrayList<>();
            notes.forEach((who, note) -> {
                if (read.stateOrNull(Entities.share(who.share)) != null) {
                    boolean named = !read.share(who.share).offer().terms().untracked();
                    noted.add(redis.note(
                            who.share,
                            new RedisVisits.Note(
                                    note.id(), note.bytes(), note.verified(), named ? note.address() : "")));
                }
            });
            return Future.all(noted).mapEmpty();
        });
    }

    private static void drop(Future<Void> noted) {
        noted.onFailure(failure ->
                LOG.atDebug().addKeyValue(LogKeys.REASON, failure.getMessage()).log("downloads could not be noted"));
    }
}
