package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;

/**
 * Sends chunks to one client as fast as it takes them, and no faster. The head is sent with the first chunk in hand, so what
 * can be known to fail by then is still answered with a reason; what fails later breaks the connection.
 */
final class Download implements Watchdog.Watched, RunningDownloads.Running {
    /** Written at once, so that a slow client holds little beside its chunk. */
    private static final int WRITE_BYTES = 64 << 10;
    /** A client that takes nothing for so long gives up what was read for it, if others wait; it is read again. */
    private static final long STALLED_MILLIS = 250;
    /** Sent of a file at once, at first and to a fast client; to a slow one {@link #WRITE_BYTES}, so that it is seen to move. */
    private static final int STRETCH_BYTES = 256 << 10;

    private static final int MAX_STRETCH_BYTES = 1 << 20;

    private final Workbench bench;
    private final RunningDownloads running;
    private final ShareId share;
    private final HttpServerResponse response;
    private final FileSender files;
    private final Pieces reader;
    private final long length;
    private final Pace pace;
    private final Toll toll;
    private final Promise<Void> done = Promise.promise();
    private ChunkReader.Piece piece;
    private int at;
    private int queue;
    private int stretch = STRETCH_BYTES;
    /** Of the stretch that is being sent, what was seen to move; below 0 if there is none. */
    private long moved = -1;

    private long sent;
    private boolean stalled;
    private long stalledSince;
    private long stalledMillis;
    private boolean ended;

    /**
     * @param files null if nothing lies in any
     * @param length bytes that were promised
     * @param toll what is asked for before bytes are sent
     */
    Download(
            Workbench bench,
            RunningDownloads running,
            ShareId share,
            HttpServerResponse response,
            FileSender files,
            Pieces reader,
            long length,
            Toll toll) {
        this.bench = bench;
        this.running = running;
        this.share = share;
        this.response = response;
        this.files = files;
        this.reader = reader;
        this.length = length;
        this.pace = new Pace(bench.pace());
        this.toll = toll;
    }

    /** @param head sets status and headers, once the first chunk is here */
    Future<Void> run(Runnable head) {
        response.closeHandler(closed -> end(new Disconnected()));
        response.exceptionHandler(e -> end(new Disconnected()));
        bench.watchdog().watch(this);
        running.began(share, this);
        if (response.closed()) {
            end(new Disconnected());
        } else {
            next(head);
        }
        return done.future();
    }

    @Override
    public long stalledSince() {
        return stalled ? stalledSince : Long.MAX_VALUE;
    }

    @Override
    public void cut() {
        end(new Problem(ProblemCode.REQUEST_TIMEOUT, "the client takes the bytes too slowly"));
    }

    @Override
    public void revoke() {
        end(new Problem(ProblemCode.GONE, "this share is no longer offered"));
    }

    @Override
    public void superseded(Digest holder, int turn) {
        if (toll.isBefore(holder, turn)) {
            end(new Problem(ProblemCode.GONE, "another response has taken its place"));
        }
    }

    @Override
    public void look(long now) {
        if (moved >= 0) {
            follow(now);
            return;
        }
        if (!stalled) {
            return;
        }
        boolean pressed = bench.downloads().pressed();
        if (pressed && piece != null && now - stalledSince >= STALLED_MILLIS) {
            reader.giveBack(piece.chunk());
            piece.close();
            piece = null;
        }
        boolean others = pressed && piece != null;
        if (pace.tooSlow(stalledMillis + now - stalledSince, others)) {
            cut();
        }
    }

    private void next(Runnable before) {
        reader.next()
                .onSuccess(next -> {
                    if (ended) {
                        next.close();
                        return;
                    }
                    pass(next, before);
                })
                .onFailure(this::end);
    }

    /** Sends a piece once it is paid for. */
    private void pass(ChunkReader.Piece next, Runnable before) {
        toll.pay(sent, sent - at + next.portion().length())
                .onSuccess(paid -> {
                    if (ended) {
                        next.close();
                        return;
                    }
                    before.run();
                    piece = next;
                    pump();
                })
                .onFailure(failure -> {
                    next.close();
                    end(failure);
                });
    }

    private void pump() {
        while (piece != null && !ended && moved < 0) {
            if (piece.portion() instanceof Portion.Lying lying) {
                sendStretch(lying);
                return;
            }
            int queueBytes = running.queueBytes();
            if (queueBytes != queue) {
                queue = queueBytes;
                response.setWriteQueueMaxSize(queue);
            }
            if (response.writeQueueFull()) {
                stall();
                return;
            }
            Buffer bytes = piece.bytes();
            int to = Math.min(bytes.length(), at + Math.min(queue, WRITE_BYTES));
            Quiet.drop(response.write(at == 0 && to == bytes.length() ? bytes : bytes.slice(at, to)));
            pace.moved(to - at);
            sent += to - at;
            at = to;
            if (at == bytes.length()) {
                finishPiece();
            }
        }
    }

    /** Nothing of it is in memory, so that a client that takes it slowly is in nobody's way. */
    private void sendStretch(Portion.Lying lying) {
        try {
            files.open(lying);
        } catch (IOException e) {
            long chunk = piece.chunk();
            piece = null;
            reader.withoutFiles(chunk);
            next(() -> {});
            return;
        }
        if (!response.headWritten()) {
            Quiet.drop(response.writeHead());
        }
        int count = Math.min(lying.length() - at, stretch);
        moved = 0;
        stalledSince = bench.watchdog().now();
        files.send(lying.position() + at, count)
                .onSuccess(taken -> {
                    if (!ended) {
                        stretchSent(count);
                    }
                })
                .onFailure(failure -> end(files.shrank(lying) ? shrank() : new Disconnected()));
    }

    private static Problem shrank() {
        return new Problem(ProblemCode.DAMAGED, "a copy is not what it was");
    }

    private void stretchSent(int count) {
        long millis = bench.watchdog().now() - stalledSince;
        pace.moved(count - moved);
        moved = -1;
        stalledMillis += millis;
        stretch = millis < STALLED_MILLIS ? Math.min(MAX_STRETCH_BYTES, 2 * stretch) : WRITE_BYTES;
        sent += count;
        at += count;
        if (at == piece.portion().length()) {
            finishPiece();
        } else {
            pump();
        }
    }

    private void follow(long now) {
        long taken = files.taken();
        pace.moved(taken - moved);
        moved = taken;
        if (pace.tooSlow(stalledMillis + now - stalledSince, false)) {
            cut();
        }
    }

    private void finishPiece() {
        piece.close();
        piece = null;
        at = 0;
        if (sent < length) {
            next(() -> {});
        } else {
            Quiet.drop(response.end());
            end(null);
        }
    }

    private void stall() {
        stalled = true;
        running.stalled();
        stalledSince = bench.watchdog().now();
        response.drainHandler(drained -> {
            if (stalled) {
                stalled = false;
                running.moves();
                stalledMillis += bench.watchdog().now() - stalledSince;
                if (piece == null) {
                    next(() -> {});
                } else {
                    pump();
                }
            }
        });
    }

    private void end(Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        if (stalled) {
            stalled = false;
            running.moves();
        }
        running.ended(share, this);
        bench.watchdog().leave(this);
        if (piece != null) {
            piece.close();
            piece = null;
        }
        if (files != null) {
            sent += moved < 0 ? 0 : files.taken();
            files.close();
        }
        reader.close();
        toll.ended(sent, failure == null);
        if (failure == null) {
            done.complete();
        } else {
            done.fail(failure);
        }
    }
}
