/** Sizes of SLP1, in bytes. */
export const SEGMENT_BYTES = 65_536;
export const CHUNK_BYTES = 1_048_576;
export const SEGMENTS_PER_CHUNK = CHUNK_BYTES / SEGMENT_BYTES;
export const SALT_BYTES = 16;
export const TAG_BYTES = 16;
export const KEY_BYTES = 32;
export const ID_BYTES = 16;
export const HEADER_BYTES = 32;
export const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
/** A full chunk as it is stored and sent: 1,048,848. */
export const SEALED_CHUNK_BYTES = SALT_BYTES + SEGMENTS_PER_CHUNK * SEALED_SEGMENT_BYTES;
/** What a block adds to its plaintext. */
export const BLOCK_OVERHEAD = SALT_BYTES + TAG_BYTES;

/** How many chunks a file of `size` bytes has. An empty file has one. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / CHUNK_BYTES));
}

/** Plaintext bytes of chunk `index` of a file of `size` bytes. */
export function chunkLength(size: number, index: number): number {
  return Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
}

/** Bytes of a chunk or tail once sealed. An empty one still has one segment. */
export function sealedChunkLength(plaintext: number): number {
  const segments = Math.max(1, Math.ceil(plaintext / SEGMENT_BYTES));
  return SALT_BYTES + plaintext + segments * TAG_BYTES;
}

/** Bytes of all sealed chunks of a file of `size` bytes; exact for the largest file, whose sealed size is beyond 2^53. */
export function sealedSize(size: number): bigint {
  const last = chunkCount(size) - 1;
  return BigInt(last) * BigInt(SEALED_CHUNK_BYTES) + BigInt(sealedChunkLength(chunkLength(size, last)));
}
