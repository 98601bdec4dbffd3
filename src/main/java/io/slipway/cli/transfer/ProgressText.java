package io.slipway.cli.transfer;

import java.util.Locale;

/** What progress looks like. */
final class ProgressText {
    private static final int BAR_MOST = 30;
    private static final int BAR_LEAST = 5;

    private ProgressText() {}

    /**
     * A line that fits into so many columns, or is as short as it gets.
     *
     * @param done of {@code total}, in bytes
     * @param rate bytes per second; 0: unknown
     * @param note what is wrong just now; empty: nothing
     */
    static String line(long done, long total, double rate, String note, int columns) {
        String figures = figures(done, total, rate, note);
        int bar = Math.min(BAR_MOST, columns - figures.length() - 4);
        return bar < BAR_LEAST ? figures : bar(done, total, bar) + " " + figures;
    }

    static String figures(long done, long total, double rate, String note) {
        String text = String.format(
                Locale.ROOT, "%3d %%  %s of %s", percent(done, total), Amounts.bytes(done), Amounts.bytes(total));
        if (!note.isEmpty()) {
            return text + "  " + note;
        }
        if (rate <= 0 || done >= total) {
            return text;
        }
        long left = (long) Math.ceil((total - done) / rate);
        return text + "  " + Amounts.bytes(rate) + "/s  " + Amounts.time(left) + " left";
    }

    /** 100 only when all is done. */
    private static int percent(long done, long total) {
        return total == 0 || done >= total ? 100 : (int) Math.min(99, done * 100.0 / total);
    }

    private static String bar(long done, long total, int width) {
        int full = total == 0 ? width : (int) (width * (double) done / total);
        return "[" + "#".repeat(full) + " ".repeat(width - full) + "]";
    }
}
