package io.slipway.cli.transfer;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Tells a person at a terminal of codes: each on a line of its own on standard output, all else in words. */
final class CodeTeller implements CodeOffer.Listener {
    private final PrintWriter out;
    private final boolean json;
    private final Terminal terminal;
    private final Consumer<String> say;

    CodeTeller(PrintWriter out, boolean json, Terminal terminal, Consumer<String> say) {
        this.out = out;
        this.json = json;
        this.terminal = terminal;
        this.say = say;
    }

    @Override
    public void offered(SpokenCode offered) {
        String text = offered.text();
        out.println(json ? new JsonObject().put("code", text).encode() : text);
        out.flush();
    }

    @Override
    public void burnt() {
        say.accept("somebody guessed wrong: that code is used up");
    }

    @Override
    public boolean again() {
        return terminal.canAsk() && terminal.yes("Three codes in a row were guessed wrong. Another one?");
    }

    @Override
    public void trouble(String words) {
        say.accept("no code just now: " + words + "; trying again");
    }
}
