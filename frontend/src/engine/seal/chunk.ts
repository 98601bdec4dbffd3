import { type Bytes, concat, release, u64 } from './bytes';
import { gcmOpen, gcmSeal, hkdfAes, type Randomness, sha256 } from './primitives';
import { label } from './scope';
import { SealError } from './seal-error';
import {
  CHUNK_BYTES,
  SALT_BYTES,
  sealedChunkLength,
  SEALED_CHUNK_BYTES,
  SEALED_SEGMENT_BYTES,
  SEGMENT_BYTES,
  SEGMENTS_PER_CHUNK,
  TAG_BYTES,
} from './sizes';

const EMPTY_CHUNK_BYTES = SALT_BYTES + TAG_BYTES;

/** Which chunk of which file. */
export interface ChunkPlace {
  readonly fileKey: CryptoKey;
  /** SHA-256 of the file's header. */
  readonly hash: Bytes;
  readonly index: number;
  /** Whether nothing follows in this file. */
  readonly last: boolean;
}

export interface SealedChunk {
  readonly sealed: Bytes;
  /** SHA-256 of the plaintext: goes into the file's root. */
  readonly digest: Bytes;
}

export interface OpenedChunk {
  readonly plaintext: Bytes;
  /** SHA-256 of the plaintext. */
  readonly digest: Bytes;
}

/** `0^7 | u32 segment | last`: never twice under one key, since each chunk's key has a fresh salt. */
function nonce(segment: number, last: boolean): Bytes {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint32(7, segment);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

function chunkKey(
  use: 'chunk' | 'tail',
  { fileKey, hash, index }: ChunkPlace,
  salt: Bytes,
  way: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  return hkdfAes(fileKey, salt, concat(label(use, hash), u64(index)), way);
}

async function sealSegments(
  use: 'chunk' | 'tail',
  place: ChunkPlace,
  random: Randomness,
  plaintext: Bytes,
): Promise<Bytes> {
  const salt = random(SALT_BYTES);
  const key = await chunkKey(use, place, salt, 'encrypt');
  const sealed = new Uint8Array(sealedChunkLength(plaintext.length));
  sealed.set(salt);
  const segments = Math.max(1, Math.ceil(plaintext.length / SEGMENT_BYTES));
  const parts = await Promise.all(
    Array.from({ length: segments }, async (_, segment) => {
      const last = place.last && segment === segments - 1;
      const part = plaintext.subarray(segment * SEGMENT_BYTES, (segment + 1) * SEGMENT_BYTES);
      const bytes = await gcmSeal(key, nonce(segment, last), place.hash, part);
      sealed.set(bytes, SALT_BYTES + segment * SEALED_SEGMENT_BYTES);
      return bytes;
    }),
  );
  release(...parts);
  return sealed;
}

async function openSegments(use: 'chunk' | 'tail', place: ChunkPlace, sealed: Bytes): Promise<Bytes> {
  const key = await chunkKey(use, place, sealed.slice(0, SALT_BYTES), 'decrypt');
  const segments = Math.ceil((sealed.length - SALT_BYTES) / SEALED_SEGMENT_BYTES);
  const plaintext = new Uint8Array(sealed.length - SALT_BYTES - segments * TAG_BYTES);
  const parts = await Promise.all(
    Array.from({ length: segments }, async (_, segment) => {
      const last = place.last && segment === segments - 1;
      const from = SALT_BYTES + segment * SEALED_SEGMENT_BYTES;
      const part = sealed.subarray(from, from + SEALED_SEGMENT_BYTES);
      const bytes = await gcmOpen(key, nonce(segment, last), place.hash, part);
      if (bytes === null)
        throw new SealError('BAD_SEGMENT', `segment ${segment} of chunk ${place.index} doesn't open`);
      plaintext.set(bytes, segment * SEGMENT_BYTES);
      return bytes;
    }),
  );
  release(...parts);
  return plaintext;
}

/**
 * Refuses a length that no chunk can have at this place (`BAD_LENGTH`): all but a file's last are full, a last one has whole
 * segments and a rest of at least one byte, and only the one chunk of an empty file is empty.
 */
export function checkChunkLength(index: number, last: boolean, sealed: number): void {
  const possible = last
    ? isSegmented(sealed) && (sealed > EMPTY_CHUNK_BYTES || index === 0)
    : sealed === SEALED_CHUNK_BYTES;
  if (!possible) throw new SealError('BAD_LENGTH', `chunk ${index} with ${sealed} bytes`);
}

/** Whether so many bytes are a salt and 1 … 16 segments of which an empty one stands alone. */
function isSegmented(sealed: number): boolean {
  if (sealed === EMPTY_CHUNK_BYTES) return true;
  const segments = sealed - SALT_BYTES;
  const rest = segments % SEALED_SEGMENT_BYTES;
  return (
    segments > 0 && segments <= SEGMENTS_PER_CHUNK * SEALED_SEGMENT_BYTES && (rest === 0 || rest > TAG_BYTES)
  );
}

/** Seals one chunk, at most 1 MiB, under a fresh salt. */
export async function sealChunk(
  random: Randomness,
  place: ChunkPlace,
  plaintext: Bytes,
): Promise<SealedChunk> {
  const proper = place.last
    ? plaintext.length <= CHUNK_BYTES && (plaintext.length > 0 || place.index === 0)
    : plaintext.length === CHUNK_BYTES;
  if (!proper) throw new RangeError(`chunk ${place.index} can't have ${plaintext.length} bytes`);
  const [sealed, digest] = await Promise.all([
    sealSegments('chunk', place, random, plaintext),
    sha256(plaintext),
  ]);
  return { sealed, digest };
}

/**
 * Opens one chunk; its plaintext is given out when all of its segments are opened, and not at all otherwise.
 * @throws SealError `BAD_LENGTH`, `BAD_SEGMENT`
 */
export async function openChunk(place: ChunkPlace, sealed: Bytes): Promise<OpenedChunk> {
  checkChunkLength(place.index, place.last, sealed.length);
  const plaintext = await openSegments('chunk', place, sealed);
  return { plaintext, digest: await sha256(plaintext) };
}

/** Whether a chunk that didn't open has nothing wrong with it but the last bit that was asked for. */
export async function opensWithOtherLastBit(place: ChunkPlace, sealed: Bytes): Promise<boolean> {
  try {
    await openSegments('chunk', { ...place, last: !place.last }, sealed);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

/** Seals bytes after a file's last full chunk that may still grow; at least one. */
export function sealTail(
  random: Randomness,
  place: Omit<ChunkPlace, 'last'>,
  plaintext: Bytes,
): Promise<Bytes> {
  if (plaintext.length === 0 || plaintext.length > CHUNK_BYTES)
    throw new RangeError(`a tail of ${plaintext.length} bytes`);
  return sealSegments('tail', { ...place, last: false }, random, plaintext);
}

/** @throws SealError `BAD_LENGTH`, `BAD_SEGMENT` */
export async function openTail(place: Omit<ChunkPlace, 'last'>, sealed: Bytes): Promise<Bytes> {
  if (!isSegmented(sealed.length) || sealed.length === EMPTY_CHUNK_BYTES)
    throw new SealError('BAD_LENGTH', `a tail of ${sealed.length} bytes`);
  return openSegments('tail', { ...place, last: false }, sealed);
}
