import { toBase64Url } from '../seal/bytes';
import type { Other } from './other';
import type { KeyedPair } from './pair';
import { pairWords } from './words';

/** How many receivers of a share may wait at once for a person to let them in; the next one is told to come later. */
export const ASKING_MAX = 16;

interface Entry {
  readonly other: Other;
  /** Its id as text, 22 characters. */
  readonly pair: string;
  readonly keyed: KeyedPair;
  /** Else the receiver waits to be let in. */
  readonly isOpen: boolean;
}

/** The pairs of a page whose keys are known, at most one with each other page: those that are open, and those that wait for a person. */
export class KeyedPairs {
  readonly #entries = new Map<string, Entry>();

  /** Takes the place of what there was with the same page. */
  set(other: Other, keyed: KeyedPair, isOpen: boolean): void {
    this.#entries.set(other.peer, { other, pair: toBase64Url(keyed.pair), keyed, isOpen });
  }

  /** Whether there was one with this page. */
  delete(peer: string): boolean {
    return this.#entries.delete(peer);
  }

  of(peer: string): Entry | undefined {
    return this.#entries.get(peer);
  }

  find(pair: string): Entry | undefined {
    return [...this.#entries.values()].find((entry) => entry.pair === pair);
  }

  get open(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ isOpen }) => isOpen);
  }

  /** Those that nobody has let in, the first one first. */
  get asking(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ isOpen, other }) => !isOpen && !other.letIn);
  }

  /** The words that both sides of a pair see; null if there is no such pair any more. */
  async words(pair: string): Promise<readonly string[] | null> {
    const entry = this.find(pair);
    return entry === undefined ? null : pairWords(entry.keyed.keys);
  }
}
