package io.slipway.cli.transfer;

import io.vertx.core.json.JsonObject;

/** A request that wasn't answered as hoped: the node's problem (RFC 9457), or none came. */
final class NodeProblem extends Exception {
    private static final long serialVersionUID = 1L;

    /** There was no answer, or it broke off. */
    static final String OFFLINE = "OFFLINE";
    /** An answer that can't be the node's. */
    static final String BAD_ANSWER = "BAD_ANSWER";

    private final String code;
    private final int status;
    private final long retryAfterSeconds;
    private final transient JsonObject words;

    /**
     * @param status of HTTP; 0: there was no answer
     * @param retryAfterSeconds how long the node asks to wait, 0 if it doesn't say
     * @param words the problem's members
     */
    NodeProblem(String code, int status, long retryAfterSeconds, JsonObject words) {
        super(words.getString("detail", code), null, false, false);
        this.code = code;
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
        this.words = words;
    }

    static NodeProblem offline(String why) {
        return new NodeProblem(OFFLINE, 0, 0, new JsonObject().put("detail", why));
    }

    static NodeProblem badAnswer(String why) {
        return new NodeProblem(BAD_ANSWER, 200, 0, new JsonObject().put("detail", why));
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    JsonObject words() {
        return words;
    }
}
