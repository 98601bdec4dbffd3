import type { LivePath } from '../live/talk';
import { type Choice, GAIN, gainOf, inOrder, keyOf, pairsOf, type Two } from './choice';
import { Goodput } from './goodput';
import { Sources } from './sources';
import { canPay, costOf, HOPE, HOPE_ALONE, HOPE_OF_PART, Trial, TRIAL_MAX_MS } from './trial';

/** What is known of a choice counts so long, in ms; then it may be tried again, if it could be better. Longer each time it wasn't. */
export const KNOWN_MS = 20_000;
/** How many times as long, at most. */
export const KNOWN_TIMES_MAX = 8;
/** When the speed of what is chosen falls to this part of what it was, the others are tried again. */
export const FALLEN = 0.6;
/**
 * Where no more than this is to be fetched, in bytes, the store and a path from the sender begin together: it may be here before they
 * were tried. The two paths from the sender don't, since what makes one slow mostly makes the other.
 */
export const SHORT_BYTES = 64 * 1024 * 1024;

interface Known {
  readonly rate: number;
  readonly at: number;
  /** How often a trial of it came to nothing. */
  readonly misses: number;
}

/**
 * Decides by which paths chunks are pulled, by measured goodput alone. It begins with what answers first. Each path that comes up is
 * tried beside what is taken, so that nothing falls silent; alone where that didn't tell what it is; then together with others where both
 * could be better than the best. What proves better is kept, with a gain that keeps it from going to and fro. What gets slower, or isn't
 * known any more, is tried again. Nothing is tried that can't pay for what is left. It is told what happens and when, and has no clock.
 */
export class Ladder {
  readonly #sources = new Sources();
  readonly #known = new Map<string, Known>();
  readonly #goodput = new Goodput();
  #choice: Choice = { paths: [], reason: 'first' };
  #trial: Trial | null = null;
  /** Bytes by path since they were taken. */
  readonly #parts = new Map<LivePath, number>();
  #last: LivePath | null = null;
  #left: number | null = null;
  #chosenRate = 0;
  /** What trials have cost since one came to something, in ms. */
  #spent = 0;
  /** Since when it is waited for what was chosen last; null: from the next moment on. */
  #waitingSince: number | null = null;

  /** The paths to be asked now, and why. */
  get choice(): Choice {
    return this.#trial?.choice ?? this.#choice;
  }

  /** By which path bytes come: the one that brings most of what is taken, or, where something else is asked, the last; null: none did. */
  get bringing(): LivePath | null {
    const last = this.#last;
    return this.#trial === null && last !== null && this.#choice.paths.includes(last) ? this.#main : last;
  }

  /** So many bytes are still to be fetched; null: nobody knows. */
  remain(left: number | null): void {
    this.#left = left;
  }

  /** Whether bytes may come by a path. */
  isUp(path: LivePath): boolean {
    return this.#sources.isUp(path);
  }

