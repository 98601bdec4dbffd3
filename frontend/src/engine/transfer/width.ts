/** Chunks under way at once, at most. Each holds at most its plaintext and its sealed bytes: 2 MiB. */
export const CHUNKS_IN_FLIGHT = 4;
/** Chunks under way until it is known how long one takes. */
export const CHUNKS_AT_FIRST = 2;
/** While a chunk takes no longer than this, in ms, one more may be under way. */
export const QUICK_MS = 2000;
/** When one takes longer than this, in ms, one less: on a slow line progress is seen when they go one after the other. */
export const SLOW_MS = 8000;

/** How many chunks of a share may be under way, by how long they take. */
export class Width {
  #chunks = CHUNKS_AT_FIRST;

  get chunks(): number {
    return this.#chunks;
  }

  /** A chunk took so long, in ms. */
  learn(took: number): void {
    if (took <= QUICK_MS) this.#chunks = Math.min(CHUNKS_IN_FLIGHT, this.#chunks + 1);
    else if (took > SLOW_MS) this.#chunks = Math.max(1, this.#chunks - 1);
  }
}
