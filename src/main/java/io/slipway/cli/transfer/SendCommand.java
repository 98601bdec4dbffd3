package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.transfer.SendPlans.Wish;
import io.slipway.config.Durations;
import io.slipway.model.Clock;
import io.slipway.seal.Randomness;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway send}. */
@Command(
        name = "send",
        description = {
            "Seals files and folders, keeps them at a node, and prints the link, which is there before they are.",
            "Called again in the same way after it was cut off, it goes on with what is missing, under the same link.",
            "With --live nothing is kept: it stays, and gives the files to whoever opens the link meanwhile."
        },
        mixinStandardHelpOptions = true)
public final class SendCommand extends TransferCommand {
    private static final int MOST_DOWNLOADS = 10_000;
    /** How long a live share lasts at most, wherever it is. */
    private static final Duration LIVE_MOST = Duration.ofHours(24);
    /** The least rate that keeps as many streams as are served from being taken for stalled, in bytes per second. */
    private static final long LIVE_RATE_LEAST = 512 << 10;

    private final Terminal terminal;
    private final Pauses pauses = Pauses.SYSTEM;
    private final Randomness randomness = Randomness.of(new SecureRandom());

    @Parameters(
            paramLabel = "FILE|DIR|-",
            arity = "1..*",
            description = {
                "What to send; -- before names that begin with a hyphen.",
                "- reads standard input: into a temporary file first, which nobody else can open and which is gone however this"
                        + " ends, since a sealed file announces its size. It can't be gone on with."
            })
    private List<String> named;

    @Option(
            names = "--node",
            paramLabel = "URL",
            description = "The node; otherwise SLIPWAY_NODE, otherwise " + NodeAddress.STANDARD + ".")
    private String node;

    @Option(
            names = "--kept",
            paramLabel = "TIME",
            description =
                    "How long it is kept, such as 1h or 7d; otherwise as the node has it. With --live how long the"
                            + " link lasts: at most 24h, which is what it is otherwise.")
    private String kept;

    @Option(
            names = "--live",
            description =
                    "Stores nothing: files and key come from here alone, while this runs. Up to 256 files, no password,"
                            + " no number of downloads.")
    private boolean live;

    @Option(
            names = "--password",
            description = "Asks for a password that receivers will need as well, or takes it from SLIPWAY_PASSWORD.")
    private boolean password;

    @Option(names = "--max-downloads", paramLabel = "N", description = "How many downloads there may be, 1 to 10000.")
    private Integer maxDownloads;

    @Option(names = "--title", paramLabel = "TEXT", description = "What receivers are shown; the node can't read it.")
    private String title = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What standard input is called, ${DEFAULT-VALUE} unless told otherwise.")
    private String name = "stdin";

    @Option(names = "--limit", paramLabel = "SIZE", description = "How much is sent per second at most, such as 5M.")
    private String limit;

    @Option(
            names = "--code",
            description =
                    "Prints a code to be read out as well, and stays until somebody took the share by it; each is good for one"
                            + " guess.")
    private boolean code;

    @Option(names = "--qr", description = "Shows the link as a QR code on standard error as well.")
    private boolean qr;

    @Option(names = "--again", description = "Begins anew, with another link, where an earlier run wasn't finished.")
    private boolean again;

    @Option(
            names = {"-y", "--yes"},
            description = "Doesn't ask before a folder is sent.")
    private boolean yes;

    @Option(names = "--json", description = "Prints one line of JSON in place of the link.")
    private boolean json;

    private CodeStand stand;

    public SendCommand(Map<String, String> environment) {
        this(environment, Terminal.ofProcess(environment));
    }

    SendCommand(Map<String, String> environment, Terminal terminal) {
        super(environment);
        this.terminal = terminal;
    }

    @Override
    void run() throws Stopped, InterruptedException {
        URI url = NodeAddress.of(node, environment());
        Throttle throttle = throttle(limit, pauses);
        StateFolder state = StateFolder.of(environment());
        try (CodeStand codes = new CodeStand(randomness, pauses, teller())) {
            stand = code ? codes : null;
            SentLedger ledger = new SentLedger(state);
            ledger.sweep(Clock.SYSTEM.millis());
            List<Path> paths = named.contains("-")
                    ? List.of()
                    : named.stream().map(each -> Path.of(each).toAbsolutePath()).toList();
            if (live) {
                sendFiles(liveWish(url, paths, throttle), ledger, throttle);
            } else if (named.contains("-")) {
                sendInput(wish(url, paths), state, ledger, throttle);
            } else {
                sendFiles(wish(url, paths), ledger, throttle);
            }
            if (stand != null) {
                stand.await(this::say);
            }
        } catch (IOException e) {
            throw Disk.state("used", e);
        }
    }

    private CodeTeller teller() {
        return new CodeTeller(out(), json, terminal, this::say);
    }