  /** A path is there. */
  up(path: LivePath, now: number): void {
    if (this.#sources.up(path)) this.#look(now);
  }

  /** It is gone, through no fault of a chunk. */
  down(path: LivePath, now: number): void {
    if (this.#sources.down(path)) this.#leave(path, now);
  }

  /** It didn't give what it should: it is left, and asked again later. */
  failed(path: LivePath, now: number): void {
    if (this.#sources.failed(path, now)) this.#leave(path, now);
  }

  /** A whole chunk came by it and was what it should be. */
  proved(path: LivePath): void {
    this.#sources.proved(path);
  }

  /** Bytes came. */
  received(path: LivePath, bytes: number, now: number): void {
    this.#last = path;
    if (this.#trial !== null) this.#trial.received(path, bytes, now);
    // What a path that was left still ends says nothing of what is taken.
    else if (this.#choice.paths.includes(path)) {
      this.#goodput.add(bytes, now);
      this.#parts.set(path, this.#part(path) + bytes);
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
    if (this.#trial === null) this.#look(now);
    else if (this.#trial.isOver(now)) this.#judge(this.#trial, now);
  }

  #judge(trial: Trial, now: number): void {
    const { choice, before, standing } = trial;
    const { paths } = choice;
    const rate = trial.rate(now);
    this.#trial = null;
    // Of two that are alike the direct one is no burden for a node.
    const relieves = paths.length < before.paths.length && paths[0] === 'direct' && rate * GAIN >= standing;
    const better = rate >= standing * gainOf(paths) || relieves;
    this.#learn(paths, rate, now, better ? 0 : 1);
    const alone = this.#seenBeside(trial, now);
    if (better || alone !== null) this.#spent = 0;
    if (alone !== null) this.#take({ paths: [alone], reason: 'faster' }, this.#rateOf([alone]));
    else if (better) this.#take({ paths, reason: paths.length > 1 ? 'together' : 'faster' }, rate);
    else this.#take(before, standing);
    this.#look(now);
  }

  /**
   * What a trial of a path beside another tells of it: where the other wasn't hindered, neither was it, and what gives next to
   * nothing there isn't the better one alone. Alone it is at least what it was there. Answers it if it is to be taken alone: the other adds nothing.
   */
  #seenBeside(trial: Trial, now: number): LivePath | null {
    const { paths } = trial.choice;
    const fresh = paths.find((path) => !trial.before.paths.includes(path));
    const other = paths.find((path) => path !== fresh);
    if (fresh === undefined || other === undefined) return null;
    const rate = trial.rate(now, fresh);
    const alone = rate * GAIN >= trial.rate(now) && rate >= trial.standing * gainOf([fresh]);
    const known = this.#rateOf([other]);
    const isFree = known > 0 && trial.rate(now, other) * GAIN >= known;
    const isHopeless = rate * HOPE_ALONE < trial.standing * GAIN;
    if (alone || isFree || isHopeless) this.#learn([fresh], rate, now, alone ? 0 : 1);
    return alone ? fresh : null;
  }

  #take(choice: Choice, rate: number): void {
    if (keyOf(choice.paths) !== keyOf(this.#choice.paths)) this.#parts.clear();
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
    const usable = this.#sources.usable(now);
    if (this.#choice.paths.length === 0 || this.#maySecond(usable)) {
      const paths = this.#begin(usable);
      if (paths.length === 0) return;
      const reason = this.#choice.reason === 'left' ? 'left' : usable.length === 1 ? 'only' : 'first';
      this.#take({ paths, reason }, this.#rateOf(paths));
    }
    this.#waitingSince ??= now;
    const { rate } = this.#goodput;
    // What gives nothing for so long is no reason not to try the others.
    if (rate === null && now - this.#waitingSince < TRIAL_MAX_MS) return;
    this.#compare(usable, rate ?? 0, now);
  }

  get #isShort(): boolean {
    return this.#left !== null && this.#left <= SHORT_BYTES;
  }

  /** Whether a second path may come to what was begun with, of which nothing is known yet. */
  #maySecond(usable: readonly LivePath[]): boolean {
    const isNew = this.#known.size === 0 && this.#goodput.rate === null;
    return isNew && this.#isShort && this.#choice.paths.length === 1 && usable.length > 1;
  }

  /** What to begin with. */
  #begin(usable: readonly LivePath[]): readonly LivePath[] {
    const chosen = this.#choice.paths;
    const known = usable.filter((path) => this.#known.has(path));
    known.sort((one, other) => this.#rateOf([other]) - this.#rateOf([one]));
    const [first, ...others] = [...new Set([...chosen, ...known, ...usable])];
    if (first === undefined) return [];
    const second = first === 'store' ? others[0] : others.find((path) => path === 'store');
    return second !== undefined && known.length === 0 && this.#isShort ? inOrder([first, second]) : [first];
  }

  #compare(usable: readonly LivePath[], rate: number, now: number): void {
    this.#learn(this.#choice.paths, rate, now, 0);
    if (rate < this.#chosenRate * FALLEN) this.#forgetOthers();
    else this.#chosenRate = Math.max(this.#chosenRate, rate);
    const paths = this.#worthATrial(usable, rate, now);
    if (paths === null) return;
    this.#spent += costOf(this.#silenced(paths));
    this.#trial = new Trial({ paths, reason: 'trial' }, this.#choice, rate, now);
  }

  /** What is chosen got slower: whatever was known of the others may be old. */
  #forgetOthers(): void {
    const own = keyOf(this.#choice.paths);
    for (const key of [...this.#known.keys()]) if (key !== own) this.#known.delete(key);
    this.#chosenRate = this.#goodput.rate ?? 0;
  }

  /** A choice that isn't known, or not any more, could be better by what is known, and can pay. */
  #worthATrial(usable: readonly LivePath[], rate: number, now: number): readonly LivePath[] | null {
    const { paths } = this.#choice;
    const isWorth = (next: readonly LivePath[], hoped: number) =>
      keyOf(next) !== keyOf(paths) &&
      this.#isOld(next, rate, now) &&
      canPay({ left: this.#left, rate, hoped, silenced: this.#silenced(next), spent: this.#spent });
    const singles = usable.filter((path) => this.#isOld([path], rate, now));
    singles.sort((one, other) => this.#part(other) - this.#part(one));
    const main = this.#main;
    const beside = singles
      .filter((path) => main !== null && rate > 0 && !paths.includes(path))
      .map((path) => inOrder([path, main ?? path]))
      .find((two) => isWorth(two, rate * HOPE));
    if (beside !== undefined) return beside;
    const alone = singles.find((path) =>
      paths.includes(path)
        ? (1 - this.#silenced([path])) * HOPE_ALONE >= GAIN && isWorth([path], rate * HOPE_OF_PART)
        : isWorth([path], rate * HOPE),
    );
    if (alone !== undefined) return [alone];
    // Two paths are never more than what each of them is alone.
    const most = (two: Two) =>
      two.every((path) => this.#known.has(path))
        ? two.reduce((sum, path) => sum + this.#rateOf([path]), 0)
        : rate * HOPE;
    const [best] = pairsOf(usable)
      .filter((two) => most(two) >= rate * GAIN && isWorth(two, most(two)))
      .sort((one, other) => most(other) - most(one));
    return best ?? null;
  }

  #isOld(paths: readonly LivePath[], rate: number, now: number): boolean {
    const known = this.#known.get(keyOf(paths));
    if (known === undefined) return true;
    // What was far slower isn't likely to have become the best.
    const times = Math.min(KNOWN_TIMES_MAX, 1 + known.misses + rate / Math.max(1, known.rate));
    return now - known.at >= KNOWN_MS * times;
  }

  /** What brought most of what is taken. */
  get #main(): LivePath | null {
    const [main] = [...this.#choice.paths].sort((one, other) => this.#part(other) - this.#part(one));
    return main ?? null;
  }

  /** Bytes that a path brought of what is taken. */
  #part(path: LivePath): number {
    return this.#parts.get(path) ?? 0;
  }

  /** Which part of what is taken comes by paths that aren't asked in a trial of others. */
  #silenced(next: readonly LivePath[]): number {
    const { paths } = this.#choice;
    const all = paths.reduce((sum, path) => sum + this.#part(path), 0);
    const silent = paths.filter((path) => !next.includes(path));
    if (all === 0) return silent.length / Math.max(1, paths.length);
    return silent.reduce((sum, path) => sum + this.#part(path), 0) / all;
  }
}
