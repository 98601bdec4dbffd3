package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.transfer.Receiver.Place;
import io.slipway.model.Clock;
import io.slipway.seal.Commit;
import io.slipway.seal.PairSecret;
import io.slipway.seal.Randomness;
import io.slipway.seal.SealException;
import io.slipway.seal.ShareLink;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway receive}. */
@Command(
        name = "receive",
        description = {
            "Fetches what a link or a code leads to, opens it, and prints where it was saved. A file gets its name when all of it was verified;"
                    + " nothing is overwritten.",
            "Called again in the same way after it was cut off, it goes on with what is missing."
        },
        mixinStandardHelpOptions = true)
public final class ReceiveCommand extends TransferCommand {
    private static final int SHOWN_MOST = 20;
    /** Streams of a live share at once: its sender serves others as well. */
    private static final int LIVE_WORKERS = 2;

    private final Terminal terminal;
    private final Pauses pauses = Pauses.SYSTEM;
    private final Randomness randomness = Randomness.of(new SecureRandom());
    private LiveReceiving live;
    /** What was said last of what is waited for. */
    private String said = "";

    @Parameters(
            paramLabel = "LINK|CODE",
            description = {
                "The whole link, with what follows its #; in quotes, for the shell.",
                "Or a code that was read out, such as 7-guitar-apple, while its sender is there. It is good for one guess."
            })
    private String link;

    @Option(
            names = "--node",
            paramLabel = "URL",
            description = "The node of a code; otherwise SLIPWAY_NODE, otherwise " + NodeAddress.STANDARD
                    + ". A link says its own.")
    private String node;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to save; otherwise here. Made if it isn't there.")
    private Path out = Path.of("");

    @Option(
            names = "--stdout",
            description =
                    "Writes the only file of a share to standard output, each chunk after it opened; ends with a failure unless"
                            + " all of it was verified.")
    private boolean stdout;

    @Option(names = "--limit", paramLabel = "SIZE", description = "How much is fetched per second at most, such as 5M.")
    private String limit;

    @Option(
            names = {"-y", "--yes"},
            description = "Doesn't ask before saving.")
    private boolean yes;

    @Option(names = "--json", description = "Prints one line of JSON in place of the paths.")
    private boolean json;

    public ReceiveCommand(Map<String, String> environment) {
        this(environment, Terminal.ofProcess(environment));
    }

    ReceiveCommand(Map<String, String> environment, Terminal terminal) {
        super(environment);
        this.terminal = terminal;
    }

    @Override
    void run() throws Stopped, InterruptedException {
        Throttle throttle = throttle(limit, pauses);
        if (SpokenCode.looksSo(link)) {
            link = linkOf(SpokenCode.parse(link));
        }
        ShareLink parsed = parsed();
        NodeApi api = new NodeApi(NodeAddress.ofLink(link), throttle);
        try {
            if (stdout) {
                stream(parsed, api, throttle);
            } else {
                save(parsed, api, throttle);
            }
        } finally {
            if (live != null) {
                live.close();
            }
        }
    }

    /** A code is good once: whoever is cut off needs the link to go on. */
    private String linkOf(SpokenCode code) throws Stopped, InterruptedException {
        URI url = NodeAddress.of(node, environment());
        NodeApi api = new NodeApi(url, new Throttle(0, pauses));
        String led = new CodeEntry(code, randomness, pauses).run(api).format(url.toString());
        say("the code is used up now; should this be cut off, go on with the link: " + led);
        return led;
    }

    private ShareLink parsed() throws Stopped {
        try {
            return ShareLink.parse(link);
        } catch (SealException e) {
            if (link.contains("/s/") && !link.contains("#")) {
                throw new Stopped(
                        ExitCode.WRONG_KEY,
                        "the link has no key: what follows its # got lost on the way. (Open shares have none: curl -OJ fetches them)");
            }
            throw new Stopped(ExitCode.USAGE, "that isn't a link to a share: https://HOST/s/SHARE#1.KEY");
        }
    }

    private void save(ShareLink parsed, NodeApi api, Throttle throttle) throws Stopped, InterruptedException {
        Path into = out.toAbsolutePath().normalize();
        Receipts.Receipt receipt;
        try {
            Receipts receipts = new Receipts(StateFolder.of(environment()));
            receipts.sweep(Clock.SYSTEM.millis());
            receipt = receipts.of(parsed.shareId(), into, randomness);
        } catch (IOException e) {
            throw Disk.state("used", e);
        }
        OpenedShare share = open(parsed, api, receipt.claim());
        List<Place> places = Receiver.places(share);
        long bytes = share.files().stream().mapToLong(OpenedFile::size).sum();
        confirm(share, places, bytes, into);
        List<Path> saved;
        long fetched;
        OnInterrupt interrupt = onInterrupt();
        try (Progress progress = progress(bytes)) {
            Line line = new Line(pauses, progress::note);
            int most = share.live() == null ? Workers.MOST : LIVE_WORKERS;
            Receiver receiver = new Receiver(
                    line, throttle.workers(most), progress, file -> source(api, line, throttle, share, file, progress));
            saved = receiver.receive(share, places, into, receipt);
            fetched = progress.movedBytes();
            tellVerified(api, line, share);
            receipt.remove();
        } catch (IOException e) {
            throw Disk.failed(into, e);
        } finally {
            interrupt.over();
        }
        print(saved);
        say("received and verified " + Amounts.files(saved.size()) + ", " + Amounts.bytes(bytes)
                + (fetched == bytes ? "" : ", " + Amounts.bytes(fetched) + " of it now"));
    }

