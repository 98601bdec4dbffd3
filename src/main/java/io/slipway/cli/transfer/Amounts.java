package io.slipway.cli.transfer;

import java.util.Locale;

/** Sizes, rates and times for people. */
final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double STEP = 1024;

    private Amounts() {}

    /** Such as {@code 512 B} or {@code 1.5 MiB}. */
    static String bytes(double bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return unit == 0 ? (long) amount + " B" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** Such as {@code 4:05} or {@code 1:02:09}. */
    static String time(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String files(int count) {
        return count == 1 ? "1 file" : count + " files";
    }
}
