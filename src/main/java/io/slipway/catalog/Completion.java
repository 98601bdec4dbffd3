package io.slipway.catalog;

import io.slipway.journal.Change;
import io.slipway.journal.Decision;
import io.slipway.journal.Projection;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.telemetry.LogKeys;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of an upload: its index goes from Redis to the journal. */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    /** The most runs of missing chunks a refusal names. */
    private static final int MAX_RUNS = 1_000;

    private final Facts facts;
    private final Shares shares;
    private final Uploads uploads;
    private final Checkpoints checkpoints;

    Completion(Facts facts, Shares shares, Uploads uploads, Checkpoints checkpoints) {
        this.facts = facts;
        this.shares = shares;
        this.uploads = uploads;
        this.checkpoints = checkpoints;
    }

    /** Ends a file all of whose chunks are there, and begins the lifetime of its shares if they are whole by that. */
    Future<StoredFile> finish(StoredFile file, String changeId, UnaryOperator<StoredFile> end) {
        return (file instanceof StoredFile.Receiving receiving
                        ? ended(receiving, changeId, end)
                        : Future.succeededFuture(file))
                .compose(done -> Future.all(done.body().shares().stream()
                                .map(share -> shares.completeIfAllThere(
                                        share, done.body().id()))
                                .toList())
                        .map(done));
    }

    private Future<StoredFile> ended(StoredFile.Receiving file, String changeId, UnaryOperator<StoredFile> end) {
        StoredFile.Body body = file.body();
        List<Change> segments = new ArrayList<>();
        return segments(file, 0, segments, changeId)
                .compose(whole -> facts.create(segments))
                .recover(failure -> segmentsThere(failure))
                .compose(created -> facts.change(Entities.file(body.id()), changeId, (entity, now) -> {
                    StoredFile before = StateCodec.file(Facts.state(entity));
                    StoredFile after = end.apply(before);
                    byte[] state = StateCodec.write(after);
                    if (after == before) {
                        return Decision.answer(state);
                    }
                    List<Projection> projections = new ArrayList<>(Creation.living(after));
                    projections.add(new Projection.Remove(Entities.upload(body.id())));
                    return Decision.append(state, false, projections, state);
                }))
                .map(StateCodec::file)
                .onSuccess(done -> forget(body));
    }

    /** Nobody waits for it: what is left of checkpoints the sweep finds. */
    private void forget(StoredFile.Body body) {
        if (body.chunks() >= Checkpoints.EVERY) {
            checkpoints.end(body.id()).onFailure(failure -> LOG.atDebug()
                    .addKeyValue(LogKeys.FILE_ID, body.id())
                    .addKeyValue(LogKeys.REASON, failure.getMessage())
                    .log("checkpoints are left to the sweep"));
        }
    }

    /**
     * Two who complete a file at once write the same segments: chunks that are stored never change place in the index, so
     * whichever was first is right.
     */
    private Future<Void> segmentsThere(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == ProblemCode.CONFLICT
                ? Future.succeededFuture()
                : Future.failedFuture(failure);
    }

    private Future<Void> segments(StoredFile.Receiving file, long first, List<Change> segments, String changeId) {
        StoredFile.Body body = file.body();
        if (first >= body.chunks()) {
            return Future.succeededFuture();
        }
        long last = Math.min(body.chunks(), first + Entities.SEGMENT) - 1;
        return uploads.entries(file, first, last).compose(page -> {
            if (page.stream().anyMatch(Optional::isEmpty)) {
                return uploads.missing(file, MAX_RUNS)
                        .compose(missing -> Future.failedFuture(new Problem(
                                ProblemCode.INCOMPLETE,
                                "chunks are missing; send them, then complete again",
                                Map.of("missing", pairs(missing.ranges())))));
            }
            ByteBuffer packed = ByteBuffer.allocate(page.size() * ChunkLocation.BYTES);
            page.forEach(entry -> entry.orElseThrow().location().pack(packed));
            long number = first / Entities.SEGMENT;
            segments.add(Creation.of(
                    Entities.segment(body.id(), 0, number),
                    changeId + ".segment." + number,
                    packed.array(),
                    List.of()));
            return segments(file, last + 1, segments, changeId);
        });
    }

    private static List<List<Long>> pairs(List<Long> ranges) {
        List<List<Long>> pairs = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i += 2) {
            pairs.add(List.of(ranges.get(i), ranges.get(i + 1)));
        }
        return pairs;
    }
}
