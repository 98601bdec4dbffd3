/**
 * SLP1, the sealed-chunk format, and the only package that uses cryptography (JCA; {@code java.*} and {@code javax.crypto}
 * alone, but for the points of {@link io.slipway.seal.BouncyCastlePoint}).
 *
 * <p>A file is sealed once under a random {@link io.slipway.seal.FileKey}, in chunks of 1 MiB made of segments of 64 KiB.
 * A receiver gets the key from a link ({@link io.slipway.seal.ShareLink}, {@link io.slipway.seal.KeyWrap}); in open mode the
 * node holds it, wrapped under a key of its own.
 *
 * <p>This package does no I/O, reads no clock, and never takes randomness from anywhere but the
 * {@link io.slipway.seal.Randomness} it is given. It must not log: nearly all it sees is secret. Bad bytes end in a
 * {@link io.slipway.seal.SealException} or a {@link io.slipway.seal.PairException} with a stable code; misuse by a caller in an {@code IllegalArgumentException}.
 *
 * <p>Start at {@link io.slipway.seal.FileSealer} and {@link io.slipway.seal.FileOpener}, a whole file each; then
 * {@link io.slipway.seal.ChunkSealer}, {@link io.slipway.seal.ChunkOpener} and {@link io.slipway.seal.Sizes}. How two who know the same
 * code, or the same link, come to keys that nobody between them has: {@link io.slipway.seal.CodeSender} and {@link
 * io.slipway.seal.PairSender}.
 */
package io.slipway.seal;
