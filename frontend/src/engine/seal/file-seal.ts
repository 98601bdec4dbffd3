import { openBlock, sealBlock } from './block';
import { type Bytes, concat, equal, readU64, u64 } from './bytes';
import { type Randomness, sha256 } from './primitives';
import type { FileHeader } from './header';
import type { Scope } from './scope';
import { SealError } from './seal-error';
import { BLOCK_OVERHEAD, chunkCount, KEY_BYTES } from './sizes';

/** What the sender vouches for at the end of a file. */
export interface FileSeal {
  /** Bytes of plaintext. */
  readonly size: number;
  readonly chunks: number;
  /** SHA-256 over the digests of all chunks, in order. */
  readonly root: Bytes;
}

const SEAL_BYTES = 8 + 8 + KEY_BYTES;
/** A sealed seal: 80. */
export const SEAL_BLOCK_BYTES = BLOCK_OVERHEAD + SEAL_BYTES;

/** The digests of a file's chunks, each 32 bytes; 32 KiB for a file of 1 GiB. */
export class Digests {
  readonly #all: Bytes;
  readonly #known: Uint8Array;
  #count = 0;

  constructor(readonly chunks: number) {
    this.#all = new Uint8Array(chunks * KEY_BYTES);
    this.#known = new Uint8Array(chunks);
  }

  get complete(): boolean {
    return this.#count === this.chunks;
  }

  has(index: number): boolean {
    return this.#known[index] === 1;
  }

  /** @throws RangeError if it isn't known */
  get(index: number): Bytes {
    if (!this.has(index)) throw new RangeError(`no digest of chunk ${index}`);
    return this.#all.slice(index * KEY_BYTES, (index + 1) * KEY_BYTES);
  }

  /** Answers false, and keeps what it has, if another digest is known of this chunk. */
  set(index: number, digest: Bytes): boolean {
    if (this.#known[index] === undefined) throw new RangeError(`no chunk ${index}`);
    const at = index * KEY_BYTES;
    if (this.has(index)) return equal(this.#all.subarray(at, at + KEY_BYTES), digest);
    this.#known[index] = 1;
    this.#count++;
    this.#all.set(digest, at);
    return true;
  }

  root(): Promise<Bytes> {
    if (!this.complete) throw new RangeError(`${this.#count} of ${this.chunks} digests`);
    return sha256(this.#all);
  }
}

export function sealFile(
  random: Randomness,
  fileKey: CryptoKey,
  scope: Scope,
  seal: FileSeal,
): Promise<Bytes> {
  return sealBlock(random, fileKey, 'seal', 1, scope, concat(u64(seal.size), u64(seal.chunks), seal.root));
}

/**
 * Opens a file's seal.
 * @throws SealError `BAD_LENGTH`, `BAD_BLOCK`; `BAD_SEAL` if it contradicts itself or the size that the header announced
 */
export async function openSeal(
  header: FileHeader,
  { key, scope }: { key: CryptoKey; scope: Scope },
  block: Bytes,
): Promise<FileSeal> {
  if (block.length !== SEAL_BLOCK_BYTES) throw new SealError('BAD_LENGTH', `a seal of ${block.length} bytes`);
  const bytes = await openBlock(key, 'seal', 1, scope, block);
  const size = Number(readU64(bytes, 0));
  const chunks = Number(readU64(bytes, 8));
  if (!Number.isSafeInteger(size) || chunks !== chunkCount(size))
    throw new SealError('BAD_SEAL', `${chunks} chunks for ${size} bytes`);
  if (header.size !== null && header.size !== size)
    throw new SealError('BAD_SEAL', `${size} bytes, announced as ${header.size}`);
  return { size, chunks, root: bytes.slice(16) };
}

/** Refuses a seal of another size, or another number of chunks, than what arrived (`BAD_SEAL`). */
export function checkArrived(seal: FileSeal, size: number, chunks: number): void {
  if (seal.size !== size || seal.chunks !== chunks)
    throw new SealError('BAD_SEAL', `${seal.size} bytes in ${seal.chunks} chunks, not ${size} in ${chunks}`);
}

/** Refuses plaintext that isn't the plaintext that was sealed (`BAD_ROOT`). */
export function checkRoot(seal: FileSeal, root: Bytes): void {
  if (!equal(seal.root, root)) throw new SealError('BAD_ROOT', 'other plaintext');
}
