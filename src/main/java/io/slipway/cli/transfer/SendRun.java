package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.Randomness;
import io.slipway.seal.SealException;
import io.slipway.seal.ShareLink;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** One run of sending a share that stands in the ledger: what is noted there, and what a person is told. */
final class SendRun {
    private final SentLedger ledger;
    private final Throttle throttle;
    private final Randomness randomness;
    private final Pauses pauses;
    private final Terminal terminal;
    private final PrintWriter err;
    private final Consumer<SentShare> made;

    /** @param made is told the share once its link leads somewhere */
    SendRun(
            SentLedger ledger,
            Throttle throttle,
            Randomness randomness,
            Pauses pauses,
            Terminal terminal,
            PrintWriter err,
            Consumer<SentShare> made) {
        this.ledger = ledger;
        this.throttle = throttle;
        this.randomness = randomness;
        this.pauses = pauses;
        this.terminal = terminal;
        this.err = err;
        this.made = made;
    }

    /** Sends what was just planned. @param spooled its content, where that is no file; otherwise null */
    void begin(SentShare share, Plaintext spooled) throws Stopped, InterruptedException, IOException {
        SentLedger.Hold hold = ledger.hold(share.share()).orElseThrow();
        try {
            ledger.put(share);
            send(share, false, spooled);
        } finally {
            hold.close();
        }
    }

    /** Sends what is missing of a share that an earlier run began with; it is held. */
    void goOn(SentShare share) throws Stopped, InterruptedException, IOException {
        send(share, true, null);
    }

    /** What an earlier run began with is deleted if the node can be reached; else it ends by itself. */
    void giveUp(SentShare share) throws InterruptedException, IOException {
        try {
            new NodeApi(share.node(), throttle).delete(share.share(), share.owner());
        } catch (NodeProblem problem) {
            say("what was begun before couldn't be deleted: " + Printable.text(problem.getMessage()));
        }
        ledger.remove(share);
    }

    private void send(SentShare share, boolean resumed, Plaintext spooled)
            throws Stopped, InterruptedException, IOException {
        NodeApi api = new NodeApi(share.node(), throttle);
        String advice = spooled == null ? "; the same command goes on with what is missing" : "";
        boolean[] known = {resumed};
        OnInterrupt interrupt = new OnInterrupt(() -> say("interrupted" + advice));
        try (Progress progress = new Progress(err, terminal.watched(), terminal.columns(), pauses, share.bytes())) {
            Line line = new Line(pauses, progress::note);
            String origin = origin(api, line, share);
            Sender sender = new Sender(api, line, throttle, ledger, randomness, progress);
            sender.send(share, resumed, spooled, seen -> {
                known[0] = true;
                note(share.at(origin, seen.expiresAt()));
                made.accept(share.at(origin, seen.expiresAt()));
            });
            ShareSeen whole = line.ask(() -> api.share(share.share(), Access.owner(share.owner())));
            ledger.put(share.at(origin, whole.expiresAt()).finished());
            ledger.forgetSums(share);
            progress.close();
            say("sent " + Amounts.files(share.count()) + ", " + Amounts.bytes(share.bytes()) + "; "
                    + Times.until(whole.expiresAt()));
        } catch (Stopped stopped) {
            throw explained(stopped, share, known[0], advice);
        } finally {
            interrupt.over();
        }
    }

    private void note(SentShare share) throws Stopped {
        try {
            ledger.put(share);
        } catch (IOException e) {
            throw Disk.state("written", e);
        }
    }

    /** A share that has ended, or that the node never took, can't be gone on with. */
    private Stopped explained(Stopped stopped, SentShare share, boolean known, String advice) throws IOException {
        boolean ended = stopped.exitCode() == ExitCode.NOT_FOUND;
        boolean refused = stopped.exitCode() == ExitCode.REFUSED;
        if (ended || refused && !known) {
            ledger.remove(share);
        }
        String next = ended ? "; sent again it gets another link" : refused ? "" : advice;
        return new Stopped(stopped.exitCode(), stopped.getMessage() + next);
    }

    /** What the link begins with: what the node says of itself, if a link can be made of it. */
    static String origin(NodeApi api, Line line, SentShare share) throws Stopped, InterruptedException {
        String origin = line.ask(api::config).getString("publicUrl", "");
        boolean downgrades = "https".equals(share.node().getScheme()) && !origin.startsWith("https:");
        try {
            ShareLink link = ShareLink.parse(new ShareLink(share.share(), share.secret()).format(origin));
            return downgrades || !link.shareId().equals(share.share())
                    ? share.node().toString()
                    : origin;
        } catch (SealException e) {
            return share.node().toString();
        }
    }

    private void say(String words) {
        err.println("slipway: " + words);
        err.flush();
    }
}
