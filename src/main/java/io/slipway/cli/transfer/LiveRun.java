package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.live.LiveDoors.Door;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.cli.room.LiveLoop;
import io.slipway.cli.room.ShareRoom;
import io.slipway.seal.PairSecret;
import io.slipway.seal.Randomness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * One run of offering a live share that stands in the ledger: it is made at the node unless an earlier run did, and its files are given to
 * whoever opens the link, until a person ends it or the share ends. Interrupted, the share stays: the same command offers it again.
 */
final class LiveRun {
    private final SentLedger ledger;
    private final Throttle throttle;
    private final Randomness randomness;
    private final Pauses pauses;
    private final Consumer<String> say;
    private final Consumer<SentShare> made;
    private final CompletableFuture<LiveTrouble> over = new CompletableFuture<>();

    /**
     * @param say is told what a person should know
     * @param made is told the share once its link leads somewhere
     */
    LiveRun(
            SentLedger ledger,
            Throttle throttle,
            Randomness randomness,
            Pauses pauses,
            Consumer<String> say,
            Consumer<SentShare> made) {
        this.ledger = ledger;
        this.throttle = throttle;
        this.randomness = randomness;
        this.pauses = pauses;
        this.say = say;
        this.made = made;
    }

    /** Offers it; it is held. Ends with a failure alone. */
    void offer(SentShare share, boolean resumed) throws Stopped, InterruptedException, IOException {
        ledger.put(share);
        SentShare shown;
        try {
            shown = shown(share, resumed);
        } catch (Stopped stopped) {
            boolean unmade = stopped.exitCode() == ExitCode.REFUSED && !resumed;
            if (stopped.exitCode() == ExitCode.NOT_FOUND || unmade) {
                ledger.remove(share);
            }
            throw stopped;
        }
        List<FileSending> files = new ArrayList<>();
        for (SentFile file : share.unfinished().files()) {
            files.add(new FileSending(file, ledger.sums(share, file), randomness, null));
        }
        serve(shown, files);
    }

    private SentShare shown(SentShare share, boolean resumed) throws Stopped, InterruptedException, IOException {
        NodeApi api = new NodeApi(share.node(), throttle);
        Line line = new Line(pauses, trouble -> {
            if (!trouble.isEmpty()) {
                say.accept(trouble + "; trying again");
            }
        });
        String origin = SendRun.origin(api, line, share);
        ShareSeen seen = new ShareAtNode(api, line, share, randomness).make(resumed);
        SentShare shown = share.at(origin, seen.expiresAt());
        ledger.put(shown);
        made.accept(shown);
        return shown;
    }

    private void serve(SentShare share, List<FileSending> files) throws Stopped, InterruptedException, IOException {
        LiveLoop loop = new LiveLoop();
        LiveSending sending = new LiveSending(loop, throttle, files, new Words());
        ShareRoom room = ShareRoom.ofSender(
                loop,
                new Door(share.node(), Map.of()),
                new PairSecret(share.share(), share.secret()),
                share.unfinished().key(),
                share.owner(),
                randomness,
                sending);
        sending.in(room);
        OnInterrupt interrupt = new OnInterrupt(() -> {
            say.accept("interrupted: nobody gets anything now; the same command offers it again under the same link,"
                    + " and rm ends the link");
            loop.close(room);
        });
        try {
            room.begin();
            say.accept("live: nothing is stored, so stay until everybody has it; Ctrl-C ends that. "
                    + Times.until(share.endsAt()));
            Stopped why = Verdict.refused(over.get());
            if (why.exitCode() == ExitCode.NOT_FOUND) {
                ledger.remove(share);
            }
            throw why;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            interrupt.over();
            loop.close(room);
            sending.close();
            files.forEach(FileSending::close);
        }
    }

    /** Tells a person, by way of standard error. */
    private final class Words implements LiveSending.Listener {
        private boolean away;

        @Override
        public void opened() {
            say.accept("somebody opened the link");
        }

        @Override
        public void verified(SentFile file) {
            say.accept(Printable.text(file.name()) + " was received and verified");
        }

        @Override
        public void broken(SentFile file, Stopped why) {
            say.accept(why.getMessage() + ". Nobody gets it any more");
        }

        @Override
        public void away(String words) {
            boolean now = !words.isEmpty();
            if (now != away) {
                away = now;
                say.accept(now ? "the node isn't reached just now; trying again" : "the node is reached again");
            }
        }

        @Override
        public void over(LiveTrouble why) {
            over.complete(why);
        }
    }
}
