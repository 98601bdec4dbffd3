package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.cli.room.BadTalk;
import io.slipway.cli.room.LiveLoop;
import io.slipway.cli.room.Other;
import io.slipway.cli.room.RoomListener;
import io.slipway.cli.room.ShareRoom;
import io.slipway.cli.room.Talk;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.seal.Commit;
import io.slipway.seal.PairError;
import io.slipway.seal.PairSecret;
import io.slipway.seal.Randomness;
import io.slipway.seal.ShareKey;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The receiver's end in the room of a share, for threads that wait: who gives it, the seals that they say, and of a live share its key.
 * Safe for use by threads.
 */
final class LiveReceiving implements AutoCloseable {
    /** How often a seal that doesn't come is asked for again. */
    static final Duration SEAL_AGAIN = Duration.ofSeconds(3);

    /** How often senders are told how far it is, at most. */
    static final Duration TELL = Duration.ofMillis(500);

    /** How long is waited before a person is told so. */
    static final Duration QUIET = Duration.ofSeconds(2);

    /** How long is waited before looking whether the transfer was ended, in ms. */
    private static final long LOOK_MILLIS = 500;

    private final LiveLoop loop = new LiveLoop();
    private final Pauses pauses;
    private final ShareRoom room;
    /** Those with an open pair. */
    private final Set<PeerId> senders = new LinkedHashSet<>();
    /** Those that don't want to. */
    private final Set<PeerId> refusing = new HashSet<>();

    /** What each says that it can give: of a live share that is all, whatever it says. */
    private final Map<PeerId, Set<FileId>> offered = new HashMap<>();

    private final SaidSeals seals = new SaidSeals();
    private ShareKey key;
    /** The words that a sender sees as well while it is asked to let this one in; empty: it isn't, as far as is known. */
    private String asked = "";

    private BulkLine bulk;
    /** What is wrong with the node; empty: nothing. */
    private String away = "";

    private long awaySince;
    private boolean told;
    private long toldAt;
    private Stopped over;

    /** How to get chunks of a sender. */
    record Way(BulkLine line, PeerId sender) {}

    /** @param commit of a live share's key, as the node shows it; null: the share is kept */
    LiveReceiving(URI node, PairSecret of, Commit commit, Randomness randomness, Pauses pauses) {
        this.pauses = pauses;
        this.room = ShareRoom.ofReceiver(loop, new Door(node, Map.of()), of, commit, randomness, new Ear());
        room.begin();
    }

    private final class Ear implements RoomListener {
        @Override
        public void here(String node) {
            change(() -> away = "");
        }

        @Override
        public void away(String why) {
            change(() -> {
                awaySince = away.isEmpty() ? pauses.nanos() : awaySince;
                away = "the node isn't reached just now";
            });
        }

        @Override
        public void waits(List<String> words) {
            change(() -> asked = String.join(" ", words));
        }

        @Override
        public void turnedAway(PairError why) {
            change(() -> {
                if (key == null) {
                    over = Verdict.turnedAway(why);
                }
            });
        }

        @Override
        public void opened(Other other) {
            change(() -> {
                asked = "";
                forget(other.peer());
                senders.add(other.peer());
                key = key == null ? other.shareKey() : key;
            });
        }

        @Override
        public void back(Other other) {
            change(() -> {});
        }

        @Override
        public void said(Other other, Talk talk) throws BadTalk {
            heard(other.peer(), talk);
        }

        @Override
        public void gone(Other other) {
            change(() -> {
                asked = "";
                forget(other.peer());
            });
        }

        @Override
        public void bulk(BulkLine line) {
            change(() -> bulk = line);
            line.ended().onComplete(ended -> change(() -> bulk = bulk == line ? null : bulk));
        }

        @Override
        public void refused(LiveTrouble why) {
            change(() -> over = Verdict.refused(why));
        }
    }

    /** With another pair, or none, nothing that was said counts. */
    private void forget(PeerId peer) {
        senders.remove(peer);
        refusing.remove(peer);
        offered.remove(peer);
        seals.gone(peer);
    }

    private synchronized void change(Runnable what) {
        what.run();
        notifyAll();
    }

