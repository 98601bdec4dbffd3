import type { Bytes } from '../seal/bytes';
import type { OpenedChunk } from '../seal/chunk';
import { checkRoot, Digests, type FileSeal, openSeal } from '../seal/file-seal';
import { SealError } from '../seal/seal-error';
import { chunkCount, chunkLength } from '../seal/sizes';
import type { ChunkWays } from './chunk-ways';
import { DISK, TransferFailure } from './failure';
import { type FetchJob, fetchRun, type RunNeeds } from './fetch-run';
import { type Lane, Lanes } from './lanes';
import type { Line } from './line';
import type { Surroundings } from './surroundings';
import { Wanted } from './wanted';
import type { Keep } from '../keep/keep';
import type { Sink } from '../sinks/sink';

/** Chunks asked for at once. */
export const RUN_CHUNKS = 8;
/** Requests under way at once. */
export const RUNS_IN_FLIGHT = 2;
/** Opened chunks that may wait for those before them: 16 MiB. */
export const WINDOW_CHUNKS = RUN_CHUNKS * RUNS_IN_FLIGHT;
/** After so long without a chunk the sender is waited for, in ms. */
export const WAITING_MS = 2000;
/** After so long it looks as if it were gone, in ms, where nobody tells. It is asked for all the same. */
export const LOST_MS = 120_000;

/** What a sender that hasn't sent everything does. */
export type Pace = 'moving' | 'waiting' | 'lost';

/** One file of a share to be received. */
export interface DownloadJob extends FetchJob {
  /** Whether the node is sent the file; else it comes from the sender alone. */
  readonly kept: boolean;
  /** Why nothing more will come from the sender of a file that isn't kept; null: something may. */
  readonly lost: () => string | null;
  readonly line: Line;
  /** Its only chunk if it was fetched already. */
  readonly early: OpenedChunk | null;
  /** The sealed seal if the file is whole, else null. */
  readonly seal: Bytes | null;
  /** Waits for the seal of a file that is still arriving. */
  readonly arrival: () => Promise<Bytes>;
  /** Where chunks outlive this visit; null: nowhere. */
  readonly keep: Keep | null;
  readonly sink: Sink;
  readonly around: Surroundings;
  /** Where chunks come from beside the node; null: nowhere. */
  readonly ways: ChunkWays | null;
  /** Bytes of the files that are saved after it. */
  readonly later: number;
  /** Bytes of plaintext that the sink took, and whether they were fetched by this visit. */
  readonly onWritten: (bytes: number, fetched: boolean) => void;
  readonly onPace: (pace: Pace) => void;
}

/**
 * Receives one file: runs of chunks side by side, opened as they come, written in order; chunks that an earlier visit kept aren't
 * fetched. A file that is still arriving is followed. The last chunk is held back until the seal and the root of all chunks are
 * verified, so that nothing unverified can look finished. The sink is closed when this resolves; when it rejects, the caller
 * ends the line and aborts the sink.
 * @throws TransferFailure, SealError; AbortError once the line was ended
 */
export async function download(job: DownloadJob): Promise<void> {
  const seal = job.seal === null ? null : await opened(job, job.seal);
  await new Download(job, seal).run();
}

function opened(job: DownloadJob, seal: Bytes): Promise<FileSeal> {
  const { header, key } = job.opened;
  return openSeal(header, key, seal);
}

class Download implements RunNeeds {
  readonly size: number;
  readonly chunks: number;
  readonly #digests: Digests;
  readonly #opened = new Map<number, Bytes>();
  readonly #wanted: Wanted;
  readonly #lanes: Lanes | null;
  #written = 0;
  #failure: Error | null = null;
  #waiting: (() => void)[] = [];
  /** When a chunk came last. */
  #heard: number;

  constructor(
    readonly job: DownloadJob,
    private seal: FileSeal | null,
  ) {
    this.size = job.opened.size;
    this.chunks = chunkCount(this.size);
    this.#digests = new Digests(this.chunks);
    this.#wanted = new Wanted(this.chunks, (index) => job.keep?.has(index) === true);
    this.#lanes = job.ways === null ? null : this.#newLanes(job.ways);
    this.#heard = job.around.now();
    for (let index = 0; index < this.chunks; index++) {
      const digest = job.keep?.digest(index) ?? null;
      if (digest !== null) this.#digests.set(index, digest);
    }
  }

