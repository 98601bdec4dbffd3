import { judge, TransferFailure, type Verdict } from './failure';
import type { Surroundings } from './surroundings';

/** The first wait after something failed, in ms; each further one is twice as long. */
export const BACKOFF_FIRST_MS = 500;
/** The longest wait that a transfer decides on by itself, in ms. */
export const BACKOFF_MAX_MS = 10_000;
/** The longest wait that a node may ask for, in ms. */
export const RETRY_AFTER_MAX_MS = 60_000;
/** How often one request is tried whose failure may be its own fault. */
export const TRIES_MAX = 6;

/** Half of the wait is certain, half is chance. */
export function backoff(attempt: number, chance: number): number {
  const whole = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 30));
  return whole * (0.5 + chance / 2);
}

export interface LineListener {
  /** Requests fail; they will be tried again. */
  readonly onTrouble: (code: string) => void;
  readonly onRecovered: () => void;
}

/** Thrown inside of a request that stopped because the line is held: it is asked again when it is released. */
export class Held extends Error {
  override readonly name = 'Held';
}

/**
 * What all requests of one transfer share: when one fails for a reason that passes, all wait; one probe is sent after ever
 * longer waits, sooner when the device is online again; when it gets through, all go on. Held by a person, ended for good.
 */
export class Line {
  readonly #controller = new AbortController();
  readonly #around: Surroundings;
  readonly #probe: (signal: AbortSignal) => Promise<void>;
  readonly #listener: LineListener;
  #recovery: Promise<void> | null = null;
  #attempt = 0;
  #held = false;
  #wakers = new Set<() => void>();

  /** @param probe asked before the others go on; what it rejects with counts like any request's failure */
  constructor(around: Surroundings, probe: (signal: AbortSignal) => Promise<void>, listener: LineListener) {
    this.#around = around;
    this.#probe = probe;
    this.#listener = listener;
  }

  get held(): boolean {
    return this.#held;
  }

  get ended(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Aborted once the line was ended. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @throws AbortError once the line was ended */
  check(): void {
    this.#controller.signal.throwIfAborted();
  }

  /** Requests that are under way go on; none is begun. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#wake();
  }

  /** Ends all that is under way. Nothing is asked on this line any more. */
  end(): void {
    this.#controller.abort();
    this.#wake();
  }

  /**
   * Asks until there is an answer.
   * @throws TransferFailure if there won't be one; AbortError once the line was ended
   */
  async ask<Answer>(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const { signal } = this.#controller;
    let tries = 0;
    for (;;) {
      await this.free();
      try {
        const answer = await request(signal);
        this.#attempt = 0;
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Held) continue;
        const verdict = judge(error);
        if (verdict.is === 'ends')
          throw new TransferFailure(verdict.code, verdict.canRetry, null, { cause: error });
        if (verdict.is === 'tries' && ++tries === TRIES_MAX) throw new TransferFailure(verdict.code, true);
        this.#recovery ??= this.#recover(verdict).finally(() => (this.#recovery = null));
        await this.#recovery;
      }
    }
  }

  /** Waits until requests may be begun. */
  async free(): Promise<void> {
    for (;;) {
      this.#controller.signal.throwIfAborted();
      if (this.#recovery !== null) await this.#recovery;
      else if (this.#held) await this.#rest(null);
      else return;
    }
  }

  /** Waits `ms`, or less if the line is ended, released or the device comes online. */
  async pause(ms: number): Promise<void> {
    await this.#rest(ms);
    this.#controller.signal.throwIfAborted();
  }

  async #recover(first: Exclude<Verdict, { is: 'ends' }>): Promise<void> {
    const { signal } = this.#controller;
    let verdict = first;
    let tries = 1;
    for (;;) {
      this.#listener.onTrouble(verdict.code);
      const asked = Math.min(verdict.retryAfter, RETRY_AFTER_MAX_MS);
      await this.pause(Math.max(asked, backoff(this.#attempt++, this.#around.chance())));
      while (this.#held) await this.pause(BACKOFF_MAX_MS);
      try {
        await this.#probe(signal);
        this.#listener.onRecovered();
        return;
      } catch (error) {
        signal.throwIfAborted();
        const next = judge(error);
        if (next.is === 'ends') throw new TransferFailure(next.code, next.canRetry);
        if (next.is === 'tries' && ++tries > TRIES_MAX) throw new TransferFailure(next.code, true);
        verdict = next;
      }
    }
  }

  #rest(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      if (this.ended) {
        resolve();
        return;
      }
      const done = () => {
        this.#wakers.delete(done);
        callOff?.();
        offOnline();
        resolve();
      };
      const callOff = ms === null ? null : this.#around.after(ms, done);
      const offOnline = this.#around.onOnline(() => ms !== null && done());
      this.#wakers.add(done);
    });
  }

  #wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }
}
