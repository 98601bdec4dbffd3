package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.PairSecret;
import io.slipway.seal.Randomness;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Offers a share by a code beside its being sent, in a thread of its own. */
final class CodeStand implements AutoCloseable {
    private final Randomness randomness;
    private final Pauses pauses;
    private final CodeOffer.Listener listener;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private Thread thread;

    CodeStand(Randomness randomness, Pauses pauses, CodeOffer.Listener listener) {
        this.randomness = randomness;
        this.pauses = pauses;
        this.listener = listener;
    }

    /** From now on the share can be had by a code. */
    void begin(SentShare share) {
        if (thread != null) {
            return;
        }
        NodeApi api = new NodeApi(share.node(), new Throttle(0, pauses));
        PairSecret link = new PairSecret(share.share(), share.secret());
        CodeOffer offer = new CodeOffer(api, link, randomness, pauses, listener);
        thread = new Thread(() -> run(offer), "code");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(CodeOffer offer) {
        try {
            offer.run();
            taken.complete(null);
        } catch (Stopped | InterruptedException | RuntimeException e) {
            taken.completeExceptionally(e);
        }
    }

    /**
     * Waits until somebody has the link by a code.
     *
     * @param say is told what a person should know
     * @throws Stopped if nobody can any more
     */
    void await(Consumer<String> say) throws Stopped, InterruptedException {
        OnInterrupt interrupt = new OnInterrupt(
                () -> say.accept("interrupted: the code is good for nothing any more; the link still works"));
        try {
            if (!taken.isDone()) {
                say.accept("waiting until somebody takes the code; Ctrl-C ends that, and the link still works");
            }
            taken.get();
            say.accept("somebody has the link by the code");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Stopped stopped
                    ? stopped
                    : new Stopped(ExitCode.FAULT, "the code was lost: " + e.getCause());
        } finally {
            interrupt.over();
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
