/** Samples are this long at least, in ms, since chunks arrive in bursts. */
const SAMPLE_MS = 250;

/** Bytes per second, smoothed (an exponentially weighted moving average over time). */
export class RateMeter {
  readonly #settlingMs: number;
  #rate: number | null = null;
  #since: number | null = null;
  #bytes = 0;

  /** @param settlingMs after this time a new speed counts for two thirds, in ms */
  constructor(settlingMs = 3000) {
    this.#settlingMs = settlingMs;
  }

  /** Null until a first sample is whole. */
  get rate(): number | null {
    return this.#rate;
  }

  /** Whether the clock runs. */
  get started(): boolean {
    return this.#since !== null;
  }

  /** Starts the clock: bytes count from here on. */
  start(now: number): void {
    this.#since ??= now;
  }

  add(bytes: number, now: number): void {
    this.#bytes += bytes;
    this.#since ??= now;
    const elapsed = now - this.#since;
    if (elapsed < SAMPLE_MS) return;
    const sample = (this.#bytes * 1000) / elapsed;
    const weight = 1 - Math.exp(-elapsed / this.#settlingMs);
    this.#rate = this.#rate === null ? sample : this.#rate + weight * (sample - this.#rate);
    this.#since = now;
    this.#bytes = 0;
  }

  /** Nothing moves for a while: the clock starts again with what comes later; the rate stays. */
  rest(): void {
    this.#since = null;
    this.#bytes = 0;
  }

  /** Nothing moves any more; what comes later is a new beginning. @param rate what is known of that */
  reset(rate: number | null = null): void {
    this.#rate = rate;
    this.rest();
  }
}
