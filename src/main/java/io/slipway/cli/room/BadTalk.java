package io.slipway.cli.room;

/** What was said under seal isn't what the wire allows: nothing more is believed of that pair. */
public final class BadTalk extends Exception {
    private static final long serialVersionUID = 1L;

    public BadTalk(String why) {
        super(why, null, false, false);
    }
}
