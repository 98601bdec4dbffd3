package io.slipway.cli.transfer;

import java.util.regex.Pattern;

/** Text of somebody else's that may stand on a terminal: one line, nothing that moves, colours, hides or turns it round. */
final class Printable {
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    static String text(String text) {
        return UNSEEN.matcher(text).replaceAll("?");
    }
}
