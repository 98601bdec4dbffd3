package io.slipway.cli.chaos;

import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.cli.chaos.NodeTalk.Part;
import io.slipway.seal.Digests;
import io.slipway.seal.Randomness;
import io.slipway.seal.Token;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One of many who want a download of a share with a limit. It fetches pieces and goes on with its claim wherever it stood, by
 * whichever node. Some break off in the middle, some lose the answer to their last word, some change their minds.
 */
final class Receiver implements Callable<Receiver.Receipt> {
    /** Of a hundred requests so many break off; a third as many receivers change their minds. */
    static final int FAULTS_PERCENT = 30;

    private static final int PARTS = 16;
    /** Nobody breaks off more often: what is sent again and again for one claim is bounded by the node. */
    private static final int MOST_BREAKS = 3;

    private static final Duration BETWEEN = Duration.ofMillis(50);

    /** How it ended. */
    enum End {
        /** It has all bytes, and said so. */
        VERIFIED,
        /** All downloads were used, by others. */
        REFUSED,
        /** It gave its claim back. */
        GAVE_UP,
        /** It was neither served nor refused in time. */
        STUCK,
        /** It was given other bytes, or an answer nobody should get. */
        WRONGED
    }

    /**
     * What came of it.
     *
     * @param claim whose it was
     * @param parts sixteenths of the share that may have been charged to its claim, a bit each
     * @param why in the case of a wrong
     */
    record Receipt(End end, Token claim, int parts, String why) {}

    private final KeptFile kept;
    private final NodeTalk talk;
    private final SplittableRandom random;
    private final Token claim;
    private final long deadline;
    private final boolean changesItsMind;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private int breaks;
    private int parts;

    /** @param patience how long it tries */
    Receiver(KeptFile kept, NodeTalk talk, SplittableRandom random, Duration patience) {
        this.kept = kept;
        this.talk = talk;
        this.random = random;
        this.claim = Token.random((Randomness) random::nextBytes);
        this.deadline = System.nanoTime() + patience.toNanos();
        this.changesItsMind = random.nextInt(100) < FAULTS_PERCENT / 3;
    }

    @Override
    public Receipt call() throws InterruptedException {
        while (System.nanoTime() < deadline) {
            if (got.size() >= kept.sealedSize()) {
                return verify();
            }
            Receipt end = fetch();
            if (end != null) {
                return end;
            }
        }
        return receipt(End.STUCK, "at byte " + got.size());
    }

    /** @return null: go on */
    private Receipt fetch() throws InterruptedException {
        int size = Math.toIntExact(kept.sealedSize());
        int from = got.size();
        int to = Math.min(size - 1, from + random.nextInt(size));
        boolean breaks = this.breaks < MOST_BREAKS && random.nextInt(100) < FAULTS_PERCENT;
        Part part = talk.part(kept, claim, from, to, breaks ? 1 + random.nextInt(size / 2) : size);
        got.writeBytes(part.bytes());
        switch (part.status()) {
            case 200, 206 -> {
                charged(from, to);
                if (breaks) {
                    this.breaks++;
                    return changesItsMind && got.size() < size ? giveBack() : null;
                }
                return null;
            }
            case 410 -> {
                return receipt(End.REFUSED, "");
            }
            case 409, 429 -> pause();
            case 0, 503 -> {
                // What became of it is unknown.
                charged(from, to);
                pause();
            }
            default -> {
                return receipt(End.WRONGED, part.status() + " " + part.code());
            }
        }
        return null;
    }

    /** As the node cuts it, with a byte's tolerance. */
    private void charged(long from, long to) {
        long size = kept.sealedSize();
        for (int part = 0; part < PARTS; part++) {
            if (size * part / PARTS - 1 <= to && size * (part + 1) / PARTS + 1 > from) {
                parts |= 1 << part;
            }
        }
    }

    /** The answer may be lost, and is asked for again. */
    private Receipt verify() throws InterruptedException {
        if (!Digests.sha256(got.toByteArray()).equals(kept.digest())) {
            return receipt(End.WRONGED, "other bytes than were stored");
        }
        boolean again = random.nextInt(100) < FAULTS_PERCENT;
        while (System.nanoTime() < deadline) {
            Outcome outcome = talk.verified(kept, claim);
            if (outcome.ok() && !again) {
                return receipt(End.VERIFIED, "");
            }
            if (outcome.refused()) {
                return receipt(End.WRONGED, "verified, and told " + outcome.status() + " " + outcome.code());
            }
            again = again && !outcome.ok();
            if (!outcome.ok()) {
                pause();
            }
        }
        return receipt(End.STUCK, "verifying");
    }

    private Receipt giveBack() throws InterruptedException {
        while (System.nanoTime() < deadline) {
            Outcome outcome = talk.giveBack(kept, claim);
            if (outcome.ok()) {
                return receipt(End.GAVE_UP, "");
            }
            if (outcome.refused()) {
                return receipt(End.WRONGED, "gave up, and was told " + outcome.status() + " " + outcome.code());
            }
            pause();
        }
        return receipt(End.STUCK, "giving up");
    }

    private Receipt receipt(End end, String why) {
        return new Receipt(end, claim, parts, why);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
    }
}
