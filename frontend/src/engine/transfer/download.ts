import type { Capability, NodeClient, SealedRun } from '../api/client';
import { ApiProblem } from '../api/problem';
import { type Bytes, release } from '../seal/bytes';
import type { OpenedChunk } from '../seal/chunk';
import type { ChunkWork } from '../seal/chunk-work';
import { checkRoot, Digests, type FileSeal, openSeal } from '../seal/file-seal';
import { SealError } from '../seal/seal-error';
import { chunkLength, SEALED_CHUNK_BYTES, sealedChunkLength } from '../seal/sizes';
import type { Sink } from '../sinks/sink';
import { DAMAGED, DISK, TransferFailure } from './failure';
import { Held, type Line } from './line';
import type { OpenedFile } from './opened-share';

/** Chunks asked for at once. */
export const RUN_CHUNKS = 8;
/** Requests under way at once. */
export const RUNS_IN_FLIGHT = 2;
/** Opened chunks that may wait for those before them: 16 MiB. */
export const WINDOW_CHUNKS = RUN_CHUNKS * RUNS_IN_FLIGHT;
/** Chunks of one request that are opened while the next is read. */
const OPENING_MAX = 2;
/** How long sealed bytes may fail to come, in ms. */
export const STALL_MS = 30_000;
/** How often an answer may break off before a chunk's first byte, while the node answers otherwise. */
export const RESETS_MAX = 3;

/** One file of a share to be received. */
export interface DownloadJob {
  readonly share: string;
  /** 22 characters. */
  readonly file: string;
  readonly capability: Capability;
  readonly opened: OpenedFile;
  /** The sealed seal. */
  readonly seal: Bytes;
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly line: Line;
  readonly sink: Sink;
  /** Bytes of plaintext that the sink took. */
  readonly onWritten: (bytes: number) => void;
}

/**
 * Receives one file: runs of chunks side by side, opened as they come, written in order. The last chunk is held back until the
 * seal and the root of all chunks are verified, so that nothing unverified can look finished. The sink is closed when this
 * resolves; when it rejects, the caller ends the line and aborts the sink.
 * @throws TransferFailure, SealError; AbortError once the line was ended
 */
export async function download(job: DownloadJob): Promise<void> {
  const { key, scope } = job.opened.key;
  const seal = await openSeal(job.opened.header, { key, scope }, job.seal);
  await new Download(job, seal).run();
}

