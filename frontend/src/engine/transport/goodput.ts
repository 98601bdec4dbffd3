import { RateMeter } from '../transfer/rate';

/** After this time a new speed counts for two thirds, in ms. */
const SETTLING_MS = 1500;

/** Bytes per second of what is chosen, smoothed. Begins anew with each choice. */
export class Goodput {
  readonly #meter = new RateMeter(SETTLING_MS);

  /** Null until something was measured. */
  get rate(): number | null {
    return this.#meter.rate;
  }

  /** Another choice: what is known of it, in bytes per second; 0: nothing. */
  begin(rate: number): void {
    this.#meter.reset(rate > 0 ? rate : null);
  }

  /** What comes next is measured from its own beginning. */
  rest(): void {
    this.#meter.rest();
  }

  add(bytes: number, now: number): void {
    // Nobody knows how long the first ones took.
    if (this.#meter.started) this.#meter.add(bytes, now);
    else this.#meter.start(now);
  }
}