    private ChunkSource source(
            NodeApi api, Line line, Throttle throttle, OpenedShare share, OpenedFile file, Progress progress) {
        boolean relayed = live != null && !file.isComplete();
        RelaySource relay = relayed ? new RelaySource(live, line, throttle, file, progress, randomness, pauses) : null;
        return share.live() == null ? new StoreSource(api, line, share, file, progress, relay) : relay;
    }

    private void stream(ShareLink parsed, NodeApi api, Throttle throttle) throws Stopped, InterruptedException {
        OpenedShare share = open(parsed, api, Token.random(randomness));
        if (share.files().size() != 1) {
            throw new Stopped(
                    ExitCode.REFUSED,
                    "--stdout is for shares of one file; this one has "
                            + share.files().size());
        }
        OpenedFile file = share.files().get(0);
        try (Progress progress = progress(file.size())) {
            Line line = new Line(pauses, progress::note);
            ChunkSource source = source(api, line, throttle, share, file, progress);
            new StreamedFile(file, source, progress).write(terminal.bytesOut());
            tellVerified(api, line, share);
        }
    }

    private OpenedShare open(ShareLink parsed, NodeApi api, Token claim) throws Stopped, InterruptedException {
        Line line = new Line(pauses, trouble -> {
            if (!trouble.isEmpty()) {
                say(trouble + "; trying again");
            }
        });
        OpenedShare share = OpenedShare.open(
                api,
                line,
                parsed,
                claim,
                () -> {
                    String given = givenPassword();
                    return given.isEmpty() ? terminal.secret("Password of the share: ") : given;
                },
                commit -> meet(parsed, api, commit),
                this::sayOnce);
        if (share.arrives()) {
            // Its sender may give what the store doesn't have yet; nobody waits for that.
            meet(parsed, api, null).knows(share.files());
        }
        return share;
    }

    private void sayOnce(String words) {
        if (!words.isEmpty() && !words.equals(said)) {
            say(words + "; this goes on by itself");
        }
        said = words;
    }

    private LiveReceiving meet(ShareLink parsed, NodeApi api, Commit commit) {
        PairSecret of = new PairSecret(parsed.shareId(), parsed.secret());
        live = new LiveReceiving(api.node(), of, commit, randomness, pauses);
        return live;
    }

    private void confirm(OpenedShare share, List<Place> places, long bytes, Path into) throws Stopped {
        if (yes || !terminal.canAsk()) {
            return;
        }
        if (!share.meta().title().isEmpty()) {
            err().println(Printable.text(share.meta().title()));
        }
        places.stream().limit(SHOWN_MOST).forEach(place -> {
            String folder = place.path().isEmpty() ? "" : place.path() + "/";
            err().println("  " + folder + place.name() + "  "
                    + Amounts.bytes(place.file().size()));
        });
        if (places.size() > SHOWN_MOST) {
            err().println("  and " + (places.size() - SHOWN_MOST) + " more");
        }
        err().flush();
        String question = "Save " + Amounts.files(places.size()) + ", " + Amounts.bytes(bytes) + ", in " + into + "?";
        if (!terminal.yes(question)) {
            throw new Stopped(ExitCode.REFUSED, "nothing was saved");
        }
    }

    private Progress progress(long bytes) {
        return new Progress(err(), terminal.watched(), terminal.columns(), pauses, bytes);
    }

    private OnInterrupt onInterrupt() {
        return new OnInterrupt(() -> {
            say("interrupted; what came is kept, and the same command goes on with what is missing");
            if (live != null) {
                // Its sender needn't wait for a sign of life.
                live.close();
            }
        });
    }

    /** What was received is received, whether or not the node hears of it. */
    private void tellVerified(NodeApi api, Line line, OpenedShare share) throws InterruptedException {
        if (share.live() != null) {
            // Its sender was told; the node counts no downloads of what it doesn't have.
            return;
        }
        try {
            line.run(() -> api.verified(share.share(), share.access()));
        } catch (Stopped stopped) {
            say("all is verified, but the node couldn't be told so: " + stopped.getMessage());
        }
    }

    private void print(List<Path> saved) {
        if (json) {
            JsonArray paths = new JsonArray();
            saved.forEach(path -> paths.add(path.toString()));
            out().println(new JsonObject().put("files", paths).encode());
        } else {
            saved.forEach(path -> out().println(path));
        }
        out().flush();
    }
}
