package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.Sizes;
import io.slipway.seal.Slp1;
import java.time.Duration;

/** The chunks that a node keeps of a file, asked for by ranges of sealed bytes; also while the file arrives. */
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

    StoreSource(NodeApi api, Line line, OpenedShare share, OpenedFile file, Progress progress) {
        this.api = api;
        this.line = line;
        this.share = share;
        this.file = file;
        this.progress = progress;
    }

    @Override
    public void fetch(long from, long to, Taker taker) throws Stopped, InterruptedException {
        Run run = new Run(from, to, taker);
        while (run.next <= to) {
            boolean there = line.ask(run::ask);
            progress.waiting(!there);
            if (!there) {
                line.pause(ASK_AGAIN);
            }
        }
    }

    @Override
    public byte[] seal() throws Stopped, InterruptedException {
        return file.isComplete() ? file.seal() : share.arrival(api, line, file);
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

        /** @return false if the sender hasn't sent the next chunk yet */
        private boolean ask() throws NodeProblem, Stopped, InterruptedException {
            long end = Sizes.sealedOffset(to) + Sizes.sealedLength(to, file.size()) - 1;
            long first = next;
            try (SealedRun run = api.sealed(
                    share.share(), file.id(), share.access(), Sizes.sealedOffset(first), end, !file.isComplete())) {
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
