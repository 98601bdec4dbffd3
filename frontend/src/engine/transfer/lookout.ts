import { TransferFailure } from './failure';
import type { Line } from './line';
import type { ShownShare } from './shown-share';

/** How long to wait before looking again at files that are arriving, in ms; half as long again each time. */
export const LOOK_FIRST_MS = 1000;
export const LOOK_MAX_MS = 10_000;
/** How long to wait when nothing is arriving, in ms: the sender may change the share. */
export const LOOK_SETTLED_MS = 20_000;

/** Looks again at a share that was opened: often while files arrive, now and then afterwards. */
export class Lookout {
  readonly #shown: ShownShare;
  readonly #onSeen: () => void;
  /** Why it isn't looked any more. */
  #lost: string | null = null;
  #arrivals: (() => void)[] = [];
  /** Cuts the wait before the next look short. */
  #hurry: () => void = () => undefined;

  /** @param onSeen called after each look */
  constructor(shown: ShownShare, onSeen: () => void) {
    this.#shown = shown;
    this.#onSeen = onSeen;
  }

  /** Looks until nothing is arriving. @throws TransferFailure, SealError; AbortError once the line was ended */
  async follow(line: Line): Promise<void> {
    let wait = LOOK_FIRST_MS;
    while (this.#shown.files.arriving) {
      await this.#next(line, wait);
      wait = Math.min(wait * 1.5, LOOK_MAX_MS);
    }
  }

  /** Looks as long as somebody cares. @throws as `follow` */
  async watch(line: Line, cares: () => boolean): Promise<void> {
    while (cares()) {
      await this.#next(line, LOOK_SETTLED_MS);
      await this.follow(line);
    }
  }

  async #next(line: Line, wait: number): Promise<void> {
    const hurry = new Promise<void>((resolve) => (this.#hurry = resolve));
    await Promise.race([line.pause(wait), hurry]);
    await this.look(line);
  }

  /** Looks at once. @throws as `follow` */
  async look(line: Line): Promise<void> {
    await this.#shown.again(line);
    this.arrive();
    this.#onSeen();
  }

  /** Why it isn't looked any more; null: it is. */
  get lost(): string | null {
    return this.#lost;
  }

  /** Something may have changed: the next look is now. */
  hurry(): void {
    this.#hurry();
  }

  /** Resolves when something of a file may have arrived. @throws TransferFailure if nothing will any more */
  async arrival(file: string): Promise<void> {
    const code = this.#lost ?? this.#shown.files.refusal(file);
    if (code !== null) throw new TransferFailure(code, false);
    const arrived = new Promise<void>((resolve) => this.#arrivals.push(resolve));
    // The node has nothing to tell of what it is never sent.
    if (this.#shown.kept) this.#hurry();
    await arrived;
  }

  /** Those that wait for an arrival look for themselves. */
  arrive(): void {
    const waiting = this.#arrivals;
    this.#arrivals = [];
    waiting.forEach((resume) => resume());
  }

  /** It can't be looked any more. */
  lose(code: string): void {
    this.#lost = code;
    this.arrive();
  }
}
