/** What a transfer needs of the world around it, passed in so that tests decide how late it is and what chance says. */
export interface Surroundings {
  /** ms since 1970. */
  readonly now: () => number;
  /** Calls back after `ms`; answers how to call that off. */
  readonly after: (ms: number, callback: () => void) => () => void;
  /** 0 … 1: spreads retries, so that many pages don't ask at once. */
  readonly chance: () => number;
  /** Calls the listener each time the device comes back to a network; answers how to stop that. */
  readonly onOnline: (listener: () => void) => () => void;
}