    private synchronized void heard(PeerId peer, Talk talk) throws BadTalk {
        if (talk instanceof Talk.Seal seal) {
            seals.take(peer, seal);
        } else if (talk instanceof Talk.Serving serving) {
            refusing.remove(peer);
            offered.put(peer, new HashSet<>(serving.files()));
        } else if (talk instanceof Talk.Decline || talk instanceof Talk.Cancel cancel && cancel.file() == null) {
            refusing.add(peer);
        }
        notifyAll();
    }

    /** These are what is received: seals of others are nothing. */
    synchronized void knows(List<OpenedFile> opened) {
        seals.knows(opened);
    }

    /** Waits for a sender that hands over the key. @param waits is told what is waited for */
    synchronized ShareKey key(Line line, Consumer<String> waits) throws Stopped, InterruptedException {
        long since = pauses.nanos();
        while (key == null) {
            pause(line, waits, since);
        }
        waits.accept("");
        return key;
    }

    /**
     * Waits for a way to a sender.
     *
     * @param attempt how often one failed before: then it is another one's turn, where there is one
     */
    synchronized Way way(int attempt, Line line, Consumer<String> waits) throws Stopped, InterruptedException {
        long since = pauses.nanos();
        while (true) {
            List<PeerId> there =
                    senders.stream().filter(peer -> !refusing.contains(peer)).toList();
            if (bulk != null && !there.isEmpty()) {
                waits.accept("");
                return new Way(bulk, there.get(Math.floorMod(attempt, there.size())));
            }
            pause(line, waits, since);
        }
    }

    /**
     * A way to a sender that can give chunks of a file of a kept share, if there is one just now; the store has the rest, sooner or later.
     */
    synchronized Optional<Way> wayNow(FileId file) {
        if (bulk == null || over != null) {
            return Optional.empty();
        }
        return senders.stream()
                .filter(peer -> !refusing.contains(peer)
                        && offered.getOrDefault(peer, Set.of()).contains(file))
                .findFirst()
                .map(peer -> new Way(bulk, peer));
    }

    /** The seal that a sender said of a file; null: none yet. */
    synchronized byte[] sealNow(FileId file) {
        return seals.of(file);
    }

    /** Waits for a file's seal, of which all chunks are there. */
    byte[] seal(FileId file, Line line, Consumer<String> waits) throws Stopped, InterruptedException {
        long since = pauses.nanos();
        long askAt = since;
        while (true) {
            if (askAt - pauses.nanos() <= 0) {
                tell(new Talk.Unsealed(file));
                askAt = pauses.nanos() + SEAL_AGAIN.toNanos();
            }
            synchronized (this) {
                byte[] seal = seals.of(file);
                if (seal != null) {
                    waits.accept("");
                    return seal;
                }
                pause(line, waits, since);
            }
        }
    }

    private void pause(Line line, Consumer<String> waits, long since) throws Stopped, InterruptedException {
        line.check();
        if (over != null) {
            throw over;
        }
        if (!away.isEmpty() && pauses.nanos() - awaySince > Line.PATIENCE.toNanos()) {
            throw new Stopped(ExitCode.UNREACHABLE, "the node hasn't answered for ten minutes; what came is kept");
        }
        if (pauses.nanos() - since > QUIET.toNanos()) {
            waits.accept(away.isEmpty() ? waitedFor() : away);
        }
        wait(LOOK_MILLIS);
    }

    private String waitedFor() {
        return asked.isEmpty()
                ? "waiting for the sender"
                : "waiting for the sender to let you in: if nobody stands between, both of you see \"" + asked + "\"";
    }

    /** Says how far it is, unless that was said just now. */
    void tellProgress(Talk.Progress progress) {
        synchronized (this) {
            long now = pauses.nanos();
            if (told && now - toldAt < TELL.toNanos()) {
                return;
            }
            told = true;
            toldAt = now;
        }
        tell(progress);
    }

    /** Says something to all senders; whether they hear it isn't known. */
    void tell(Talk talk) {
        loop.run(() -> room.open().forEach(sender -> room.say(sender, talk)));
    }

    /** Leaves; what was said before still goes out. */
    @Override
    public void close() {
        loop.close(room);
    }
}
