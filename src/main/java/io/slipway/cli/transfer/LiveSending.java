package io.slipway.cli.transfer;

import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveSource;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.cli.room.LiveLoop;
import io.slipway.cli.room.Other;
import io.slipway.cli.room.RoomListener;
import io.slipway.cli.room.ShareRoom;
import io.slipway.cli.room.Talk;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.seal.PairError;
import io.slipway.seal.Sizes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What a sender does for whoever opened the link of a live share: hands the share's key over, says what there is, gives chunks straight
 * from the files, and says the seal of each as soon as all of it was read. Files are read in {@value #SEALING_MOST} threads, a chunk at a
 * time each; all else happens on the loop.
 */
final class LiveSending implements LiveSource, RoomListener {
    /** Chunks that are read and sealed at once, for all receivers together. */
    static final int SEALING_MOST = 2;

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LiveLoop loop;
    private final Throttle throttle;
    private final Listener listener;
    private final Map<FileId, FileSending> files = new LinkedHashMap<>();
    private final Map<FileId, byte[]> seals = new LinkedHashMap<>();
    private final Set<FileId> broken = new HashSet<>();
    private final Set<FileId> reading = new HashSet<>();
    private final Map<PeerId, Waits> takers = new LinkedHashMap<>();
    private final ExecutorService sealing = Executors.newFixedThreadPool(SEALING_MOST, body -> {
        Thread thread = new Thread(body, "seal");
        thread.setDaemon(true);
        return thread;
    });

    private ShareRoom room;
    private String node = "";

    /** Whom it tells what a person should know; on the loop. */
    interface Listener {
        /** Somebody opened the link. */
        void opened();

        /** Somebody has all of a file. */
        void verified(SentFile file);

        /** A file can't be given as it was. */
        void broken(SentFile file, Stopped why);

        /** The node isn't reached, or is again, with empty words. */
        void away(String words);

        /** Nobody can be served any more. */
        void over(LiveTrouble why);
    }

    /** What a receiver waits for. */
    private static final class Waits {
        private final Set<FileId> waiting = new HashSet<>();
        private final Set<FileId> told = new HashSet<>();
    }

    LiveSending(LiveLoop loop, Throttle throttle, List<FileSending> sent, Listener listener) {
        this.loop = loop;
        this.throttle = throttle;
        this.listener = listener;
        sent.forEach(file -> files.put(file.file.id(), file));
    }

    /** Before anything else. */
    void in(ShareRoom shared) {
        room = shared;
    }

    @Override
    public boolean allows(PeerId receiver) {
        return takers.containsKey(receiver);
    }

    @Override
    public OptionalLong length(FileId file) {
        FileSending found = files.get(file);
        return found == null ? OptionalLong.empty() : OptionalLong.of(Sizes.sealed(found.file.size()));
    }

    @Override
    public long pace(int bytes) {
        return (throttle.takeLater(bytes) + NANOS - 1) / NANOS;
    }

    @Override
    public Future<byte[]> chunk(FileId file, long index) {
        FileSending sending = files.get(file);
        if (broken.contains(file)) {
            return Future.failedFuture("it isn't what it was");
        }
        return read(sending, () -> sending.seal(index)).onSuccess(bytes -> look(sending));
    }

    /** Reads something of a file. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws Stopped;
    }

    private <T> Future<T> read(FileSending of, Reading<T> reading) {
        Promise<T> read = Promise.promise();
        try {
            sealing.execute(() -> {
                try {
                    T result = reading.read();
                    loop.run(() -> read.complete(result));
                } catch (Stopped | RuntimeException e) {
                    loop.run(() -> {
                        breaks(of, e);
                        read.fail(e);
                    });
                }
            });
        } catch (RejectedExecutionException ending) {
            read.fail(ending);
        }
        return read.future();
    }

    private void breaks(FileSending of, Exception why) {
        if (broken.add(of.file.id())) {
            listener.broken(of.file, why instanceof Stopped stopped ? stopped : new Stopped(0, why.toString()));
        }
    }

    @Override
    public void taken(PeerId receiver, FileId file) {
        Waits waits = takers.get(receiver);
        if (waits != null && !waits.told.contains(file) && waits.waiting.add(file)) {
            look(files.get(file));
        }
    }

    /** A receiver has all chunks: it is said the seal whether or not it was before, and what nobody asked for is read for it. */
    private void wanted(PeerId receiver, FileId file) {
        Waits waits = takers.get(receiver);
        FileSending sending = files.get(file);
        if (waits == null || sending == null) {
            return;
        }
        waits.told.remove(file);
        waits.waiting.add(file);
        if (seals.containsKey(file)) {
            sayTo(receiver, file);
        } else if (reading.add(file)) {
            readOn(sending, 0);
        }
    }

    private void readOn(FileSending sending, long from) {
        read(sending, () -> {
                    OptionalLong chunk = sending.unread(from);
                    if (chunk.isPresent()) {
                        sending.learn(chunk.getAsLong());
                    }
                    return chunk;
                })
                .onComplete(
                        chunk -> {
                            if (chunk.isPresent()) {
                                readOn(sending, chunk.getAsLong() + 1);
                            } else {
                                reading.remove(sending.file.id());
                                look(sending);
                            }
                        },
                        failure -> reading.remove(sending.file.id()));
    }

    /** Makes the seal of a file once all of it was read, one for all, and says it to whoever waits for it. */
    private void look(FileSending sending) {
        FileId file = sending.file.id();
        if (seals.containsKey(file)) {
            List.copyOf(takers.keySet()).forEach(receiver -> sayTo(receiver, file));
            return;
        }
        if (takers.values().stream().noneMatch(waits -> waits.waiting.contains(file))) {
            return;
        }
        read(sending, () -> sending.unread(0).isPresent() ? null : sending.sealed())
                .onComplete(
                        seal -> {
                            if (seal != null) {
                                // Whoever hears two different ones believes neither.
                                seals.putIfAbsent(file, seal);
                                look(sending);
                            }
                        },
                        failure -> {
                            // It was said that it is broken.
                        });
    }

    private void sayTo(PeerId receiver, FileId file) {
        Waits waits = takers.get(receiver);
        if (waits.waiting.remove(file)) {
            waits.told.add(file);
            room.find(receiver).ifPresent(other -> room.say(other, new Talk.Seal(file, seals.get(file))));
        }
    }

    @Override
    public void here(String name) {
        node = name;
        listener.away("");
    }

    @Override
    public void away(String why) {
        listener.away(why);
    }

    @Override
    public void waits(List<String> words) {
        // Receivers do.
    }

    @Override
    public void turnedAway(PairError why) {
        // Receivers are.
    }

    @Override
    public void opened(Other other) {
        boolean known = takers.put(other.peer(), new Waits()) != null;
        if (!known) {
            listener.opened();
        }
        serving(other);
    }

    @Override
    public void back(Other other) {
        serving(other);
    }

    private void serving(Other other) {
        room.say(other, new Talk.Serving(List.copyOf(files.keySet()), node));
    }

    @Override
    public void said(Other other, Talk talk) {
        if (talk instanceof Talk.Unsealed unsealed) {
            wanted(other.peer(), unsealed.file());
        } else if (talk instanceof Talk.Verified verified && files.containsKey(verified.file())) {
            listener.verified(files.get(verified.file()).file);
        }
    }

    @Override
    public void gone(Other other) {
        takers.remove(other.peer());
    }

    @Override
    public void bulk(BulkLine line) {
        line.serve(this);
    }

    @Override
    public void refused(LiveTrouble why) {
        listener.over(why);
    }

    /** Reads nothing any more. */
    void close() {
        sealing.shutdownNow();
    }
}
