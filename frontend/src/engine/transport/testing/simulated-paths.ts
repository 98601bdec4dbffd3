import type { LivePath } from '../../live/talk';
import { SEALED_CHUNK_BYTES, SEALED_SEGMENT_BYTES } from '../../seal/sizes';
import type { Choice } from '../choice';
import { Ladder } from '../ladder';

/** A path in a simulation. Times in ms, speeds in bytes per second. */
export interface SimulatedPath {
  readonly path: LivePath;
  /** When it is there. */
  readonly from: number;
  readonly rate: (now: number) => number;
  /** How long nothing comes after it is asked anew; at once if it isn't given. */
  readonly answers?: number;
}

const STEP_MS = 5;

/** Runs a ladder over paths that share a line; each step all that are asked bring what they can. */
export class Simulation {
  readonly ladder = new Ladder();
  readonly changes: { readonly at: number; readonly choice: Choice }[] = [];
  now = 0;
  /** Bytes by path. */
  readonly brought = new Map<LivePath, number>();
  readonly #paths: readonly SimulatedPath[];
  readonly #line: number;
  readonly #pending = new Map<LivePath, number>();
  readonly #inChunk = new Map<LivePath, number>();
  /** Since when each is asked. */
  readonly #asked = new Map<LivePath, number>();

  /** @param line the most that comes in all */
  constructor(paths: readonly SimulatedPath[], line = Infinity) {
    this.#paths = paths;
    this.#line = line;
  }

  get total(): number {
    return [...this.brought.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  run(until: number): void {
    for (; this.now < until; this.now += STEP_MS) this.#step();
  }

  /** Fetches so many bytes, of which the ladder is told. Answers how long that took, in ms. */
  fetch(bytes: number): number {
    const began = this.now;
    const end = this.total + bytes;
    for (; this.total < end; this.now += STEP_MS) {
      this.ladder.remain(end - this.total);
      this.#step();
    }
    return this.now - began;
  }

  #step(): void {
    const { ladder, now } = this;
    for (const { path, from } of this.#paths) if (from <= now && from > now - STEP_MS) ladder.up(path, now);
    const { paths } = ladder.choice;
    // Whoever isn't asked any more ends its chunk.
    const asked = this.#paths.filter(
      ({ path, from }) => from <= now && (paths.includes(path) || (this.#inChunk.get(path) ?? 0) > 0),
    );
    for (const { path } of this.#paths)
      if (!asked.some((each) => each.path === path)) this.#asked.delete(path);
      else if (!this.#asked.has(path)) this.#asked.set(path, now);
    const active = asked.filter(({ path, answers = 0 }) => now - (this.#asked.get(path) ?? now) >= answers);
    const wanted = active.map(({ rate }) => rate(now));
    const all = wanted.reduce((sum, rate) => sum + rate, 0);
    const share = all > this.#line ? this.#line / all : 1;
    for (const [at, { path }] of active.entries())
      this.#bring(path, ((wanted[at] ?? 0) * share * STEP_MS) / 1000, paths.includes(path));
    ladder.tick(now);
    if (this.changes.at(-1)?.choice !== ladder.choice) this.changes.push({ at: now, choice: ladder.choice });
  }

  #bring(path: LivePath, bytes: number, asked: boolean): void {
    const inChunk = (this.#inChunk.get(path) ?? 0) + bytes;
    this.#inChunk.set(
      path,
      inChunk >= SEALED_CHUNK_BYTES ? (asked ? inChunk - SEALED_CHUNK_BYTES : 0) : inChunk,
    );
    const pending = (this.#pending.get(path) ?? 0) + bytes;
    this.#pending.set(path, pending % SEALED_SEGMENT_BYTES);
    const arrived = pending - (pending % SEALED_SEGMENT_BYTES);
    if (arrived === 0) return;
    this.brought.set(path, (this.brought.get(path) ?? 0) + arrived);
    this.ladder.received(path, arrived, this.now);
  }
}