  async run(): Promise<void> {
    const { early, kept } = this.job;
    if (!kept && this.#lanes === null) throw new TransferFailure('NOT_KEPT', false);
    if (early !== null && this.chunks === 1) {
      this.#wanted.take(1, 0);
      await this.deliver(0, early);
    }
    const fetching =
      this.#lanes === null
        ? Array.from({ length: RUNS_IN_FLIGHT }, () => this.#fetchRuns())
        : [this.#lanes.run()];
    const { signal } = this.job.line;
    const onEnd = () => this.#fail(signal.reason);
    signal.addEventListener('abort', onEnd);
    // The first failure counts; it also wakes those that wait for each other.
    const parts = [this.#write(), ...fetching].map((part) =>
      part.catch((error: unknown) => {
        this.#fail(error);
        throw error;
      }),
    );
    await Promise.all(parts).finally(() => {
      signal.removeEventListener('abort', onEnd);
      this.#lanes?.end();
    });
  }

  #newLanes(ways: ChunkWays): Lanes {
    const { job, size, chunks } = this;
    const { key, header } = job.opened;
    return new Lanes(ways, {
      ...{ file: job.file, size, wanted: this.#wanted, later: job.later, around: job.around },
      stored: job.kept,
      held: () => job.line.held,
      windowEnd: () => this.#windowEnd,
      open: (index, sealed) =>
        job.work.open({ fileKey: key.key, hash: header.hash, index, last: index === chunks - 1 }, sealed),
      deliver: (index, chunk) => this.deliver(index, chunk),
      fetchStored: (from, to, lane) => fetchRun(this.#needsOf(lane), from, to),
      check: () => this.check(),
      waits: () => {
        if (this.arriving) this.stalled();
      },
    });
  }

  /** What a range from the store needs where the sender itself may be asked as well. */
  #needsOf(lane: Lane): RunNeeds {
    const { job, size, chunks, arriving } = this;
    return {
      ...{ job, size, chunks, arriving },
      deliver: (...call) => this.deliver(...call),
      stalled: () => this.stalled(),
      check: () => this.check(),
      hasOthers: () => this.#lanes?.isLive === true,
      goesOn: (index, there) =>
        there ? this.#lanes?.goesOn(lane, index) !== false : this.#lanes?.notStored() !== true,
      onBytes: (bytes) => this.#lanes?.received(lane, bytes),
    };
  }

  readonly goesOn = (): boolean => true;

  readonly hasOthers = (): boolean => false;

  readonly onBytes = (): void => undefined;

  get arriving(): boolean {
    return this.seal === null;
  }

  /** Writes opened chunks in order, the last one after all of it was verified. */
  async #write(): Promise<void> {
    const { sink, onWritten } = this.job;
    while (this.#written < this.chunks) {
      const index = this.#written;
      const fetched = this.#opened.get(index);
      const plaintext = fetched ?? (await this.#kept(index));
      if (plaintext === null) {
        // It may have been delivered since it was looked for: nobody would tell again.
        if (!this.#opened.has(index)) await this.#changed();
        continue;
      }
      if (index === this.chunks - 1) await this.#verify();
      const { length } = plaintext;
      await disk(sink.write(plaintext));
      this.check();
      this.#opened.delete(index);
      this.#written++;
      onWritten(length, fetched !== undefined);
      this.#notify();
    }
    await disk(sink.close());
  }

  /** A chunk that an earlier visit kept; one that isn't what it was is fetched again. */
  async #kept(index: number): Promise<Bytes | null> {
    const { keep } = this.job;
    if (keep?.has(index) !== true || this.#wanted.wasAsked(index)) return null;
    const plaintext = await keep.read(index);
    this.check();
    if (plaintext !== null) return plaintext;
    this.#wanted.lost(index);
    if (this.job.kept) await fetchRun(this, index, index);
    else this.#wanted.giveBack(index, index);
    return this.#opened.get(index) ?? null;
  }

  /** All chunks are opened by now, since they are written in order. */
  async #verify(): Promise<void> {
    if (this.seal === null) {
      this.job.onPace('waiting');
      this.seal = await opened(this.job, await this.job.arrival());
      this.job.onPace('moving');
    }
    checkRoot(this.seal, await this.#digests.root());
    this.job.line.check();
  }

  async #fetchRuns(): Promise<void> {
    while (!this.#wanted.allTaken) {
      const run = this.#wanted.take(RUN_CHUNKS, this.#windowEnd);
      if (run === null) await this.#changed();
      else await fetchRun(this, ...run);
    }
  }

  /** The last chunk that may be fetched before those before it are written. */
  get #windowEnd(): number {
    return this.#written + WINDOW_CHUNKS - 1;
  }

  /** Takes an opened chunk. */
  async deliver(index: number, chunk: OpenedChunk): Promise<void> {
    if (chunk.plaintext.length !== chunkLength(this.size, index))
      throw new SealError('BAD_LENGTH', `chunk ${index}`);
    if (!this.#digests.set(index, chunk.digest)) throw new SealError('BAD_ROOT', `chunk ${index} changed`);
    // Two paths may bring the same chunk.
    if (!this.#wanted.delivered(index)) return;
    this.#opened.set(index, await this.#keptToo(index, chunk));
    this.#heard = this.job.around.now();
    this.job.onPace('moving');
    this.#notify();
  }

  /** No other way brings a chunk again that was taken, so failing to keep it is the end of the download. */
  async #keptToo(index: number, chunk: OpenedChunk): Promise<Bytes> {
    try {
      return (await this.job.keep?.write(index, chunk)) ?? chunk.plaintext;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** The node waited for a chunk that the sender hasn't sent. */
  stalled(): void {
    const { around, kept, lost, ways, file } = this.job;
    const silence = around.now() - this.#heard;
    const over = kept ? null : lost();
    if (over !== null) this.#fail(new TransferFailure(over, false));
    const isGone = kept ? silence >= LOST_MS : silence >= WAITING_MS && ways?.mayComeTo(file) !== true;
    if (isGone) this.job.onPace('lost');
    else if (silence >= WAITING_MS) this.job.onPace('waiting');
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#notify();
  }

  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Resolves when something was opened or written. */
  async #changed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#failure !== null) this.#notify();
    });
    this.check();
  }

  #notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resume) => resume());
    this.#lanes?.notify();
  }
}

async function disk(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch {
    throw new TransferFailure(DISK, true);
  }
}
