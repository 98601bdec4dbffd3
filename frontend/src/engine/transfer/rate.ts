/** Samples are this long at least, in ms, since chunks arrive in bursts. */
const SAMPLE_MS = 250;
/** After this time a new speed counts for two thirds, in ms. */
const SETTLING_MS = 3000;

/** Bytes per second, smoothed (an exponentially weighted moving average over time). */
export class RateMeter {
  #rate: number | null = null;
  #since: number | null = null;
  #bytes = 0;

  /** Null until a first sample is whole. */
  get rate(): number | null {
    return this.#rate;
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
    const weight = 1 - Math.exp(-elapsed / SETTLING_MS);
    this.#rate = this.#rate === null ? sample : this.#rate + weight * (sample - this.#rate);
    this.#since = now;
    this.#bytes = 0;
  }

  /** Nothing moves any more; what comes later is a new beginning. */
  reset(): void {
    this.#rate = null;
    this.#since = null;
    this.#bytes = 0;
  }
}
