package io.slipway.chunks;

import io.slipway.bus.Bus;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Scrub;
import io.slipway.protocol.Space;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every chunk of every complete file, or of those of one share, and names what is damaged: one run of chunks in memory
 * at a time, and no faster than told. Goes by for what ends meanwhile, and looks once more for what isn't where it was.
 *
 * <pre>
 *  buckets ──▶ pages of files ──▶ places of a run ──▶ run ──sound──▶ the next run
 *                                      ▲               └──not──▶ its chunks one by one ──▶ found
 *                                      └── once more ──────────────────┘
 * </pre>
 */
final class Scrubber {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
    private static final double NANOS = 1e9;
    /** How often a question is repeated that a part of the node couldn't answer. */
    private static final int TRIES = 10;

    private static final long PAUSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Bus bus;
    private final Scrub.Start wish;
    private final Deque<BucketId> buckets = new ArrayDeque<>();
    private final Deque<FileId> files = new ArrayDeque<>();
    private final List<Scrub.Damage> found = new ArrayList<>();
    private Scrub.FindFiles page;
    private FileId file;
    private long next;
    private long readFiles;
    private long readChunks;
    private long readBytes;
    private long damaged;
    private int failures;
    private long began;
    private boolean running = true;
    private String failure;

    Scrubber(Vertx vertx, Bus bus, Scrub.Start wish) {
        this.vertx = vertx;
        this.bus = bus;
        this.wish = wish;
    }

    /** Begins; {@link #report} tells how far it is. */
    void run() {
        began = System.nanoTime();
        if (wish.share() != null) {
            page = new Scrub.FindFiles(wish.share(), null, null);
            step();
        } else {
            bus.request(Chunks.LIST, new Chunks.ListBuckets())
                    .onSuccess(list -> {
                        buckets.addAll(list.buckets());
                        step();
                    })
                    .onFailure(this::end);
        }
    }

    Scrub.Report report() {
        return new Scrub.Report(running, readFiles, readChunks, readBytes, damaged, List.copyOf(found), failure);
    }

    /** What is to be done next; every way out of it comes back here, from another turn of the event loop. */
    private void step() {
        if (file != null) {
            readRun();
        } else if (!files.isEmpty()) {
            file = files.remove();
            next = 0;
            step();
        } else if (page != null) {
            readPage();
        } else if (!buckets.isEmpty()) {
            page = new Scrub.FindFiles(null, buckets.remove(), null);
            readPage();
        } else {
            running = false;
        }
    }

    private void readPage() {
        bus.request(Scrub.FILES, page)
                .onSuccess(found -> {
                    failures = 0;
                    files.addAll(found.files());
                    page = found.next() == null ? null : new Scrub.FindFiles(page.share(), page.bucket(), found.next());
                    step();
                })
                .onFailure(this::again);
    }

    private void readRun() {
        bus.request(Space.PLACES, new Space.FindPlaces(file, next, Chunks.MAX_RUN))
                .compose(places -> read(places).map(damage -> {
                    note(places, damage);
                    return places;
                }))
                .onSuccess(places -> {
                    failures = 0;
                    next += places.locations().size();
                    if (next >= places.chunks()) {
                        readFiles++;
                        file = null;
                    }
                    pace();
                })
                .onFailure(why -> {
                    if (isGone(why)) {
                        file = null;
                        vertx.runOnContext(v -> step());
                    } else {
                        again(why);
                    }
                });
    }

    /** Not complete, not there any more: nothing of it is promised. */
    private static boolean isGone(Throwable why) {
        return why instanceof Problem problem
                && (problem.code() == ProblemCode.NOT_FOUND || problem.code() == ProblemCode.GONE);
    }

    private void note(Catalog.Locations places, List<Scrub.Damage> damage) {
        readChunks += places.locations().size();
        readBytes +=
                places.locations().stream().mapToLong(ChunkLocation::length).sum();
        for (Scrub.Damage one : damage) {
            damaged++;
            LOG.atError()
                    .addKeyValue(LogKeys.FILE_ID, one.file())
                    .addKeyValue("chunk", one.chunk())
                    .addKeyValue("place", one.place())
                    .log("a stored chunk is damaged");
            if (found.size() < Scrub.MAX_NAMED) {
                found.add(one);
            }
        }
    }

    /** What of a run is damaged. */
    private Future<List<Scrub.Damage>> read(Catalog.Locations places) {
        return bus.request(Chunks.READ, new Chunks.Read(file, places.from(), places.locations()))
                .<List<Scrub.Damage>>map(sound -> List.of())
                .recover(why -> isDamage(why) ? readEach(places) : Future.failedFuture(why));
    }

    private Future<List<Scrub.Damage>> readEach(Catalog.Locations places) {
        List<Scrub.Damage> damage = new ArrayList<>();
        Future<Void> each = Future.succeededFuture();
        for (int i = 0; i < places.locations().size(); i++) {
            long chunk = places.from() + i;
            ChunkLocation place = places.locations().get(i);
            each = each.compose(before -> readOne(chunk, place))
                    .recover(why -> isDamage(why) ? moved(chunk, place, damage) : Future.failedFuture(why));
        }
        return each.map(damage);
    }

    private Future<Void> readOne(long chunk, ChunkLocation place) {
        return bus.request(Chunks.READ, new Chunks.Read(file, chunk, List.of(place)))
                .mapEmpty();
    }

    /** A chunk that isn't where it was may have been moved meanwhile. */
    private Future<Void> moved(long chunk, ChunkLocation before, List<Scrub.Damage> damage) {
        return bus.request(Space.PLACES, new Space.FindPlaces(file, chunk, 1)).compose(places -> {
            ChunkLocation now = places.locations().get(0);
            Future<Void> read =
                    now.equals(before) ? Future.failedFuture(KafkaChunkRecord.damaged()) : readOne(chunk, now);
            return read.recover(why -> {
                if (!isDamage(why)) {
                    return Future.failedFuture(why);
                }
                damage.add(new Scrub.Damage(file, chunk, now));
                return Future.succeededFuture();
            });
        });
    }

    private static boolean isDamage(Throwable why) {
        return why instanceof Problem problem
                && (problem.code() == ProblemCode.DAMAGED || problem.code() == ProblemCode.NOT_FOUND);
    }

    private void pace() {
        double due = readBytes / (double) wish.bytesPerSecond();
        long early = (long) ((due - (System.nanoTime() - began) / NANOS) * PAUSE_MILLIS);
        later(Math.max(1, early));
    }

    private void again(Throwable why) {
        boolean retryable = why instanceof Problem problem && problem.code().retryable();
        if (retryable && ++failures < TRIES) {
            later(PAUSE_MILLIS);
        } else {
            end(why);
        }
    }

    private void later(long millis) {
        vertx.setTimer(millis, timer -> step());
    }

    private void end(Throwable why) {
        failure = why.getMessage() == null ? why.toString() : why.getMessage();
        running = false;
    }
}
