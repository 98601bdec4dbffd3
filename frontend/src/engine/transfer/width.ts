import { CHUNK_BYTES } from '../seal/sizes';

/** Chunks under way at once, at most. Each holds at most its plaintext and its sealed bytes: 2 MiB. */
export const CHUNKS_IN_FLIGHT = 4;
/** Small chunks and ends of files under way at once, at most: the connections that browsers have to a node. */
export const TASKS_IN_FLIGHT = 6;
/** Chunks under way until it is known how long one takes. */
export const CHUNKS_AT_FIRST = 2;
/** While a chunk takes no longer than this, in ms, one more may be under way. */
export const QUICK_MS = 2000;
/** When one takes longer than this, in ms, one less: on a slow line progress is seen when they go one after the other. */
export const SLOW_MS = 8000;

/** How much of a share may be under way, by how long its chunks take. */
export class Width {
  #chunks = CHUNKS_AT_FIRST;
  /** Plaintext of the chunks under way. */
  #bytes = 0;

  /**
   * Whether one more may be begun while so many are under way. Small ones go more side by side, within the bytes that as many whole
   * chunks as there may be have.
   */
  hasRoom(running: number): boolean {
    return (
      running < this.#chunks || (running < TASKS_IN_FLIGHT && this.#bytes <= (this.#chunks - 1) * CHUNK_BYTES)
    );
  }

  /** Counts so many bytes for as long as the work takes. */
  async during(bytes: number, work: () => Promise<void>): Promise<void> {
    this.#bytes += bytes;
    try {
      await work();
    } finally {
      this.#bytes -= bytes;
    }
  }

  /** A chunk took so long, in ms. */
  learn(took: number): void {
    if (took <= QUICK_MS) this.#chunks = Math.min(CHUNKS_IN_FLIGHT, this.#chunks + 1);
    else if (took > SLOW_MS) this.#chunks = Math.max(1, this.#chunks - 1);
  }
}
