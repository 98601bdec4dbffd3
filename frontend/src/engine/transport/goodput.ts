/** A sample is this long at least, in ms. */
const SAMPLE_MS = 250;
/** After this time a new speed counts for two thirds, in ms. */
const SETTLING_MS = 1500;

/** Bytes per second of what is chosen, smoothed. Begins anew with each choice. */
export class Goodput {
  #rate: number | null = null;
  #since: number | null = null;
  #bytes = 0;

  /** Null until something was measured. */
  get rate(): number | null {
    return this.#rate;
  }

  /** Another choice: what is known of it, in bytes per second; 0: nothing. */
  begin(rate: number): void {
    this.#rate = rate > 0 ? rate : null;
    this.rest();
  }

  /** What comes next is measured from its own beginning. */
  rest(): void {
    this.#since = null;
    this.#bytes = 0;
  }

  add(bytes: number, now: number): void {
    if (this.#since === null) {
      // Nobody knows how long these took.
      this.#since = now;
      return;
    }
    this.#bytes += bytes;
    const elapsed = now - this.#since;
    if (elapsed < SAMPLE_MS) return;
    const sample = (this.#bytes * 1000) / elapsed;
    const weight = 1 - Math.exp(-elapsed / SETTLING_MS);
    this.#rate = this.#rate === null ? sample : this.#rate + weight * (sample - this.#rate);
    this.#since = now;
    this.#bytes = 0;
  }
}
