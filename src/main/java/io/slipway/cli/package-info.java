/**
 * What a person or a script says to the program: {@code run}, {@code cluster}, {@code config}, {@code bench}, {@code chaos}, {@code send}, {@code receive}, {@code help}.
 *
 * <p>Reads arguments, loads the configuration, and answers with an exit code that means something
 * ({@link io.slipway.cli.ExitCode}). What a command was asked for goes to standard output, everything else to standard
 * error. Nothing here knows an actor. Start at {@link io.slipway.cli.Slipway}; {@link io.slipway.cli.NodeProcess} is the
 * life of a node as a process.
 */
package io.slipway.cli;