class Download {
  readonly #digests: Digests;
  readonly #opened = new Map<number, Bytes>();
  #nextRun = 0;
  #written = 0;
  #failure: Error | null = null;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly job: DownloadJob,
    private readonly seal: FileSeal,
  ) {
    this.#digests = new Digests(seal.chunks);
  }

  async run(): Promise<void> {
    const parts = [this.#write(), ...Array.from({ length: RUNS_IN_FLIGHT }, () => this.#fetchRuns())];
    // The first failure counts; it also wakes those that wait for each other.
    await Promise.all(
      parts.map((part) =>
        part.catch((error: unknown) => {
          this.#fail(error);
          throw error;
        }),
      ),
    );
  }

  /** Writes opened chunks in order, the last one after all of it was verified. */
  async #write(): Promise<void> {
    const { sink, onWritten } = this.job;
    const { chunks } = this.seal;
    while (this.#written < chunks) {
      const plaintext = this.#opened.get(this.#written);
      if (plaintext === undefined) {
        await this.#changed();
        continue;
      }
      if (this.#written === chunks - 1) await this.#verify();
      const { length } = plaintext;
      await disk(sink.write(plaintext));
      this.#check();
      this.#opened.delete(this.#written);
      this.#written++;
      onWritten(length);
      this.#notify();
    }
    await disk(sink.close());
  }

  /** All chunks are opened by now, since they are written in order. */
  async #verify(): Promise<void> {
    checkRoot(this.seal, await this.#digests.root());
    this.job.line.check();
  }

  async #fetchRuns(): Promise<void> {
    const { chunks } = this.seal;
    while (this.#nextRun < chunks) {
      const from = this.#nextRun;
      const to = Math.min(from + RUN_CHUNKS, chunks) - 1;
      if (to >= this.#written + WINDOW_CHUNKS) {
        await this.#changed();
        continue;
      }
      this.#nextRun = to + 1;
      await this.#fetchRun(from, to);
    }
  }

  /** Fetches and opens chunks `from` … `to`; after a break it goes on at the first that isn't opened. */
  async #fetchRun(from: number, to: number): Promise<void> {
    const { line, client, share, file, capability } = this.job;
    let next = from;
    let resets = 0;
    await line.ask(async (signal) => {
      this.#check();
      const first = next;
      const run = await client.sealedRun(
        share,
        file,
        capability,
        first * SEALED_CHUNK_BYTES,
        to * SEALED_CHUNK_BYTES + this.#sealedLength(to) - 1,
        null,
        { signal, within: STALL_MS },
      );
      const reader = new ChunkReader(run);
      try {
        await this.#openRun(reader, first, to, (index) => (next = index + 1));
      } catch (error) {
        const broke = error instanceof ApiProblem && error.code === 'OFFLINE';
        resets = broke && next === first && !reader.inChunk ? resets + 1 : 0;
        if (resets === RESETS_MAX) throw new TransferFailure(DAMAGED, true);
        throw error;
      } finally {
        run.stop();
      }
    });
  }

  async #openRun(
    reader: ChunkReader,
    from: number,
    to: number,
    onOpened: (index: number) => void,
  ): Promise<void> {
    const { work, line, opened } = this.job;
    const opening: Promise<void>[] = [];
    try {
      for (let index = from; index <= to; index++) {
        if (line.held) throw new Held();
        const sealed = await reader.chunk(this.#sealedLength(index));
        this.#check();
        const last = index === this.seal.chunks - 1;
        const place = { fileKey: opened.key.key, hash: opened.header.hash, index, last };
        const before = opening.at(-1) ?? Promise.resolve();
        const chunk = work.open(place, sealed);
        const delivered = Promise.all([chunk, before]).then(([result]) => {
          this.#deliver(index, result);
          onOpened(index);
        });
        // Whoever awaits it below sees its failure; until then it mustn't count as unseen.
        delivered.catch(() => undefined);
        opening.push(delivered);
        if (opening.length > OPENING_MAX) await opening.shift();
      }
      await reader.end();
    } finally {
      // What was read before a break counts, so it is waited for.
      await Promise.all(opening);
    }
  }

  #sealedLength(index: number): number {
    return sealedChunkLength(chunkLength(this.seal.size, index));
  }

  #deliver(index: number, { plaintext, digest }: OpenedChunk): void {
    if (plaintext.length !== chunkLength(this.seal.size, index))
      throw new SealError('BAD_LENGTH', `chunk ${index}`);
    this.#digests.set(index, digest);
    this.#opened.set(index, plaintext);
    this.#notify();
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#notify();
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Resolves when something was opened or written. */
  async #changed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#failure !== null) this.#notify();
    });
    this.#check();
  }

  #notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resume) => resume());
  }
}

/** Cuts bytes as they come into chunks. */
class ChunkReader {
  /** What was read last, and how much of it was used. */
  #piece: Bytes = new Uint8Array();
  #used = 0;
  /** Whether some bytes of a chunk came that isn't whole yet. */
  inChunk = false;

  constructor(private readonly run: SealedRun) {}

  async chunk(length: number): Promise<Bytes> {
    const sealed = new Uint8Array(length);
    let filled = 0;
    this.inChunk = false;
    while (filled < length) {
      if (this.#used === this.#piece.length) {
        release(this.#piece);
        this.#piece = new Uint8Array();
        this.#used = 0;
        const piece = await this.run.read();
        if (piece === null) throw new ApiProblem('OFFLINE', 0, 'the answer ended early');
        this.#piece = piece;
        continue;
      }
      const part = this.#piece.subarray(this.#used, this.#used + length - filled);
      sealed.set(part, filled);
      filled += part.length;
      this.#used += part.length;
      this.inChunk = true;
    }
    this.inChunk = false;
    return sealed;
  }

  /** @throws SealError `TRAILING` if more comes than was asked for */
  async end(): Promise<void> {
    const more = this.#used < this.#piece.length || ((await this.run.read())?.length ?? 0) > 0;
    if (more) throw new SealError('TRAILING', 'more than was asked for');
  }
}

async function disk(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch {
    throw new TransferFailure(DISK, true);
  }
}
