package io.slipway.edge.http;

import io.slipway.model.FileId;
import io.slipway.model.IpAddress;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Room;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Has room set aside for what a request wants to keep, before anything of it is, and gives it back if nothing comes of it.
 * Whoever comes from the machine itself is no guest.
 */
final class RoomAsked {
    /** How long room is held for files that are about to be made. */
    private static final Duration MAKING = Duration.ofMinutes(2);
    /** How long it is held for a file that arrives before it is made; each step asks anew. */
    private static final Duration ARRIVING = Duration.ofHours(1);
    /** The steps in which a file of unknown length asks for room. */
    static final long STEP_BYTES = 16L << 20;

    private final Workbench bench;
    private final String guest;

    RoomAsked(Workbench bench, HttpServerRequest request) {
        this.bench = bench;
        IpAddress client = bench.client(request);
        this.guest = client.isLoopback() ? null : client.site().toString();
    }

    /** Does work that makes files. */
    <T> Future<T> around(List<Room.Wanted> files, Supplier<Future<T>> work) {
        return reserve(files, MAKING, true).compose(there -> work.get()).onFailure(failure -> {
            if (isSure(failure)) {
                release(files.stream().map(Room.Wanted::file).toList());
            }
        });
    }

    /** Room for a file that arrives before it is made. */
    Growing growing(FileId file) {
        return new Growing(file);
    }

    /** Grows with the file; for one event loop. */
    final class Growing {
        private final FileId file;
        private long held = -1;

        private Growing(FileId file) {
            this.file = file;
        }

        /** There is room for so many bytes. */
        Future<Void> upTo(long bytes) {
            if (bytes <= held) {
                return Future.succeededFuture();
            }
            long step = (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
            long most = Math.max(bytes, Math.min(step, bench.settings().limits().maxFileBytes()));
            return hold(most).recover(full -> most > bytes ? hold(bytes) : Future.failedFuture(full));
        }

        /** There is room for exactly so many. */
        Future<Void> hold(long bytes) {
            return reserve(List.of(new Room.Wanted(file, bytes)), ARRIVING, false)
                    .onSuccess(there -> held = Math.max(held, bytes));
        }

        /** Does the work that makes the file, which has so many bytes. */
        <T> Future<T> made(long bytes, Supplier<Future<T>> work) {
            return reserve(List.of(new Room.Wanted(file, bytes)), MAKING, true).compose(there -> work.get());
        }

        void giveBack(Throwable failure) {
            if (isSure(failure)) {
                release(List.of(file));
            }
        }
    }

    private Future<Void> reserve(List<Room.Wanted> files, Duration time, boolean lasting) {
        return bench.bus()
                .request(Room.RESERVE, new Room.Reserve(guest, files, time.toMillis(), lasting))
                .mapEmpty();
    }

    /** Whether it is known that nothing was made. */
    private static boolean isSure(Throwable failure) {
        return !(failure instanceof Problem problem) || problem.code() != ProblemCode.UNAVAILABLE;
    }

    private void release(List<FileId> files) {
        Quiet.drop(bench.bus().request(Room.RELEASE, new Room.Release(guest, files)));
    }
}
