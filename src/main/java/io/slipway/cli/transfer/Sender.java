package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.transfer.ShareSeen.FileSeen;
import io.slipway.seal.Randomness;
import io.slipway.seal.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Sends a share. Files are read as they are sent, {@link Workers#MOST} chunks at a time; after an outage, and in another run, the
 * node is asked what is missing, and only that is sent.
 */
final class Sender {
    /** How long one chunk may take at first: 1 MiB at 17 KiB/s. Twice as long with each try. */
    static final Duration CHUNK = Duration.ofSeconds(60);
    /** The longest that it may take after that. */
    static final Duration CHUNK_MOST = Duration.ofMinutes(10);
    /** How often a node may say at the end that chunks are missing which it had acknowledged. */
    static final int HOLES_MOST = 3;

    private final NodeApi api;
    private final Line line;
    private final Throttle throttle;
    private final SentLedger ledger;
    private final Randomness randomness;
    private final Progress progress;
    private final List<FileSending> files = new ArrayList<>();
    private int at;

    Sender(NodeApi api, Line line, Throttle throttle, SentLedger ledger, Randomness randomness, Progress progress) {
        this.api = api;
        this.line = line;
        this.throttle = throttle;
        this.ledger = ledger;
        this.randomness = randomness;
        this.progress = progress;
    }

    /** Is told of a share once the node has it. */
    @FunctionalInterface
    interface Made {
        void accept(ShareSeen seen) throws Stopped;
    }

    /**
     * Sends all of it.
     *
     * @param spooled the content of a file without a source; null: there is none
     * @param made is told the share as the node shows it, before any content is sent
     */
    void send(SentShare share, boolean resumed, Plaintext spooled, Made made) throws Stopped, InterruptedException {
        ShareAtNode atNode = new ShareAtNode(api, line, share, randomness);
        made.accept(atNode.make(resumed));
        try {
            for (SentFile file : share.unfinished().files()) {
                open(share, file, atNode.before(file), spooled);
            }
            Workers.run(throttle.workers(Workers.MOST), line, this::work);
        } finally {
            files.forEach(FileSending::close);
        }
    }

    private void open(SentShare share, SentFile file, FileSeen before, Plaintext spooled)
            throws Stopped, InterruptedException {
        if (before != null && before.complete()) {
            progress.had(file.size());
            return;
        }
        FileSending sending;
        try {
            sending =
                    new FileSending(file, ledger.sums(share, file), randomness, file.source() == null ? spooled : null);
        } catch (IOException e) {
            throw Disk.state("written", e);
        }
        files.add(sending);
        if (before != null && before.storedChunks() > 0) {
            sending.resume(line.ask(() -> api.missing(file.id(), file.chunks(), file.upload())));
            progress.had(sending.safeBytes());
            sending.close();
        }
    }

    /** One chunk of one file. */
    private record Task(FileSending sending, long chunk) {}

    /** A file all of whose chunks are safe already has one last task: to be completed. */
    private synchronized Task next() {
        while (at < files.size()) {
            FileSending sending = files.get(at);
            OptionalLong chunk = sending.take();
            if (chunk.isPresent()) {
                return new Task(sending, chunk.getAsLong());
            }
            at++;
            if (sending.claimCompletion()) {
                return new Task(sending, -1);
            }
        }
        return null;
    }

    private void work() throws Stopped, InterruptedException {
        for (Task task = next(); task != null; task = next()) {
            FileSending sending = task.sending;
            if (task.chunk >= 0) {
                sendChunk(sending, task.chunk);
                sending.acknowledge(task.chunk);
                progress.moved(Sizes.plaintextLength(task.chunk, sending.file.size()));
            }
            if (task.chunk < 0 || sending.claimCompletion()) {
                complete(sending);
                sending.close();
            }
        }
    }

    private void sendChunk(FileSending sending, long chunk) throws Stopped, InterruptedException {
        if (sending.isAtNode(chunk)) {
            sending.learn(chunk);
            return;
        }
        SentFile file = sending.file;
        byte[] sealed = sending.seal(chunk);
        Duration[] within = {CHUNK};
        boolean[] asked = {false};
        line.run(() -> {
            // After a lost answer the chunk may be there: then it isn't sent twice.
            if (asked[0] && api.missing(file.id(), file.chunks(), file.upload()).stored(chunk)) {
                return;
            }
            asked[0] = true;
            Duration limit = within[0];
            within[0] = longer(limit);
            api.put(file.id(), chunk, file.upload(), sealed, limit);
        });
    }

    private static Duration longer(Duration limit) {
        Duration twice = limit.multipliedBy(2);
        return twice.compareTo(CHUNK_MOST) < 0 ? twice : CHUNK_MOST;
    }

    private void complete(FileSending sending) throws Stopped, InterruptedException {
        SentFile file = sending.file;
        byte[] seal = sending.sealed();
        for (int holes = 0; ; holes++) {
            MissingChunks missing = line.ask(() -> tryToComplete(file, seal));
            if (missing == null) {
                return;
            }
            if (holes == HOLES_MOST) {
                throw new Stopped(ExitCode.FAULT, "the node loses chunks that it had acknowledged");
            }
            for (OptionalLong hole = sending.firstMissing(missing); hole.isPresent(); ) {
                sendChunk(sending, hole.getAsLong());
                missing = line.ask(() -> api.missing(file.id(), file.chunks(), file.upload()));
                hole = sending.firstMissing(missing);
            }
        }
    }

    /** @return what is missing; null: it is complete */
    private MissingChunks tryToComplete(SentFile file, byte[] seal) throws NodeProblem, InterruptedException {
        try {
            api.complete(file.id(), file.upload(), seal);
            return null;
        } catch (NodeProblem problem) {
            if (problem.code().equals("INCOMPLETE")) {
                return MissingChunks.of(problem.words(), file.chunks());
            }
            throw problem;
        }
    }
}
