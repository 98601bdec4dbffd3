import type { LivePath } from '../live/talk';
import type { PathView } from '../view';
import { Goodput } from './goodput';

/** How much faster the direct path has to be alone to be changed to. */
export const DIRECT_GAIN = 1.25;
/** How much faster any other choice has to be. */
export const GAIN = 1.1;
/** How long the paths that are left may take to fall silent before a trial counts, in ms. */
export const SETTLE_MS = 150;
/** The longest that a trial waits for that, in ms. */
export const SETTLE_MAX_MS = 1000;
/** How long a trial counts, in ms. */
export const TRIAL_MS = 500;
/** How long it may take if nothing comes, in ms. */
export const TRIAL_MAX_MS = 2000;
/** What is known of a choice counts so long, in ms; then it may be tried again, if it could be better. Longer each time it wasn't. */
export const KNOWN_MS = 20_000;
/** How many times as long, at most. */
export const KNOWN_TIMES_MAX = 8;
/** When the speed of what is chosen falls to this part of what it was, the others are tried again. */
export const FALLEN = 0.6;
/** The first wait before a path that failed is asked again, in ms, and the longest. */
export const PATH_AGAIN_MS = 2000;
export const PATH_AGAIN_MAX_MS = 60_000;

/** Best guesses before anything is known: the direct path costs nobody else anything. */
const ORDER: readonly LivePath[] = ['direct', 'relay', 'store'];

/** Why a path is taken: for people, and for tests. */
export type PathReason = PathView['reason'];

export interface Choice {
  readonly paths: readonly LivePath[];
  readonly reason: PathReason;
}

interface Known {
  readonly rate: number;
  readonly at: number;
  /** How often a trial of it came to nothing. */
  readonly misses: number;
}

interface Source {
  up: boolean;
  failures: number;
  /** Not asked before. */
  again: number;
}

interface Trial {
  readonly choice: Choice;
  readonly before: Choice;
  readonly began: number;
  /** When it began to count; null: the others aren't silent yet. */
  counts: number | null;
  bytes: number;
}

/**
 * Decides by which paths chunks are pulled, by measured goodput alone. It begins with what answers first. Each path that comes up is
 * tried alone, then together with others where both could be better than the best; what proves better is kept, with a gain that keeps it
 * from going to and fro. What gets slower, or isn't known any more, is tried again. It is told what happens and when, and has no clock.
 */
export class Ladder {
  readonly #sources = new Map<LivePath, Source>();
  readonly #known = new Map<string, Known>();
  readonly #goodput = new Goodput();
  #choice: Choice = { paths: [], reason: 'first' };
  #trial: Trial | null = null;
  /** When bytes came by a path last. */
  readonly #heard = new Map<LivePath, number>();
  #chosenRate = 0;
  /** Since when it is waited for what was chosen last; null: from the next moment on. */
  #waitingSince: number | null = null;

  /** The paths to be asked now, and why. */
  get choice(): Choice {
    return this.#trial?.choice ?? this.#choice;
  }

  /** Whether bytes may come by a path. */
  isUp(path: LivePath): boolean {
    return this.#sources.get(path)?.up === true;
  }

  /** A path is there. */
  up(path: LivePath, now: number): void {
    const known = this.#sources.get(path);
    if (known?.up === true) return;
    this.#sources.set(path, { up: true, failures: known?.failures ?? 0, again: known?.again ?? 0 });
    this.#look(now);
  }

  /** It is gone, through no fault of a chunk. */
  down(path: LivePath, now: number): void {
    const source = this.#sources.get(path);
    if (source?.up !== true) return;
    source.up = false;
    this.#leave(path, now);
  }

  /** It didn't give what it should: it is left, and asked again later. */
  failed(path: LivePath, now: number): void {
    const source = this.#sources.get(path);
    if (source === undefined) return;
    source.again = now + Math.min(PATH_AGAIN_MAX_MS, PATH_AGAIN_MS * 2 ** source.failures++);
    this.#leave(path, now);
  }

  /** A whole chunk came by it and was what it should be. */
  proved(path: LivePath): void {
    const source = this.#sources.get(path);
    if (source !== undefined) source.failures = 0;
  }

  /** Bytes came. */
  received(path: LivePath, bytes: number, now: number): void {
    this.#heard.set(path, now);
    const trial = this.#trial;
    if (trial === null) {
      this.#goodput.add(bytes, now);
    } else if (trial.choice.paths.includes(path) && trial.counts !== null) {
      trial.bytes += bytes;
    }
    this.tick(now);
  }

  /** Nothing is asked for any more just now: speeds that are measured over such a time would be none. */
  rest(): void {
    this.#goodput.rest();
    this.#waitingSince = null;
    this.#trial = null;
  }

  /** Time went by. */
  tick(now: number): void {
    const trial = this.#trial;
    if (trial === null) {
      this.#look(now);
      return;
    }
    if (trial.counts === null) {
      if (this.#settled(trial, now)) trial.counts = now;
      return;
    }
    const counted = now - trial.counts;
    const enough = trial.bytes > 0 ? TRIAL_MS : TRIAL_MAX_MS;
    if (counted >= enough) this.#judge(trial, counted, now);
  }

  #settled({ choice, began }: Trial, now: number): boolean {
    if (now - began >= SETTLE_MAX_MS) return true;
    if (now - began < SETTLE_MS) return false;
    const others = ORDER.filter((path) => !choice.paths.includes(path));
    return others.every((path) => now - (this.#heard.get(path) ?? 0) >= SETTLE_MS);
  }

  #judge({ choice, before, bytes }: Trial, counted: number, now: number): void {
    const rate = (bytes * 1000) / counted;
    this.#trial = null;
    const standing = this.#rateOf(before.paths);
    const [path] = choice.paths;
    const gain = choice.paths.length === 1 && path === 'direct' ? DIRECT_GAIN : GAIN;
    // Of two that are alike the direct one is no burden for a node.
    const relieves =
      choice.paths.length < before.paths.length && path === 'direct' && rate * GAIN >= standing;
    const better = rate >= standing * gain || relieves;
    this.#learn(choice.paths, rate, now, better ? 0 : 1);
    if (better) {
      this.#take({ paths: choice.paths, reason: choice.paths.length > 1 ? 'together' : 'faster' }, rate);
    } else {
      this.#take(before, standing);
    }
    this.#look(now);
  }

  #take(choice: Choice, rate: number): void {
    this.#choice = choice;
    this.#chosenRate = rate;
    this.#waitingSince = null;
    this.#goodput.begin(rate);
  }

