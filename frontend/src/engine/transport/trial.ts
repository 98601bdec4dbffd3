import type { LivePath } from '../live/talk';
import { SEALED_SEGMENT_BYTES } from '../seal/sizes';
import type { Choice } from './choice';

/** How long the paths that are left may take to fall silent before a trial counts, in ms. */
export const SETTLE_MS = 150;
/** The longest that a trial waits for that, in ms. */
export const SETTLE_MAX_MS = 1000;
/** How long a trial counts, in ms. */
export const TRIAL_MS = 500;
/** How long it may take if nothing comes, and nothing came before either, in ms. */
export const TRIAL_MAX_MS = 2000;
/** How long a path that is tried may take to answer where what it is tried for gives something, in ms. */
export const ANSWER_MS = 1000;
/** A trial that counts for so long, in ms, is over if it gave less than … */
export const LOSING_MS = 300;
/** … this part of what stands would have given. */
export const LOSING = 0.25;
/** How many times as fast as what stands a path may prove of which nothing is known. */
export const HOPE = 2;
/** The same of a path that is part of what stands, without the other: each takes from the other at the most what the line or a device has. */
export const HOPE_OF_PART = 1.25;
/** A path alone is at most so many times what it is beside another: two that share a line have about half of it each. */
export const HOPE_ALONE = 3;
/** How many times its cost a trial has to be able to win. */
export const PAYS = 2;
/** What a trial costs, in ms, during which all that stands is silent. */
export const TRIAL_COST_MS = SETTLE_MS + TRIAL_MS;
/** The least part of that: what goes on beside it shares the line and both devices with it. */
export const BESIDE_COST = 0.5;

/** What a trial is begun for. Speeds in bytes per second. */
export interface Stake {
  /** Bytes that are still to be fetched; null: not known. */
  readonly left: number | null;
  /** Speed of what stands. */
  readonly rate: number;
  /** What is tried is this fast at the best. */
  readonly hoped: number;
  /** Which part of what stands is silent meanwhile, 0 … 1. */
  readonly silenced: number;
  /** What trials have cost since one came to something, in ms. */
  readonly spent: number;
}

/** What a trial costs, in ms, that silences this part of what stands. */
export function costOf(silenced: number): number {
  return TRIAL_COST_MS * Math.max(BESIDE_COST, silenced);
}

/**
 * Whether a trial can win clearly more time than it costs: at the best the rest comes in left / hoped instead of left / rate, and
 * what is silent meanwhile would have brought something. What was tried in vain counts, so that trials together don't cost more than they
 * can win either. It may if nobody knows how much is left, or nothing comes as it is.
 */
export function canPay({ left, rate, hoped, silenced, spent }: Stake): boolean {
  if (left === null || rate <= 0) return true;
  const wins = 1000 * (left / rate - left / Math.max(1, hoped));
  return wins >= PAYS * (spent + costOf(silenced));
}

/**
 * Whether a trial that counted so long, in ms, can be given up for lost. A segment may be half here: what stands has to be so fast that
 * this doesn't decide.
 * @param standing what stands, in bytes per second
 */
export function isLosing(bytes: number, counted: number, standing: number): boolean {
  return counted >= LOSING_MS && bytes + SEALED_SEGMENT_BYTES < (LOSING * standing * counted) / 1000;
}

/** Measures a choice of paths that isn't taken yet: from when the others are silent and what is new in it has answered. */
export class Trial {
  /** When it began to count; null: not yet. */
  #counts: number | null = null;
  /** When something came last by a path that isn't part of it. */
  #others = -Infinity;
  readonly #answered = new Set<LivePath>();
  readonly #bytes = new Map<LivePath, number>();

  /** @param standing what `before` gives, in bytes per second */
  constructor(
    readonly choice: Choice,
    readonly before: Choice,
    readonly standing: number,
    private readonly began: number,
  ) {}

  received(path: LivePath, bytes: number, now: number): void {
    if (!this.choice.paths.includes(path)) this.#others = now;
    else if (this.#counts === null) this.#answered.add(path);
    else this.#bytes.set(path, (this.#bytes.get(path) ?? 0) + bytes);
  }

  /** Time went by: whether it is over. */
  isOver(now: number): boolean {
    if (this.#counts === null) {
      if (!this.#hasAnswered) return now - this.began >= (this.standing > 0 ? ANSWER_MS : TRIAL_MAX_MS);
      if (this.#isSettled(now)) this.#counts = now;
      return false;
    }
    const counted = now - this.#counts;
    const bytes = this.#total;
    return counted >= (bytes > 0 ? TRIAL_MS : TRIAL_MAX_MS) || isLosing(bytes, counted, this.standing);
  }

  /** Bytes per second by a path of it, or by all of them. */
  rate(now: number, path: LivePath | null = null): number {
    if (this.#counts === null || now <= this.#counts) return 0;
    const bytes = path === null ? this.#total : (this.#bytes.get(path) ?? 0);
    return (bytes * 1000) / (now - this.#counts);
  }

  get #total(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  get #hasAnswered(): boolean {
    const { paths } = this.choice;
    const fresh = paths.filter((path) => !this.before.paths.includes(path));
    return (fresh.length > 0 ? fresh : paths).every((path) => this.#answered.has(path));
  }

  #isSettled(now: number): boolean {
    if (now - this.began >= SETTLE_MAX_MS) return true;
    return now - this.began >= SETTLE_MS && now - this.#others >= SETTLE_MS;
  }
}
