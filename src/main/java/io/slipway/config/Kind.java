package io.slipway.config;

import java.util.function.Function;

/**
 * How the text of a setting is read.
 *
 * @param bounds what is accepted, as the end of a sentence that begins with "must be"
 * @param parse reads the text, which is never empty; throws {@link IllegalArgumentException} for all that the bounds exclude
 * @param print writes a value so that reading it gives the same value, but for what is secret in it
 */
public record Kind<T>(String bounds, Function<String, T> parse, Function<T, String> print) {}
