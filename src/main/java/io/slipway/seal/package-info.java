/**
 * SLP1, the sealed-chunk format, and the only package that uses cryptography (JCA; {@code java.*} and {@code javax.crypto}
 * alone).
 *
 * <p>A file is sealed once under a random {@link io.slipway.seal.FileKey}, in chunks of 1 MiB made of segments of 64 KiB.
 * A receiver gets the key from a link ({@link io.slipway.seal.ShareLink}, {@link io.slipway.seal.KeyWrap}); in open mode the
 * node holds it, wrapped under a key of its own.
 *
 * <p>This package does no I/O, reads no clock, and never takes randomness from anywhere but the
 * {@link io.slipway.seal.Randomness} it is given. It must not log: nearly all it sees is secret. Bad bytes end in a
 * {@link io.slipway.seal.SealException} with a stable code; misuse by a caller in an {@code IllegalArgumentException}.
 *
 * <p>Start at {@link io.slipway.seal.FileSealer} and {@link io.slipway.seal.FileOpener}, a whole file each; then
 * {@link io.slipway.seal.ChunkSealer}, {@link io.slipway.seal.ChunkOpener} and {@link io.slipway.seal.Sizes}.
 */
package io.slipway.seal;
