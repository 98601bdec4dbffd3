package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.model.ShareId;
import io.slipway.seal.SealException;
import io.slipway.seal.ShareLink;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway rm}. */
@Command(
        name = "rm",
        description =
                "Deletes shares that were sent from this account: their links end at once, their keys are destroyed soon.",
        mixinStandardHelpOptions = true)
public final class RemoveCommand extends TransferCommand {
    @Parameters(paramLabel = "LINK|ID", arity = "1..*", description = "Links, or ids as ls prints them.")
    private List<String> named;

    public RemoveCommand(Map<String, String> environment) {
        super(environment);
    }

    @Override
    void run() throws Stopped, InterruptedException {
        try {
            SentLedger ledger = new SentLedger(StateFolder.of(environment()));
            for (String each : named) {
                Optional<SentShare> share = ledger.find(id(each));
                if (share.isEmpty()) {
                    throw new Stopped(
                            ExitCode.NOT_FOUND,
                            "that wasn't sent from this account, or has ended: "
                                    + Printable.text(each.replaceAll("#.*", "")));
                }
                delete(ledger, share.get());
            }
        } catch (IOException e) {
            throw Disk.state("used", e);
        }
    }

    private void delete(SentLedger ledger, SentShare share) throws Stopped, InterruptedException, IOException {
        NodeApi api = new NodeApi(share.node(), new Throttle(0, Pauses.SYSTEM));
        try {
            new Line(Pauses.SYSTEM, trouble -> {}).run(() -> api.delete(share.share(), share.owner()));
            say("deleted " + share.share());
        } catch (Stopped stopped) {
            if (stopped.exitCode() != ExitCode.NOT_FOUND) {
                throw stopped;
            }
            say("had ended already: " + share.share());
        }
        ledger.remove(share);
    }

    private static ShareId id(String text) throws Stopped {
        try {
            return text.contains("/") ? ShareLink.parse(text).shareId() : new ShareId(text);
        } catch (SealException | io.slipway.model.Problem e) {
            throw new Stopped(
                    ExitCode.USAGE,
                    "neither a link to a share nor the id of one: " + Printable.text(text.replaceAll("#.*", "")));
        }
    }
}
