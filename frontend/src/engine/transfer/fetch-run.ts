import type { NodeClient, SealedRun } from '../api/client';
import { ApiProblem } from '../api/problem';
import { type Bytes, passedBy, release } from '../seal/bytes';
import type { OpenedChunk } from '../seal/chunk';
import type { ChunkWork } from '../seal/chunk-work';
import { SealError } from '../seal/seal-error';
import { chunkLength, SEALED_CHUNK_BYTES, sealedChunkLength } from '../seal/sizes';
import type { Access } from './access';
import { DAMAGED, TransferFailure } from './failure';
import { Held, type Line } from './line';
import type { OpenedFile } from './opened-share';

/** Chunks of one request that are opened while the next is read. */
const OPENING_MAX = 2;
/** How long sealed bytes may fail to come, in ms. */
export const STALL_MS = 30_000;
/** How often an answer may break off before a chunk's first byte, while the node answers otherwise. */
export const RESETS_MAX = 3;
/** How often a node may say that a file is gone which its share still has. */
export const CUTS_MAX = 3;
/** How long the node waits for a chunk that the sender hasn't sent, in s. */
export const WAIT_S = 3;
/** The shortest time between two questions for such a chunk, in ms. */
export const ASK_AGAIN_MS = 1000;

/** Where the chunks of a file come from. */
export interface FetchJob {
  readonly share: string;
  /** 22 characters. */
  readonly file: string;
  readonly access: Access;
  readonly opened: OpenedFile;
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly line: Pick<Line, 'ask' | 'pause' | 'held'>;
  /** Whether the share still has the file: what is asked for just as others are taken out is refused as well. Never rejects. */
  readonly stands: () => Promise<boolean>;
}

/** Who wants the chunks. */
export interface RunNeeds {
  readonly job: FetchJob;
  readonly size: number;
  readonly chunks: number;
  /** Whether the sender may not have sent them all. */
  readonly arriving: boolean;
  readonly deliver: (index: number, chunk: OpenedChunk) => Promise<void>;
  readonly stalled: () => void;
  /** Whether to go on with this chunk; `there` is false if the node waited for it in vain. */
  readonly goesOn: (index: number, there: boolean) => boolean;
  /** Whether others may have what the node hasn't, so that it needs not wait for it. */
  readonly hasOthers: () => boolean;
  /** Bytes came, before their chunk is whole. */
  readonly onBytes: (bytes: number) => void;
  /** Throws what went wrong elsewhere. */
  readonly check: () => void;
}

/** Fetches and opens chunks `from` … `to`, as long as it is to go on; after a break it goes on at the first that isn't opened. */
export async function fetchRun(needs: RunNeeds, from: number, to: number): Promise<void> {
  const { line } = needs.job;
  const run = new Run(needs, from, to);
  while (!run.done) {
    const there = await line.ask((signal) => run.ask(signal));
    if (there) continue;
    needs.check();
    needs.stalled();
    if (!needs.goesOn(run.next, false)) return;
    await line.pause(ASK_AGAIN_MS);
  }
}

class Run {
  #next: number;
  #resets = 0;
  #cuts = 0;
  #enough = false;

  constructor(
    private readonly needs: RunNeeds,
    from: number,
    private readonly to: number,
  ) {
    this.#next = from;
  }

  get done(): boolean {
    return this.#enough || this.#next > this.to;
  }

  /** The first chunk that isn't opened. */
  get next(): number {
    return this.#next;
  }

