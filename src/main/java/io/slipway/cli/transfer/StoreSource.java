package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import java.time.Duration;

/**
 * The chunks that a node keeps of a file, asked for by ranges of sealed bytes; also while the file arrives. What the store doesn't have yet
 * comes from its sender where that gives it.
 */
final class StoreSource implements ChunkSource {
    /** The shortest time between two questions for a chunk that its sender hasn't sent. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    /** How often an answer may break off before a chunk's first byte, while the node answers otherwise. */
    static final int RESETS_MOST = 3;

    private final NodeApi api;
    private final Line line;
    private final OpenedShare share;
    private final OpenedFile file;
    private final Progress progress;
    /** Null: there is none. */
    private final RelaySource beside;

    /** @param beside the way to the sender; null: none, the store has all of it or nobody can be met */
    StoreSource(NodeApi api, Line line, OpenedShare share, OpenedFile file, Progress progress, RelaySource beside) {
        this.api = api;
        this.line = line;
        this.share = share;
        this.file = file;
        this.progress = progress;
        this.beside = beside;
    }

    @Override
    public void fetch(long from, long to, Taker taker) throws Stopped, InterruptedException {
        Run run = new Run(from, to, taker);
        while (run.next <= to) {
            boolean there = line.ask(run::ask) || run.askSender();
            progress.waiting(!there);
            if (!there) {
                line.pause(ASK_AGAIN);
            }
        }
    }

    @Override
    public byte[] seal() throws Stopped, InterruptedException {
        byte[] seal = file.seal();
        while (seal == null) {
            // What the node has counts before what a sender says.
            seal = share.arrived(api, line, file);
            seal = seal == null && beside != null ? beside.sealNow() : seal;
            if (seal == null) {
                line.pause(OpenedShare.LOOK_AGAIN);
            }
        }
        return seal;
    }

    @Override
    public void had(long bytes) {
        if (beside != null) {
            beside.had(bytes);
        }
    }

    @Override
    public void verified() {
        if (beside != null) {
            beside.verified();
        }
    }

    private final class Run {
        private final long to;
        private final Taker taker;
        private final byte[] sealed;
        private long next;
        private int resets;

        private Run(long from, long to, Taker taker) {
            this.next = from;
            this.to = to;
            this.taker = taker;
            this.sealed = new byte[Sizes.sealedLength(from, file.size())];
        }

        /** @return false if there is no sender that gives anything */
        private boolean askSender() throws Stopped, InterruptedException {
            long from = next;
            if (beside != null) {
                next = beside.fetchNow(next, to, taker);
            }
            return next > from;
        }

        /** @return false if the sender hasn't sent the next chunk yet */
        private boolean ask() throws NodeProblem, Stopped, InterruptedException {
            long end = Sizes.sealedOffset(to) + Sizes.sealedLength(to, file.size()) - 1;
            long first = next;
            boolean waits = !file.isComplete() && (beside == null || !beside.canFetchNow());
            try (SealedRun run =
                    api.sealed(share.share(), file.id(), share.access(), Sizes.sealedOffset(first), end, waits)) {
                long last = run.to() == end ? to : (run.to() + 1) / Slp1.SEALED_CHUNK_BYTES - 1;
                if (last < first) {
                    throw NodeProblem.badAnswer("less than a chunk came");
                }
                while (next <= last) {
                    read(run, first);
                    resets = 0;
                    taker.take(next, sealed, Sizes.sealedLength(next, file.size()));
                    line.moved();
                    line.check();
                    next++;
                }
                return true;
            } catch (NodeProblem problem) {
                if (problem.code().equals("NOT_COMPLETE")) {
                    return false;
                }
                throw problem;
            }
        }

        private void read(SealedRun run, long first) throws NodeProblem, Stopped, InterruptedException {
            int length = Sizes.sealedLength(next, file.size());
            int came = run.read(sealed, length);
            if (came == length) {
                return;
            }
            resets = came == 0 && next == first ? resets + 1 : 0;
            if (resets == RESETS_MOST) {
                throw new Stopped(
                        ExitCode.DAMAGED,
                        "the node breaks off at the same chunk again and again: it is damaged there. What came is kept");
            }
            throw NodeProblem.offline("the answer broke off");
        }
    }
}
