package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.seal.Base64Url;
import io.slipway.seal.CodeReceiver;
import io.slipway.seal.OpenPair;
import io.slipway.seal.PairError;
import io.slipway.seal.PairException;
import io.slipway.seal.PairReceiver;
import io.slipway.seal.Randomness;
import io.slipway.seal.ShareLink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Gets the link that a code stands for, from whoever offers it. There is one guess: nothing is tried twice.
 *
 * <pre>
 *  entering ── joined ──► waiting ── PAKE A ──► guessed ── PAKE OK ──► a pair ── secret ──► done
 * </pre>
 */
final class CodeEntry {
    /** How long all of it may take once a node was reached. */
    static final Duration ALL = Duration.ofSeconds(30);

    private final Randomness randomness;
    private final Pauses pauses;
    private final CodeReceiver guess;
    private final String room;
    private SignalLine line;
    private String sender;
    private PairReceiver pair;

    CodeEntry(SpokenCode code, Randomness randomness, Pauses pauses) {
        this.randomness = randomness;
        this.pauses = pauses;
        this.guess = new CodeReceiver(code.words(), randomness);
        this.room = "code:" + code.channel();
    }

    /** @throws Stopped why there is no link */
    ShareLink run(NodeApi api) throws Stopped, InterruptedException {
        try (SignalLine open = api.signal(null)) {
            line = open;
            try {
                return enter();
            } finally {
                leave();
            }
        } catch (NodeProblem problem) {
            throw sender == null ? Verdict.stopped(problem) : lost();
        } catch (PairException e) {
            throw e.error() == PairError.BAD_CONFIRM && pair == null ? wrong() : lost();
        } catch (RuntimeException e) {
            throw lost();
        }
    }

    private ShareLink enter() throws Stopped, NodeProblem, InterruptedException {
        int join = line.join(room, "receiver");
        long until = pauses.nanos() + ALL.toNanos();
        while (true) {
            JsonObject message = line.next(Math.max(0, until - pauses.nanos()));
            if (message == null) {
                throw guess.guessed() || pair != null ? lost() : nobody();
            }
            ShareLink link = take(message, join);
            if (link != null) {
                return link;
            }
        }
    }

    /** Says so: whoever only falls silent is waited for, and until then nobody else gets in nor does a fresh code follow. */
    private void leave() throws InterruptedException {
        try {
            line.leave(room);
        } catch (NodeProblem gone) {
            // Then the node knows, or will.
        }
    }

    private ShareLink take(JsonObject message, int join) throws Stopped, NodeProblem, InterruptedException {
        switch (message.getString("t", "")) {
            case "joined" -> {
                message.getJsonArray("peers", new JsonArray()).forEach(seat -> onSeat((JsonObject) seat));
                if (sender == null) {
                    throw nobody();
                }
            }
            case "trouble" -> onTrouble(message, join);
            case "peer" -> {
                if (message.getString("peer", "").equals(sender) && "gone".equals(message.getString("is"))) {
                    throw senderGone();
                }
            }
            case "said" -> {
                if (message.getString("from", "").equals(sender)) {
                    return hear(Base64Url.decode(message.getString("body", "")).orElseGet(() -> new byte[0]));
                }
            }
            default -> {
                // Said to others, or by a later version.
            }
        }
        return null;
    }

    private void onSeat(JsonObject seat) {
        if ("sender".equals(seat.getString("as")) && !"gone".equals(seat.getString("is"))) {
            sender = seat.getString("peer");
        }
    }

    private void onTrouble(JsonObject trouble, int join) throws Stopped {
        String code = trouble.getString("code", "");
        boolean ofJoin = trouble.getInteger("id", -1) == join;
        boolean unheard =
                code.equals("PEER_GONE") && trouble.getString("about", "").equals(sender);
        if (unheard || code.equals("GONE") && room.equals(trouble.getString("room"))) {
            throw senderGone();
        }
        if (ofJoin) {
            throw switch (code) {
                case "NOT_FOUND" -> nobody();
                case "OVER_CAPACITY" ->
                    new Stopped(
                            ExitCode.UNREACHABLE,
                            "somebody else is trying that code just now; try again in a moment (CODE_BUSY)");
                case "RATE_LIMITED" ->
                    new Stopped(
                            ExitCode.UNREACHABLE,
                            "too many codes were tried from this address; try again in "
                                    + trouble.getLong("retryAfter", 60L) + " s (RATE_LIMITED)");
                default ->
                    new Stopped(
                            ExitCode.UNREACHABLE,
                            "the node can't do it just now: " + Printable.text(trouble.getString("detail", code)));
            };
        }
    }

    private ShareLink hear(byte[] body) throws NodeProblem, InterruptedException {
        if (pair == null) {
            say(guess.hear(body));
            if (guess.proven() != null) {
                pair = new PairReceiver(guess.proven(), randomness);
            }
            return null;
        }
        OpenPair open = pair.open();
        if (open == null) {
            say(pair.hear(body));
            return null;
        }
        JsonObject talk = new JsonObject(Buffer.buffer(open.open(body)));
        if (!"secret".equals(talk.getString("t"))) {
            return null;
        }
        byte[] block = Base64Url.decode(talk.getString("block", "")).orElseGet(() -> new byte[0]);
        return new ShareLink(guess.proven().shareId(), open.unwrap(block));
    }

    private void say(byte[] body) throws NodeProblem, InterruptedException {
        if (body != null) {
            line.say(sender, body);
        }
    }

    /** Who burns a code leaves without a word: what was said before tells why. */
    private Stopped senderGone() {
        return guess.guessed() ? wrong() : pair == null ? nobody() : lost();
    }

    private static Stopped nobody() {
        return new Stopped(
                ExitCode.NOT_FOUND,
                "nobody offers anything by that code: it works while whoever read it out is there (CODE_NOBODY)");
    }

    private static Stopped wrong() {
        return new Stopped(
                ExitCode.WRONG_KEY,
                "those aren't the sender's words, and the code is used up; ask for the next one (CODE_WRONG)");
    }

    private static Stopped lost() {
        return new Stopped(
                ExitCode.UNREACHABLE,
                "the sender was lost on the way, or somebody meddled with it; ask for the next code (CODE_LOST)");
    }
}
