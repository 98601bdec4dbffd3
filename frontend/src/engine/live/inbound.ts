import type { Bytes } from '../seal/bytes';
import { chunkLength, SEALED_CHUNK_BYTES, sealedChunkLength } from '../seal/sizes';
import { CREDIT_MAX } from './frames';

/** A range of chunks, both ends included, of a file of `size` bytes of plaintext. */
export interface ChunkRange {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** The first sealed byte after a range. */
export function endOf({ size, to }: ChunkRange): number {
  return to * SEALED_CHUNK_BYTES + sealedChunkLength(chunkLength(size, to));
}

/** What came of some data. */
export type Arrived =
  /** It was taken; `chunk` if one is whole by it. */
  | { readonly is: 'taken'; readonly bytes: number; readonly chunk: Chunk | null }
  /** Nothing new. */
  | { readonly is: 'repeated' }
  /** Something before it is missing: to be said once, and again when nothing comes of it. */
  | { readonly is: 'gap' }
  /** It has no place in the range, or not such a length. */
  | { readonly is: 'bad' };

export interface Chunk {
  readonly index: number;
  readonly sealed: Bytes;
}

/**
 * The receiving end of one stream, without its pipe: puts data together to whole chunks, says how far it may come, and where to go on
 * after a gap. A chunk is made of one sealing alone: when its sender begins it anew, what was there of it is dropped.
 */
export class Inbound {
  readonly #range: ChunkRange;
  readonly #end: number;
  /** The chunk that is being filled. */
  #index: number;
  #sealed: Bytes | null = null;
  #filled = 0;
  /** Everything before it was taken by whoever wants it. */
  #taken: number;
  #missing = false;

  constructor(range: ChunkRange) {
    this.#range = range;
    this.#index = range.from;
    this.#end = endOf(range);
    this.#taken = range.from * SEALED_CHUNK_BYTES;
  }

  get end(): number {
    return this.#end;
  }

  /** The next byte that is waited for. */
  get position(): number {
    return this.#index * SEALED_CHUNK_BYTES + this.#filled;
  }

  /** Where the sender has to go on from after a gap: the start of the chunk that is being filled. */
  get resumeAt(): number {
    return this.#index * SEALED_CHUNK_BYTES;
  }

  /** How far data may come. It never falls. */
  get limit(): number {
    return Math.min(this.#end, this.#taken + CREDIT_MAX);
  }

  /** All before this byte was taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Whether the whole range came. */
  get whole(): boolean {
    return this.#index > this.#range.to;
  }

  /** Whether a gap is to be closed before anything counts. */
  get missing(): boolean {
    return this.#missing;
  }

  data(position: number, bytes: Bytes): Arrived {
    if (position + bytes.length > this.limit) return { is: 'bad' };
    if (this.whole || position < this.resumeAt) return { is: 'repeated' };
    if (position < this.position && this.#has(position, bytes)) return { is: 'repeated' };
    if (position === this.resumeAt) this.#filled = 0;
    if (position === this.position) return this.#fill(bytes);
    this.#filled = 0;
    this.#missing = true;
    return { is: 'gap' };
  }

  /** Whether these bytes came already: others at their place are of another sealing. */
  #has(position: number, bytes: Bytes): boolean {
    const from = position - this.resumeAt;
    if (from + bytes.length > this.#filled) return false;
    return bytes.every((byte, at) => byte === this.#sealed?.[from + at]);
  }

  /** Another stream goes on for this one, from `resumeAt`. */
  restart(): void {
    this.#filled = 0;
    this.#missing = false;
  }

  #fill(bytes: Bytes): Arrived {
    const length = sealedChunkLength(chunkLength(this.#range.size, this.#index));
    if (this.#filled + bytes.length > length) return { is: 'bad' };
    this.#missing = false;
    const sealed = (this.#sealed ??= new Uint8Array(length));
    sealed.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled < length) return { is: 'taken', bytes: bytes.length, chunk: null };
    const chunk = { index: this.#index++, sealed };
    this.#sealed = null;
    this.#filled = 0;
    return { is: 'taken', bytes: bytes.length, chunk };
  }

  /** Whoever wants the chunk has it: as much more may come. */
  took(index: number): void {
    const after = Math.min(this.#end, (index + 1) * SEALED_CHUNK_BYTES);
    this.#taken = Math.max(this.#taken, after);
  }
}
