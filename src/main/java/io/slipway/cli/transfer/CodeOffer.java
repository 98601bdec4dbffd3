package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.Base64Url;
import io.slipway.seal.CodeSender;
import io.slipway.seal.CodeWords;
import io.slipway.seal.PairException;
import io.slipway.seal.PairSecret;
import io.slipway.seal.PairSender;
import io.slipway.seal.Randomness;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Offers a share by a code until somebody took it. Each code is good for one guess: a wrong one burns it, and a fresh one
 * follows, but after three burns a person must ask for it.
 *
 * <pre>
 *  asking ── channel ──► offered ── right guess, secret said ──► done
 *    ▲                      │
 *    └──── wrong guess ─────┘
 * </pre>
 */
final class CodeOffer {
    /** After so many burnt codes in a row a person must ask for the next one. */
    static final int BURNS_MOST = 3;
    /** How long whoever has the place may take: nobody else can try meanwhile. */
    static final Duration GUESS = Duration.ofSeconds(30);

    private static final String ANY_CHANNEL = "code:";
    private static final long FOREVER = Duration.ofMinutes(1).toNanos();

    private final NodeApi api;
    private final PairSecret link;
    private final Randomness randomness;
    private final Pauses pauses;
    private final Listener listener;
    private SignalLine line;
    private JsonObject welcome;
    private String room;
    private SpokenCode code;
    private Attempt attempt;
    private int join;
    private int burns;
    private boolean taken;

    /** What a person is told. */
    interface Listener {
        /** A code is offered from now on. */
        void offered(SpokenCode code);

        /** Somebody guessed wrong: the code is used up. */
        void burnt();

        /** Whether there shall be another code, after {@link #BURNS_MOST} that were burnt. */
        boolean again();

        /** The connection is lost and looked for again. */
        void trouble(String words);
    }

    /** Somebody who came with the code. */
    private static final class Attempt {
        private final String peer;
        private final CodeSender guess;
        private final long until;
        private PairSender pair;

        private Attempt(String peer, CodeSender guess, long until) {
            this.peer = peer;
            this.guess = guess;
            this.until = until;
        }
    }

    /** @param link the share, and its link's secret */
    CodeOffer(NodeApi api, PairSecret link, Randomness randomness, Pauses pauses, Listener listener) {
        this.api = api;
        this.link = link;
        this.randomness = randomness;
        this.pauses = pauses;
        this.listener = listener;
    }

    /** Returns when somebody has the link by a code. @throws Stopped if nobody can any more */
    void run() throws Stopped, InterruptedException {
        Line patience = new Line(pauses, words -> {
            if (!words.isEmpty()) {
                listener.trouble(words);
            }
        });
        while (!taken) {
            patience.run(() -> {
                try (SignalLine open = api.signal(welcome)) {
                    patience.moved();
                    connected(open);
                    while (!taken) {
                        step(patience);
                    }
                }
            });
        }
    }

    private void connected(SignalLine open) throws NodeProblem, InterruptedException {
        line = open;
        welcome = open.welcome();
        // What was said on the former connection may be lost.
        attempt = null;
        if (!Boolean.TRUE.equals(welcome.getBoolean("resumed"))) {
            room = null;
        }
        // Where it still has its channel it is told the same again, and who is there.
        join = line.join(ANY_CHANNEL, "sender");
    }

    private void step(Line patience) throws NodeProblem, Stopped, InterruptedException {
        long within = attempt == null ? FOREVER : attempt.until - pauses.nanos();
        JsonObject message = within <= 0 ? null : line.next(within);
        if (message != null) {
            patience.moved();
            try {
                take(message);
            } catch (ClassCastException e) {
                throw NodeProblem.badAnswer("the node doesn't talk as nodes do");
            }
        } else if (attempt != null) {
            if (attempt.pair == null) {
                burn();
            } else {
                next();
            }
        }
    }

