import { type Bytes, release } from './bytes';
import { type ChunkPlace, openChunk, type OpenedChunk, sealChunk, type SealedChunk } from './chunk';
import { type Randomness, sha256, systemRandom } from './primitives';

/** A chunk ready to be sent. */
export interface SendableChunk extends SealedChunk {
  /** SHA-256 of the sealed bytes, for `Content-Digest`. */
  readonly sealedDigest: Bytes;
}

/**
 * Seals and opens chunks. Bytes that are handed in are gone for the caller, whoever does the work: they may move to another
 * thread.
 */
export interface ChunkWork {
  /** Under a fresh salt each time. @throws WorkerLost */
  readonly seal: (place: ChunkPlace, plaintext: Bytes) => Promise<SendableChunk>;
  /** @throws SealError `BAD_LENGTH`, `BAD_SEGMENT`; WorkerLost */
  readonly open: (place: ChunkPlace, sealed: Bytes) => Promise<OpenedChunk>;
}

/** The thread that had the bytes ended, and the bytes with it. The work may be asked for again. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

/** Does the work where it is asked for: in a worker, or in a test. */
export function chunkWork(random: Randomness = systemRandom): ChunkWork {
  return {
    async seal(place, plaintext) {
      const chunk = await sealChunk(random, place, plaintext);
      release(plaintext);
      return { ...chunk, sealedDigest: await sha256(chunk.sealed) };
    },
    async open(place, sealed) {
      const chunk = await openChunk(place, sealed);
      release(sealed);
      return chunk;
    },
  };
}
