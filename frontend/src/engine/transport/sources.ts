import type { LivePath } from '../live/talk';
import { ORDER } from './choice';

/** The first wait before a path that failed is asked again, in ms, and the longest. */
export const PATH_AGAIN_MS = 2000;
export const PATH_AGAIN_MAX_MS = 60_000;

interface Source {
  up: boolean;
  failures: number;
  /** Not asked before. */
  again: number;
}

/** Which paths are there, and which of them are to be left alone for a while since they failed. */
export class Sources {
  readonly #all = new Map<LivePath, Source>();

  isUp(path: LivePath): boolean {
    return this.#all.get(path)?.up === true;
  }

  /** It is there; answers whether that is news. */
  up(path: LivePath): boolean {
    const known = this.#all.get(path);
    if (known?.up === true) return false;
    // What it failed at before says nothing of a way that is there anew.
    this.#all.set(path, { up: true, failures: known?.failures ?? 0, again: 0 });
    return true;
  }

  /** It is gone; answers whether that is news. */
  down(path: LivePath): boolean {
    const source = this.#all.get(path);
    if (source?.up !== true) return false;
    source.up = false;
    return true;
  }

  /** It isn't to be asked for a while, longer each time; answers whether it was ever there. */
  failed(path: LivePath, now: number): boolean {
    const source = this.#all.get(path);
    if (source === undefined) return false;
    source.again = now + Math.min(PATH_AGAIN_MAX_MS, PATH_AGAIN_MS * 2 ** source.failures++);
    return true;
  }

  proved(path: LivePath): void {
    const source = this.#all.get(path);
    if (source !== undefined) source.failures = 0;
  }

  /** Those that may be asked, in their order. */
  usable(now: number): LivePath[] {
    return ORDER.filter((path) => {
      const source = this.#all.get(path);
      return source?.up === true && source.again <= now;
    });
  }
}
