package io.slipway.cli.transfer;

import io.slipway.model.Clock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway ls}. */
@Command(
        name = "ls",
        description = "Lists what was sent from this account and hasn't ended, and asks its nodes how it is.",
        mixinStandardHelpOptions = true)
public final class ListCommand extends TransferCommand {
    @Option(names = "--links", description = "Prints the links as well: whoever has one can open what it leads to.")
    private boolean links;

    @Option(names = "--json", description = "Prints one line of JSON for each share.")
    private boolean json;

    public ListCommand(Map<String, String> environment) {
        super(environment);
    }

    @Override
    void run() throws Stopped, InterruptedException {
        try {
            SentLedger ledger = new SentLedger(StateFolder.of(environment()));
            ledger.sweep(Clock.SYSTEM.millis());
            List<SentShare> shares = ledger.all();
            for (SentShare share : shares) {
                State state = state(share);
                out().println(json ? line(share, state).encode() : text(share, state));
                out().flush();
                if (state.ended()) {
                    ledger.remove(share);
                }
            }
            if (shares.isEmpty()) {
                say("nothing that was sent from here is kept any more");
            }
        } catch (IOException e) {
            throw Disk.state("used", e);
        }
    }

    /**
     * How a share is.
     *
     * @param seen null: the node doesn't show it
     */
    private record State(String word, ShareSeen seen) {
        boolean ended() {
            return word.equals("ended");
        }
    }

    private static State state(SentShare share) throws InterruptedException {
        try {
            ShareSeen seen = new NodeApi(share.node(), new Throttle(0, Pauses.SYSTEM))
                    .share(share.share(), Access.owner(share.owner()));
            return new State(share.live() ? "live" : share.unfinished() == null ? "complete" : "unfinished", seen);
        } catch (NodeProblem problem) {
            return switch (problem.code()) {
                case "GONE" -> new State("ended", null);
                // A share that was planned, and never made for lack of a node, can still be sent.
                case "NOT_FOUND" ->
                    new State(share.unfinished() == null || share.endsAt() != null ? "ended" : "unfinished", null);
                default -> new State("unknown", null);
            };
        }
    }

    private String text(SentShare share, State state) {
        ShareSeen seen = state.seen();
        String downloads =
                seen == null || seen.limit() == null ? "" : "  " + seen.used() + "/" + seen.limit() + " used";
        String end = state.ended() ? "" : "  " + Times.until(seen == null ? share.endsAt() : seen.expiresAt());
        String head = String.format(
                Locale.ROOT,
                "%s  %s  %-10s  %s, %s%s%s  %s",
                share.share(),
                Times.minute(share.begunAt()),
                state.word(),
                Amounts.files(share.count()),
                Amounts.bytes(share.bytes()),
                downloads,
                end,
                Printable.text(share.label()));
        return links ? head + "\n  " + share.link() : head;
    }

    private JsonObject line(SentShare share, State state) {
        ShareSeen seen = state.seen();
        return new JsonObject()
                .put("share", share.share().text())
                .put("state", state.word())
                .put("node", share.node().toString())
                .put("label", share.label())
                .put("files", share.count())
                .put("bytes", share.bytes())
                .put("begunAt", share.begunAt())
                .put("expiresAt", seen == null ? share.endsAt() : seen.expiresAt())
                .put("used", seen == null ? null : seen.used())
                .put("limit", seen == null ? null : seen.limit())
                .put("link", links ? share.link() : null);
    }
}