  /** Answers false if the sender hasn't sent the next chunk yet. */
  async ask(signal: AbortSignal): Promise<boolean> {
    const { needs, to } = this;
    const { client, share, file, access } = needs.job;
    needs.check();
    const first = this.#next;
    const wait = needs.arriving ? (needs.hasOthers() ? 0 : WAIT_S) : null;
    const end = to * SEALED_CHUNK_BYTES + this.#sealedLength(to) - 1;
    const { proof, claim } = access;
    const options = { signal, within: STALL_MS, proof, claim };
    const asked = client.sealedRun(
      ...([share, file, access.capability, first * SEALED_CHUNK_BYTES, end, wait, options] as const),
    );
    const run = await orNotThere(asked.catch((error: unknown) => this.#unlessCut(error)));
    if (run === null) return false;
    const reader = new ChunkReader(run, needs.onBytes);
    try {
      const last = run.to === end ? to : Math.floor((run.to + 1) / SEALED_CHUNK_BYTES) - 1;
      await this.#open(reader, first, last);
      if (run.to === end && !this.#enough) await reader.end();
      return true;
    } catch (error) {
      const broke = error instanceof ApiProblem && error.code === 'OFFLINE';
      this.#resets = broke && this.#next === first && !reader.inChunk ? this.#resets + 1 : 0;
      if (this.#resets === RESETS_MAX) throw new TransferFailure(DAMAGED, true);
      throw error;
    } finally {
      run.stop();
    }
  }

  /** Throws what is to be made of a request that failed. */
  async #unlessCut(error: unknown): Promise<never> {
    const gone = error instanceof ApiProblem && (error.code === 'GONE' || error.code === 'NOT_FOUND');
    if (gone && this.#cuts++ < CUTS_MAX && (await this.needs.job.stands()))
      throw new ApiProblem('UNAVAILABLE', error.status, 'the share was changed just then');
    throw error;
  }

  async #open(reader: ChunkReader, from: number, to: number): Promise<void> {
    const { needs } = this;
    const { work, line, opened } = needs.job;
    const opening: Promise<void>[] = [];
    try {
      for (let index = from; index <= to; index++) {
        if (line.held) throw new Held();
        if (!needs.goesOn(index, true)) {
          this.#enough = true;
          return;
        }
        const sealed = await reader.chunk(this.#sealedLength(index));
        needs.check();
        const last = index === needs.chunks - 1;
        const place = { fileKey: opened.key.key, hash: opened.header.hash, index, last };
        const before = opening.at(-1) ?? Promise.resolve();
        const chunk = work.open(place, sealed);
        const delivered = Promise.all([chunk, before]).then(async ([result]) => {
          await needs.deliver(index, result);
          this.#next = index + 1;
        });
        // Whoever awaits it below sees its failure; until then it mustn't count as unseen.
        delivered.catch(() => undefined);
        opening.push(delivered);
        if (opening.length > OPENING_MAX) await opening.shift();
      }
    } finally {
      // What was read before a break counts, so it is waited for.
      await Promise.all(opening);
    }
  }

  #sealedLength(index: number): number {
    return sealedChunkLength(chunkLength(this.needs.size, index));
  }
}

async function orNotThere(run: Promise<SealedRun>): Promise<SealedRun | null> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'NOT_COMPLETE') return null;
    throw error;
  }
}

/** Cuts bytes as they come into chunks. */
class ChunkReader {
  /** What was read last, and how much of it was used. */
  #piece: Bytes = new Uint8Array();
  #used = 0;
  /** Whether some bytes of a chunk came that isn't whole yet. */
  inChunk = false;

  constructor(
    private readonly run: SealedRun,
    private readonly onBytes: (bytes: number) => void,
  ) {}

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
        this.onBytes(piece.length);
        continue;
      }
      const part = this.#piece.subarray(this.#used, this.#used + length - filled);
      sealed.set(part, filled);
      filled += part.length;
      this.#used += part.length;
      this.inChunk = true;
    }
    this.inChunk = false;
    passedBy();
    return sealed;
  }

  /** @throws SealError `TRAILING` if more comes than was asked for */
  async end(): Promise<void> {
    const more = this.#used < this.#piece.length || ((await this.run.read())?.length ?? 0) > 0;
    if (more) throw new SealError('TRAILING', 'more than was asked for');
  }
}
