import type { OpenedChunk } from '../seal/chunk';
import { chunkCount } from '../seal/sizes';
import { type FetchJob, fetchRun } from './fetch-run';

/** Files whose only chunk is fetched while one before them is saved, at most: 5 MiB. Browsers have 6 connections to a node. */
export const EARLY_FILES = 5;

/** What is needed to fetch a file; it isn't asked for again whatever happens. */
export type EarlyJob = Omit<FetchJob, 'line' | 'stands'>;

/**
 * Fetches the chunks of small files before it is their turn: one after the other, each would wait for the one before to be fetched
 * and saved. It is a help only. What doesn't come, for whatever reason, is fetched again when its turn comes, and what is wrong is
 * said then.
 */
export class EarlyChunks {
  readonly #controller = new AbortController();
  readonly #coming = new Map<string, Promise<OpenedChunk | null>>();

  /** Begins with those of some files that aren't under way; at most `EARLY_FILES` are. */
  begin(jobs: Iterable<EarlyJob>): void {
    for (const job of jobs) {
      if (this.#coming.size >= EARLY_FILES) return;
      if (!this.#coming.has(job.file))
        this.#coming.set(
          job.file,
          this.#fetch(job).catch(() => null),
        );
    }
  }

  /** Hands out what was begun of a file; null if nothing was, or nothing came of it. */
  async take(file: string): Promise<OpenedChunk | null> {
    const coming = this.#coming.get(file);
    this.#coming.delete(file);
    return (await coming) ?? null;
  }

  /** Ends all that is under way. */
  end(): void {
    this.#controller.abort();
    this.#coming.clear();
  }

  async #fetch(job: EarlyJob): Promise<OpenedChunk | null> {
    const { signal } = this.#controller;
    let chunk: OpenedChunk | null = null;
    const line: FetchJob['line'] = {
      held: false,
      ask: (request) => request(signal),
      pause: () => Promise.reject(new Error('it has not arrived')),
    };
    const { size } = job.opened;
    await fetchRun(
      {
        ...{
          job: { ...job, line, stands: () => Promise.resolve(false) },
          size,
          chunks: chunkCount(size),
          arriving: false,
        },
        deliver: (_index, opened) => {
          chunk = opened;
          return Promise.resolve();
        },
        stalled: () => undefined,
        goesOn: () => true,
        hasOthers: () => false,
        onBytes: () => undefined,
        check: () => signal.throwIfAborted(),
      },
      0,
      0,
    );
    return chunk;
  }
}
