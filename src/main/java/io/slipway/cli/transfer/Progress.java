package io.slipway.cli.transfer;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Says how far a transfer is: a bar that is drawn over itself where somebody watches, a line now and then elsewhere. Safe for use by
 * threads.
 */
final class Progress implements AutoCloseable {
    static final Duration BAR_EVERY = Duration.ofMillis(200);
    static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private static final double NANOS = 1e9;
    /** How much of the rate's memory one second leaves. */
    private static final double FADE = 0.8;

    private final PrintWriter words;
    private final boolean watched;
    private final int columns;
    private final Pauses pauses;
    private final long total;
    private long done;
    private long moved;
    private long shownAt;
    private long measuredAt;
    private long measuredMoved;
    private double rate;
    private String note = "";
    private int drawn;

    /**
     * @param watched whether words go to a terminal
     * @param total bytes of plaintext
     */
    Progress(PrintWriter words, boolean watched, int columns, Pauses pauses, long total) {
        this.words = words;
        this.watched = watched;
        this.columns = columns;
        this.pauses = pauses;
        this.total = total;
        this.shownAt = pauses.nanos();
        this.measuredAt = shownAt;
    }

    /** Bytes that needn't be moved any more. */
    synchronized void had(long bytes) {
        done += bytes;
    }

    /** Bytes that were moved. */
    synchronized void moved(long bytes) {
        done += bytes;
        moved += bytes;
        show(false);
    }

    /** Whether the sender is waited for. */
    void waiting(boolean waits) {
        note(waits ? "waiting for the sender" : "");
    }

    /** What is wrong just now; empty: nothing. */
    synchronized void note(String what) {
        if (what.equals(note)) {
            return;
        }
        note = what;
        if (watched) {
            show(true);
        } else if (!what.isEmpty()) {
            words.println("slipway: " + what + "; trying again");
            words.flush();
        }
    }

    /** Bytes that this run moved. */
    synchronized long movedBytes() {
        return moved;
    }

    private void show(boolean now) {
        long at = pauses.nanos();
        measure(at);
        Duration every = watched ? BAR_EVERY : LINE_EVERY;
        if (!now && at - shownAt < every.toNanos()) {
            return;
        }
        shownAt = at;
        if (watched) {
            draw(ProgressText.line(done, total, rate, note, columns - 1));
        } else {
            words.println(ProgressText.figures(done, total, rate, note).strip());
            words.flush();
        }
    }

    private void measure(long at) {
        double seconds = (at - measuredAt) / NANOS;
        if (seconds < 1) {
            return;
        }
        double latest = (moved - measuredMoved) / seconds;
        double fade = measuredMoved == 0 ? 0 : Math.pow(FADE, seconds);
        rate = rate * fade + latest * (1 - fade);
        measuredAt = at;
        measuredMoved = moved;
    }

    private void draw(String line) {
        String rest = " ".repeat(Math.max(0, drawn - line.length()));
        words.print("\r" + line + rest);
        words.flush();
        drawn = line.length();
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        if (watched && drawn > 0) {
            draw("");
            words.print("\r");
            words.flush();
        }
    }
}