    private Wish wish(URI url, List<Path> paths) {
        if (maxDownloads != null && (maxDownloads < 1 || maxDownloads > MOST_DOWNLOADS)) {
            throw usage("--max-downloads is 1 to " + MOST_DOWNLOADS);
        }
        Long lifetime = null;
        if (kept != null) {
            try {
                lifetime = Durations.parse(kept).toMillis();
            } catch (IllegalArgumentException e) {
                throw usage("--kept is a time, such as 1h or 7d");
            }
        }
        return new Wish(url, paths, lifetime, maxDownloads == null ? 0 : maxDownloads, title, password, false);
    }

    private Wish liveWish(URI url, List<Path> paths, Throttle throttle) {
        if (password || maxDownloads != null || named.contains("-")) {
            throw usage("--live goes with neither --password nor --max-downloads nor standard input");
        }
        if (!throttle.isAtLeast(LIVE_RATE_LEAST)) {
            throw usage("--limit is at least " + LIVE_RATE_LEAST / 1024 + "K with --live");
        }
        Wish wish = wish(url, paths);
        long most = LIVE_MOST.toMillis();
        long lifetime = wish.lifetimeMillis() == null ? most : wish.lifetimeMillis();
        if (lifetime > most) {
            throw usage("--kept is at most 24h with --live");
        }
        return new Wish(url, paths, lifetime, 0, title, false, true);
    }

    private void sendInput(Wish wish, StateFolder state, SentLedger ledger, Throttle throttle)
            throws Stopped, InterruptedException, IOException {
        if (named.size() > 1) {
            throw usage("- stands alone");
        }
        String secret = password();
        try (FileChannel spooled = Spool.of(terminal.bytesIn(), state)) {
            SentShare share = new SendPlans(randomness, Clock.SYSTEM).of(wish, name, spooled, secret);
            sending(ledger, throttle).begin(share, Plaintext.ofSpooled(spooled));
        }
    }

    private void sendFiles(Wish wish, SentLedger ledger, Throttle throttle)
            throws Stopped, InterruptedException, IOException {
        Selection selection = Selection.of(wish.named());
        if (selection.items().isEmpty()) {
            throw new Stopped(ExitCode.REFUSED, "there is no file in it; a share has at least one");
        }
        if (selection.leftOut() > 0) {
            say(selection.leftOut() + " left out: links, pipes and devices within folders aren't sent");
        }
        for (SentShare share : ledger.all()) {
            boolean same =
                    share.unfinished() != null && share.unfinished().command().equals(wish.command());
            Optional<SentLedger.Hold> hold = same ? ledger.hold(share.share()) : Optional.empty();
            // One that another process is sending is that one's.
            if (hold.isPresent()) {
                try {
                    if (!again) {
                        SendPlans.checkUnchanged(share, selection);
                        say("going on with what was begun before");
                        if (live) {
                            offering(ledger, throttle).offer(share, true);
                        } else {
                            sending(ledger, throttle).goOn(share);
                        }
                        return;
                    }
                    sending(ledger, throttle).giveUp(share);
                } finally {
                    hold.get().close();
                }
            }
        }
        confirm(selection, wish.node());
        if (live && selection.items().size() > ShareAtNode.BATCH) {
            throw new Stopped(
                    ExitCode.REFUSED,
                    "a live share has at most " + ShareAtNode.BATCH + " files; without --live there may be more");
        }
        SentShare share = new SendPlans(randomness, Clock.SYSTEM).of(wish, selection, password());
        if (live) {
            try (SentLedger.Hold hold = ledger.hold(share.share()).orElseThrow()) {
                offering(ledger, throttle).offer(share, false);
            }
        } else {
            sending(ledger, throttle).begin(share, null);
        }
    }

    private void confirm(Selection selection, URI url) throws Stopped {
        boolean folder = !selection.folders().isEmpty()
                || selection.items().stream().anyMatch(item -> !item.path().isEmpty());
        String question = "Send " + Amounts.files(selection.items().size()) + ", " + Amounts.bytes(selection.bytes())
                + ", to " + url.getHost() + "?";
        if (folder && !yes && terminal.canAsk() && !terminal.yes(question)) {
            throw new Stopped(ExitCode.REFUSED, "nothing was sent");
        }
    }

    private String password() throws Stopped {
        if (!password) {
            return null;
        }
        return terminal.newPassword(givenPassword());
    }

    private SendRun sending(SentLedger ledger, Throttle throttle) {
        return new SendRun(ledger, throttle, randomness, pauses, terminal, err(), this::print);
    }

    private LiveRun offering(SentLedger ledger, Throttle throttle) {
        return new LiveRun(ledger, throttle, randomness, pauses, this::say, this::print);
    }

    private void print(SentShare share) {
        if (json) {
            out().println(new JsonObject()
                    .put("share", share.share().text())
                    .put("link", share.link())
                    .put("files", share.count())
                    .put("bytes", share.bytes())
                    .put("expiresAt", share.endsAt())
                    .encode());
        } else {
            out().println(share.link());
        }
        out().flush();
        if (qr) {
            err().print(QrText.of(share.link()));
            err().flush();
        }
        if (stand != null) {
            stand.begin(share);
        }
    }
}