  /** @param misses how many more trials came to nothing */
  #learn(paths: readonly LivePath[], rate: number, at: number, misses: number): void {
    const key = keyOf(paths);
    const before = misses === 0 ? 0 : (this.#known.get(key)?.misses ?? 0);
    this.#known.set(key, { rate, at, misses: Math.min(KNOWN_TIMES_MAX - 1, before + misses) });
  }

  #rateOf(paths: readonly LivePath[]): number {
    return this.#known.get(keyOf(paths))?.rate ?? 0;
  }

  #usable(now: number): LivePath[] {
    return ORDER.filter((path) => {
      const source = this.#sources.get(path);
      return source?.up === true && source.again <= now;
    });
  }

  #leave(path: LivePath, now: number): void {
    for (const key of [...this.#known.keys()]) if (key.split('+').includes(path)) this.#known.delete(key);
    if (this.#trial?.choice.paths.includes(path) === true) {
      const { before } = this.#trial;
      this.#trial = null;
      this.#take(before, this.#rateOf(before.paths));
    } else if (this.#trial?.before.paths.includes(path) === true) this.#trial = null;
    if (this.#choice.paths.includes(path)) {
      const paths = this.#choice.paths.filter((each) => each !== path);
      this.#take({ paths, reason: 'left' }, this.#rateOf(paths));
    }
    this.#look(now);
  }

  /** Whether something else is to be taken, or tried. */
  #look(now: number): void {
    if (this.#trial !== null) return;
    const usable = this.#usable(now);
    if (this.#choice.paths.length === 0) {
      const [first] = this.#best(usable);
      if (first === undefined) return;
      const reason = this.#choice.reason === 'left' ? 'left' : usable.length === 1 ? 'only' : 'first';
      this.#take({ paths: first, reason }, this.#rateOf(first));
    }
    this.#waitingSince ??= now;
    const { rate } = this.#goodput;
    // What gives nothing for so long is no reason not to try the others.
    if (rate === null && now - this.#waitingSince < TRIAL_MAX_MS) return;
    this.#compare(usable, rate ?? 0, now);
  }

  #compare(usable: readonly LivePath[], rate: number, now: number): void {
    this.#learn(this.#choice.paths, rate, now, 0);
    if (rate < this.#chosenRate * FALLEN) this.#forgetOthers();
    else this.#chosenRate = Math.max(this.#chosenRate, rate);
    const next = this.#worthATrial(usable, rate, now);
    if (next === null) return;
    const choice: Choice = { paths: next, reason: 'trial' };
    this.#trial = { choice, before: this.#choice, began: now, counts: null, bytes: 0 };
  }

  /** What is chosen got slower: whatever was known of the others may be old. */
  #forgetOthers(): void {
    const own = keyOf(this.#choice.paths);
    for (const key of [...this.#known.keys()]) if (key !== own) this.#known.delete(key);
    this.#chosenRate = this.#goodput.rate ?? 0;
  }

  /** Single paths by what is known of them, the best first; unknown ones in their order. */
  #best(usable: readonly LivePath[]): (readonly LivePath[])[] {
    const known = usable.filter((path) => this.#known.has(path));
    const sorted = [...known].sort((one, other) => this.#rateOf([other]) - this.#rateOf([one]));
    return [...sorted, ...usable.filter((path) => !known.includes(path))].map((path) => [path]);
  }

  /** A choice that isn't known, or not any more, and could be better by what is known. */
  #worthATrial(usable: readonly LivePath[], rate: number, now: number): readonly LivePath[] | null {
    const own = keyOf(this.#choice.paths);
    const isOld = (paths: readonly LivePath[]) => {
      const known = this.#known.get(keyOf(paths));
      if (known === undefined) return true;
      // What was far slower isn't likely to have become the best.
      const times = Math.min(KNOWN_TIMES_MAX, 1 + known.misses + rate / Math.max(1, known.rate));
      return now - known.at >= KNOWN_MS * times;
    };
    for (const path of usable) if (path !== own && isOld([path])) return [path];
    // Two paths are never more than what each of them is alone.
    const most = ([one, other]: Two) => this.#rateOf([one]) + this.#rateOf([other]);
    const [best] = pairsOf(usable)
      .filter((two) => keyOf(two) !== own && isOld(two) && most(two) >= rate * GAIN)
      .sort((one, other) => most(other) - most(one));
    return best ?? null;
  }
}

type Two = readonly [LivePath, LivePath];

function pairsOf(paths: readonly LivePath[]): Two[] {
  return paths.flatMap((one, at) => paths.slice(at + 1).map((other): Two => [one, other]));
}

function keyOf(paths: readonly LivePath[]): string {
  return ORDER.filter((path) => paths.includes(path)).join('+');
}
