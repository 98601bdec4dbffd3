package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.seal.PairError;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** What follows from a request that failed. */
enum Verdict {
    /** Asked again while there is patience: it isn't about this request. */
    WAITS,
    /** Asked again a few times: it may be about this request. */
    TRIES,
    /** Not asked again. */
    ENDS;

    private static final Set<String> WAITING = Set.of(
            NodeProblem.OFFLINE, "UNAVAILABLE", "OVER_CAPACITY", "REQUEST_TIMEOUT", "LIMIT_BUSY", "RATE_LIMITED");
    private static final Set<String> TRYING =
            Set.of("STORAGE_FULL", "INTERNAL", "DIGEST_MISMATCH", NodeProblem.BAD_ANSWER);

    static Verdict of(NodeProblem problem) {
        return WAITING.contains(problem.code()) ? WAITS : TRYING.contains(problem.code()) ? TRIES : ENDS;
    }

    /** What a person is told when it is over. */
    static Stopped stopped(NodeProblem problem) {
        return switch (problem.code()) {
            case "NOT_FOUND" ->
                new Stopped(
                        ExitCode.NOT_FOUND, "the node knows no such share, or the key in the link isn't that share's");
            case "GONE" ->
                new Stopped(ExitCode.NOT_FOUND, "the share has ended: it expired, was deleted or is used up");
            case "CAPABILITY_REQUIRED" ->
                new Stopped(ExitCode.WRONG_KEY, "the node asks for a key that the link doesn't have");
            case "PASSWORD_REQUIRED" ->
                new Stopped(
                        ExitCode.WRONG_KEY,
                        "the share has a password: set SLIPWAY_PASSWORD, or call this from a terminal to be asked");
            case "PASSWORD_WRONG" -> new Stopped(ExitCode.WRONG_KEY, "that isn't the share's password");
            case "DAMAGED" ->
                new Stopped(ExitCode.DAMAGED, "what the node keeps is damaged; nothing of it counts as received");
            case NodeProblem.OFFLINE ->
                new Stopped(
                        ExitCode.UNREACHABLE, "the node doesn't answer (" + Printable.text(problem.getMessage()) + ")");
            case "UNAVAILABLE", "OVER_CAPACITY", "REQUEST_TIMEOUT", "LIMIT_BUSY", "RATE_LIMITED" ->
                new Stopped(
                        ExitCode.UNREACHABLE, "the node can't do it just now: " + said(problem) + "; try again later");
            case "INTERNAL", NodeProblem.BAD_ANSWER ->
                new Stopped(ExitCode.FAULT, "the node answered with a fault: " + said(problem));
            default -> new Stopped(ExitCode.REFUSED, "the node refused: " + said(problem));
        };
    }

    /** What a person is told when a room is closed to them. */
    static Stopped refused(LiveTrouble why) {
        return stopped(new NodeProblem(why.code(), 0, 0, new JsonObject().put("detail", why.getMessage())));
    }

    /** What a person is told whom a live share's sender doesn't let in. */
    static Stopped turnedAway(PairError why) {
        return new Stopped(
                ExitCode.REFUSED,
                why == PairError.BUSY
                        ? "as many as may wait to be let in do: try again later (BUSY)"
                        : "the sender turned you away (DECLINED)");
    }

    private static String said(NodeProblem problem) {
        return Printable.text(problem.getMessage()) + " (" + Printable.text(problem.code()) + ")";
    }
}
