package io.slipway.journal;

/**
 * What the log made of a record.
 *
 * @param offset its place, or -1 where that isn't known: it was accepted or void on another node's word
 * @param accepted whether it counts; if not it is void, it lost against a record it hadn't seen
 */
public record Verdict(long offset, boolean accepted) {}
