package io.slipway.cli.room;

import io.slipway.cli.live.LiveDoors;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one event loop of a command that takes part in live transfers: all of its sockets are on it, so nothing there happens at once. */
public final class LiveLoop {
    /** How long each of the two steps of its end may take, in s. */
    static final int CLOSING_SECONDS = 3;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));

    private final Context context = vertx.getOrCreateContext();
    private final LiveDoors doors = new LiveDoors(vertx);

    LiveDoors doors() {
        return doors;
    }

    /** Does something there, soon. */
    public void run(Runnable what) {
        context.runOnContext(now -> what.run());
    }

    /** Does something there later. @param millis at least 1 */
    void after(long millis, Runnable what) {
        vertx.setTimer(millis, now -> what.run());
    }

    /** Leaves a room, after what was said there before, and ends all sockets; waits for it. */
    public void close(ShareRoom room) {
        Promise<Void> left = Promise.promise();
        run(() -> room.end().onComplete(gone -> left.tryComplete()));
        await(left.future());
        await(vertx.close());
    }

    private static void await(Future<Void> end) {
        try {
            end.toCompletionStage().toCompletableFuture().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The process ends, and its sockets with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
