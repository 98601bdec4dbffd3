package io.slipway.cli.chaos;

import io.slipway.model.Digest;

/**
 * One request and how it ended, as its client saw it.
 *
 * @param file which {@link KeptFile}, by its id
 * @param chunk its number, for {@link Act#PUT}; otherwise 0
 * @param began when it was sent, in ms of a clock that only rises
 * @param ended when its outcome was known, in ms of the same clock
 * @param status of HTTP; 0: no answer, or one that broke off
 * @param code of the problem; empty: none
 * @param digest SHA-256 of what was delivered; null: nothing whole
 */
public record Event(String file, Act act, long chunk, long began, long ended, int status, String code, Digest digest) {
    /** What was asked for. */
    public enum Act {
        CREATE,
        PUT,
        COMPLETE,
        READ,
        DELETE
    }

    /** Whether it was said to be done. */
    boolean done() {
        return status >= 200 && status < 300;
    }

    /** Whether it was said that it is not done, for good. */
    boolean refused() {
        return status >= 400 && status < 500 && status != 408 && status != 429;
    }
}
