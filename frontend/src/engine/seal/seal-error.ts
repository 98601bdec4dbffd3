/**
 * Why something isn't opened. The same list, with the same names, stands in every implementation of SLP1.
 *
 * - `BAD_HEADER` magic, suite, sizes, flags or length of a file's header
 * - `BAD_COMMIT` a key that isn't the one the sealer committed to
 * - `BAD_LENGTH` a chunk, segment or block of an impossible length; found before anything is opened
 * - `BAD_SEGMENT` a segment that doesn't open: flipped, elsewhere, of another key, with a wrong last bit, spliced
 * - `BAD_BLOCK` a block that doesn't open
 * - `BAD_SEAL` a seal that opened but is malformed, or contradicts what arrived
 * - `BAD_ROOT` plaintext that isn't the plaintext that was sealed
 * - `TRUNCATED` the last chunk or the last flag is missing
 * - `TRAILING` bytes after the last segment
 * - `BAD_META` metadata that opened but is malformed
 * - `BAD_LINK` a link that isn't one
 */
export type SealCode =
  | 'BAD_HEADER'
  | 'BAD_COMMIT'
  | 'BAD_LENGTH'
  | 'BAD_SEGMENT'
  | 'BAD_BLOCK'
  | 'BAD_SEAL'
  | 'BAD_ROOT'
  | 'TRUNCATED'
  | 'TRAILING'
  | 'BAD_META'
  | 'BAD_LINK';

/** Bytes that are not what was sealed. Nothing of them may be used. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly code: SealCode,
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