    private void take(JsonObject message) throws NodeProblem, Stopped, InterruptedException {
        switch (message.getString("t", "")) {
            case "joined" -> onJoined(message);
            case "peer" -> onSeat(message);
            case "trouble" -> onTrouble(message);
            case "said" -> {
                if (attempt != null && attempt.peer.equals(message.getString("from"))) {
                    hear(Base64Url.decode(message.getString("body", "")).orElseGet(() -> new byte[0]));
                }
            }
            case "goodbye" -> throw NodeProblem.offline("the node leaves");
            default -> {
                // Said to others, or by a later version.
            }
        }
    }

    private void onJoined(JsonObject joined) throws NodeProblem, InterruptedException {
        if (joined.getInteger("id", -1) != join) {
            return;
        }
        String name = joined.getString("room", "");
        if (!name.matches("code:[1-9][0-9]{0,2}")) {
            throw NodeProblem.badAnswer("the node gives out no channel");
        }
        if (!name.equals(room)) {
            room = name;
            code = new SpokenCode(name.substring(ANY_CHANNEL.length()), CodeWords.draw(randomness));
            listener.offered(code);
        }
        for (Object seat : joined.getJsonArray("peers", new JsonArray())) {
            onSeat((JsonObject) seat);
        }
    }

    private void onSeat(JsonObject seat) throws NodeProblem, InterruptedException {
        String peer = seat.getString("peer", "");
        String is = seat.getString("is", "");
        if (is.equals("gone") && attempt != null && attempt.peer.equals(peer)) {
            attempt = null;
        }
        if (is.equals("here") && "receiver".equals(seat.getString("as")) && attempt == null && room != null) {
            CodeSender guess = new CodeSender(link.shareId(), code.words(), randomness);
            attempt = new Attempt(peer, guess, pauses.nanos() + GUESS.toNanos());
            line.say(peer, guess.begin());
        }
    }

    private void onTrouble(JsonObject trouble) throws NodeProblem, Stopped, InterruptedException {
        String why = trouble.getString("code", "");
        if (trouble.getInteger("id", -1) == join) {
            // Asked again after a while, on a line of its own.
            throw new NodeProblem(why, 429, trouble.getLong("retryAfter", 10L), trouble);
        }
        if (why.equals("PEER_GONE") && attempt != null && attempt.peer.equals(trouble.getString("about"))) {
            attempt = null;
        }
        if (why.equals("GONE") && trouble.getString("room", "").equals(room)) {
            next();
        }
    }

    private void hear(byte[] body) throws NodeProblem, Stopped, InterruptedException {
        if (attempt.pair == null) {
            CodeSender.Proven proven;
            try {
                proven = attempt.guess.hear(body);
            } catch (PairException e) {
                // Whatever else it may be, it was no right guess.
                burn();
                return;
            }
            attempt.pair = new PairSender(proven.of(), randomness);
            line.say(attempt.peer, proven.say());
            line.say(attempt.peer, attempt.pair.begin());
            return;
        }
        try {
            line.say(attempt.peer, attempt.pair.hear(body));
        } catch (PairException e) {
            // They know the words, so it isn't a wrong guess; they may try the next code.
            next();
            return;
        }
        if (attempt.pair.open() != null) {
            JsonObject secret = new JsonObject()
                    .put("t", "secret")
                    .put("block", Base64Url.encode(attempt.pair.open().wrap(link.secret())));
            byte[] sealed = attempt.pair.open().seal(secret.encode().getBytes(StandardCharsets.UTF_8));
            line.say(attempt.peer, sealed);
            line.leave(room);
            taken = true;
        }
    }

    private void burn() throws NodeProblem, Stopped, InterruptedException {
        listener.burnt();
        if (++burns == BURNS_MOST) {
            burns = 0;
            line.leave(room);
            room = null;
            attempt = null;
            if (!listener.again()) {
                throw new Stopped(
                        ExitCode.REFUSED,
                        "three codes in a row were guessed wrong, so there is no further one; the link still works (CODE_BURNT)");
            }
            join = line.join(ANY_CHANNEL, "sender");
            return;
        }
        next();
    }

    /** Another channel, other words. */
    private void next() throws NodeProblem, InterruptedException {
        line.leave(room);
        room = null;
        attempt = null;
        join = line.join(ANY_CHANNEL, "sender");
    }
}
