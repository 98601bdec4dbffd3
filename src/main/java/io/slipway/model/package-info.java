/**
 * Values: ids, sizes, places and the list of problems. Knows {@code java.*} only, does no I/O, reads no clock of its own.
 *
 * <p>Start at {@link io.slipway.model.ProblemCode}, the list of everything that may go wrong, and
 * {@link io.slipway.model.ChunkLocation}, where a chunk lies.
 */
package io.slipway.model;
