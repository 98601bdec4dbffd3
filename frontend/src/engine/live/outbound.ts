import { SALT_BYTES, SEALED_CHUNK_BYTES, SEALED_SEGMENT_BYTES } from '../seal/sizes';
import type { OpenFrame } from './frames';

/** Where in a sealed file the next frame comes from. */
export interface Span {
  readonly position: number;
  readonly chunk: number;
  /** Within the sealed chunk; `to` is the first byte after it. */
  readonly from: number;
  readonly to: number;
}

/**
 * The sending end of one stream, without its pipe and its file: which bytes come next, and that none goes beyond the limit.
 * @param fileEnd sealed bytes of the file
 */
export class Outbound {
  readonly end: number;
  readonly #fileEnd: number;
  #position: number;
  #limit: number;

  constructor({ position, end, limit }: OpenFrame, fileEnd: number) {
    this.#position = position;
    this.#limit = limit;
    this.end = end;
    this.#fileEnd = fileEnd;
  }

  /** The next byte to be sent. */
  get position(): number {
    return this.#position;
  }

  get chunk(): number {
    return Math.floor(this.#position / SEALED_CHUNK_BYTES);
  }

  get done(): boolean {
    return this.#position >= this.end;
  }

  /** Takes over a limit; a lower one than before is an old one. */
  grant(limit: number): void {
    this.#limit = Math.max(this.#limit, limit);
  }

  /** Goes back, or on, to the start of a chunk; false if the stream has no such place. */
  resume(position: number): boolean {
    if (position >= this.end) return false;
    this.#position = position;
    return true;
  }

  /** Whether anything of a chunk may be sent by now. */
  mayBegin(chunk: number): boolean {
    const start = chunk * SEALED_CHUNK_BYTES;
    return start < this.end && start < this.#limit;
  }

  /** What may be sent now: one segment, with the salt before the first; null until the limit rises. */
  next(): Span | null {
    if (this.done) return null;
    const { chunk } = this;
    const start = chunk * SEALED_CHUNK_BYTES;
    const from = this.#position - start;
    const segment = from === 0 ? 0 : Math.floor((from - SALT_BYTES) / SEALED_SEGMENT_BYTES);
    const length = Math.min(SEALED_CHUNK_BYTES, this.#fileEnd - start);
    const to = Math.min(length, SALT_BYTES + (segment + 1) * SEALED_SEGMENT_BYTES);
    return start + to > this.#limit || start + to > this.end
      ? null
      : { position: this.#position, chunk, from, to };
  }

  sent({ position, from, to }: Span): void {
    this.#position = position + to - from;
  }
}
