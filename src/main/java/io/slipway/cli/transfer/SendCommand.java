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
            "Called again in the same way after it was cut off, it goes on with what is missing, under the same link."
        },
        mixinStandardHelpOptions = true)
public final class SendCommand extends TransferCommand {
    private static final int MOST_DOWNLOADS = 10_000;

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
            description = "How long it is kept, such as 1h or 7d; otherwise as the node has it.")
    private String kept;

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
        try (CodeStand codes = new CodeStand(randomness, pauses, new Codes())) {
            stand = code ? codes : null;
            SentLedger ledger = new SentLedger(state);
            ledger.sweep(Clock.SYSTEM.millis());
            if (named.contains("-")) {
                sendInput(wish(url, List.of()), state, ledger, throttle);
            } else {
                sendFiles(
                        wish(
                                url,
                                named.stream()
                                        .map(each -> Path.of(each).toAbsolutePath())
                                        .toList()),
                        ledger,
                        throttle);
            }
            awaitCode();
        } catch (IOException e) {
            throw Disk.state("used", e);
        }
    }

    private void awaitCode() throws Stopped, InterruptedException {
        if (stand == null) {
            return;
        }
        OnInterrupt interrupt =
                new OnInterrupt(() -> say("interrupted: the code is good for nothing any more; the link still works"));
        try {
            if (!stand.isOver()) {
                say("waiting until somebody takes the code; Ctrl-C ends that, and the link still works");
            }
            stand.await();
            say("somebody has the link by the code");
        } finally {
            interrupt.over();
        }
    }

    /** What a person is told of codes. */
    private final class Codes implements CodeOffer.Listener {
        @Override
        public void offered(SpokenCode offered) {
            String text = offered.text();
            out().println(json ? new JsonObject().put("code", text).encode() : text);
            out().flush();
        }

        @Override
        public void burnt() {
            say("somebody guessed wrong: that code is used up");
        }

        @Override
        public boolean again() {
            return terminal.canAsk() && terminal.yes("Three codes in a row were guessed wrong. Another one?");
        }

        @Override
        public void trouble(String words) {
            say("no code just now: " + words + "; trying again");
        }
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
        return new Wish(url, paths, lifetime, maxDownloads == null ? 0 : maxDownloads, title, password);
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
                        sending(ledger, throttle).goOn(share);
                        return;
                    }
                    sending(ledger, throttle).giveUp(share);
                } finally {
                    hold.get().close();
                }
            }
        }
        confirm(selection, wish.node());
        SentShare share = new SendPlans(randomness, Clock.SYSTEM).of(wish, selection, password());
        sending(ledger, throttle).begin(share, null);
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
        String given = givenPassword();
        if (!given.isEmpty()) {
            return given;
        }
        String first = terminal.secret("Password for the share: ");
        if (first == null) {
            throw new Stopped(
                    ExitCode.WRONG_KEY, "--password needs SLIPWAY_PASSWORD to be set, or a terminal to ask at");
        }
        if (!first.equals(terminal.secret("Once more: "))) {
            throw new Stopped(ExitCode.WRONG_KEY, "those were two different passwords");
        }
        return first;
    }

    private SendRun sending(SentLedger ledger, Throttle throttle) {
        return new SendRun(ledger, throttle, randomness, pauses, terminal, err(), this::print);
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
