import { RUNS_MAX, type ShareAnswer } from '../api/answers';
import type { NodeClient } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { LedgerStorage } from '../ledger';
import { passedBy, release } from '../seal/bytes';
import type { ChunkWork, SendableChunk } from '../seal/chunk-work';
import { formatLink } from '../seal/link';
import { CHUNK_BYTES, chunkLength } from '../seal/sizes';
import type { Randomness } from '../seal/primitives';
import { TransferFailure } from './failure';
import { Line } from './line';
import { RateMeter } from './rate';
import type { SendFile } from './send-file';
import { SEND_START, type SendEvent, type SendMachine, sendNext } from './send-machine';
import { type SendPlan, shareText } from './send-plan';
import { ShareAtNode } from './share-at-node';
import type { Surroundings } from './surroundings';

/** Chunks under way at once, at most. Each holds at most its plaintext and its sealed bytes: 2 MiB. */
export const CHUNKS_IN_FLIGHT = 4;
/** Small chunks and ends of files under way at once, at most: the connections that browsers have to a node. */
export const TASKS_IN_FLIGHT = 6;
/** Chunks under way until it is known how long one takes. */
export const CHUNKS_AT_FIRST = 2;
/** While a chunk takes no longer than this, in ms, one more may be under way. */
export const QUICK_MS = 2000;
/** When one takes longer than this, in ms, one less: on a slow line progress is seen when they go one after the other. */
export const SLOW_MS = 8000;
/** How long one chunk may take, in ms: 1 MiB at 17 KiB/s. Twice as long with each try. */
export const CHUNK_MS = 60_000;
/** The longest that it may take after that, in ms. */
export const CHUNK_MS_MAX = 600_000;
/** How often a node may say at the end that chunks are missing which it had acknowledged. */
export const INCOMPLETE_MAX = 3;

export interface SenderNeeds {
  readonly client: NodeClient;
  /** Where digests of chunks are kept for a later visit. */
  readonly ledger: LedgerStorage;
  readonly work: ChunkWork;
  readonly random: Randomness;
  readonly around: Surroundings;
}

/** What a sender tells. It shows what it is in its own members. */
export interface SenderListener {
  /** @param what `progress` may come often */
  readonly onChange: (what: 'state' | 'progress') => void;
}

type Task =
  | { readonly does: 'chunk'; readonly file: SendFile; readonly index: number }
  | { readonly does: 'complete'; readonly file: SendFile };

/**
 * Sends a share. Its id, its link and its capabilities are there from the first moment. Files are read as they are sent, 4
 * chunks at a time; after an outage, and on a later visit, the node is asked what is missing, and only that is sent.
 */
export class Sender {
  readonly plan: SendPlan;
  /** 22 characters. */
  readonly share: string;
  readonly #needs: SenderNeeds;
  readonly #listener: SenderListener;
  readonly #atNode: ShareAtNode;
  readonly #meter = new RateMeter();
  readonly #completed = new Set<SendFile>();
  readonly #holes = new Map<SendFile, number>();
  #completing = new Set<SendFile>();
  /** All files before this one are completing. */
  #first = 0;
  /** All files before this one are whole. */
  #firstNotWhole = 0;
  /** Plaintext of the chunks under way. */
  #bytes = 0;
  #created = false;
  #state: SendMachine = SEND_START;
  #line: Line;
  /** How many tasks may be under way. */
  #width = CHUNKS_AT_FIRST;

  constructor(needs: SenderNeeds, plan: SendPlan, listener: SenderListener) {
    this.#needs = needs;
    this.#listener = listener;
    this.plan = plan;
    this.share = shareText(plan);
    this.#atNode = new ShareAtNode(needs, plan);
    this.#line = this.#newLine();
  }

  get files(): readonly SendFile[] {
    return this.plan.files;
  }

  get state(): SendMachine {
    return this.#state;
  }

  /** Bytes per second of acknowledged plaintext; null while nothing moves. */
  get rate(): number | null {
    return this.#state.is === 'sending' ? this.#meter.rate : null;
  }

  /** What the node said when it made the share; null until it did. */
  get created(): ShareAnswer | null {
    return this.#atNode.answer;
  }

  link(origin: string): string {
    return formatLink(origin, this.plan);
  }

  /** Sends everything. Resolves when that is done, has failed or was cancelled; the state says which. */
  async run(): Promise<void> {
    const line = this.#line;
    try {
      await this.#create(line);
      await this.#sendAll(line);
      this.#on({ on: 'stored' });
    } catch (error) {
      if (line.ended) return;
      line.end();
      const failure = error instanceof TransferFailure ? error : new TransferFailure('INTERNAL', true);
      this.#on({ on: 'failed', code: failure.code, canRetry: failure.canRetry });
    }
  }

  pause(): void {
    this.#line.hold();
    this.#on({ on: 'paused' });
  }

  resume(): void {
    this.#on({ on: 'resumed' });
    this.#line.release();
  }

  /** Goes on after a failure, at the first chunk that isn't safe. */
  async retry(): Promise<void> {
    if (this.#state.is !== 'failed' || !this.#state.canRetry) return;
    this.#line = this.#newLine();
    this.#completing = new Set(this.#completed);
    this.#startOver();
    this.files.forEach((file) => file.rewind());
    this.#on({ on: 'retried' });
    await this.run();
  }

  /** Ends all that is under way. What is stored stays until the share is deleted. */
  stop(): void {
    this.#line.end();
  }

  /** The share was deleted, or a deletion was taken back. */
  tell(event: Extract<SendEvent, { on: 'deleted' | 'restored' }>): void {
    this.#on(event);
  }

  #newLine(): Line {
    return new Line(this.#needs.around, (signal) => this.#settle(signal), {
      onTrouble: (code) => this.#on({ on: 'trouble', code }),
      onRecovered: () => this.#on({ on: 'recovered' }),
    });
  }

  async #create(line: Line): Promise<void> {
    await this.#atNode.make(line);
    if (this.#created) return;
    this.#created = true;
    for (const file of this.#atNode.complete) {
      this.#completing.add(file);
      this.#completed.add(file);
    }
    this.#on({ on: 'created' });
  }

  /** Keeps as many tasks under way as there may be, until none is left. */
  async #sendAll(line: Line): Promise<void> {
    const running = new Set<Promise<void>>();
    for (;;) {
      while (this.#hasRoom(running.size)) {
        const task = this.#next();
        if (task === null) break;
        const work = this.#work(line, task).finally(() => running.delete(work));
        // The first that fails ends the race below, and with it all; the others mustn't count as unseen.
        work.catch(() => undefined);
        running.add(work);
      }
      if (running.size === 0) return;
      await Promise.race(running);
    }
  }

  /** Small files go more side by side, within the bytes that as many whole chunks as there may be have. */
  #hasRoom(running: number): boolean {
    return (
      running < this.#width || (running < TASKS_IN_FLIGHT && this.#bytes <= (this.#width - 1) * CHUNK_BYTES)
    );
  }

  get #allWhole(): boolean {
    while (this.files[this.#firstNotWhole]?.whole === true) this.#firstNotWhole++;
    return this.#firstNotWhole === this.files.length;
  }

  /** Something that was safe isn't any more. */
  #startOver(): void {
    this.#first = 0;
    this.#firstNotWhole = 0;
  }

  #adapt(took: number): void {
    if (took <= QUICK_MS) this.#width = Math.min(CHUNKS_IN_FLIGHT, this.#width + 1);
    else if (took > SLOW_MS) this.#width = Math.max(1, this.#width - 1);
  }

  #work(line: Line, task: Task): Promise<void> {
    const { file } = task;
    if (task.does === 'complete') return this.#complete(line, file);
    const bytes = chunkLength(file.size, task.index);
    this.#bytes += bytes;
    return this.#sendChunk(line, file, task.index).finally(() => (this.#bytes -= bytes));
  }

  #next(): Task | null {
    for (let at = this.#first; at < this.files.length; at++) {
      const file = this.files[at];
      if (file === undefined) break;
      if (this.#completing.has(file)) {
        if (at === this.#first) this.#first++;
        continue;
      }
      if (file.whole) {
        this.#completing.add(file);
        return { does: 'complete', file };
      }
      const index = file.take();
      if (index !== null) return { does: 'chunk', file, index };
    }
    return null;
  }

  async #sendChunk(line: Line, file: SendFile, index: number): Promise<void> {
    const { client, work, around } = this.#needs;
    let chunk: SendableChunk | null = null;
    let within = CHUNK_MS;
    await line.ask(async (signal) => {
      if (file.isAcknowledged(index)) return;
      if (file.isStored(index)) return file.learn(index);
      this.#meter.start(around.now());
      chunk ??= await file.seal(index, work);
      const options = { signal, within };
      within = Math.min(within * 2, CHUNK_MS_MAX);
      const asked = around.now();
      await client.putChunk(file.id, index, file.token, chunk, options);
      this.#adapt(around.now() - asked);
      release(chunk.sealed);
      passedBy();
    });
    this.#meter.add(file.acknowledge(index), around.now());
    if (file.whole && this.#allWhole) this.#on({ on: 'allAcknowledged' });
    else this.#listener.onChange('progress');
  }

  async #complete(line: Line, file: SendFile): Promise<void> {
    const { client } = this.#needs;
    const seal = await file.sealed();
    const complete = await line.ask(async (signal) => {
      const before = file.acknowledgedNow();
      try {
        await client.complete(file.id, file.token, seal, { signal });
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'INCOMPLETE') throw error;
        const holes = (this.#holes.get(file) ?? 0) + 1;
        this.#holes.set(file, holes);
        if (holes > INCOMPLETE_MAX) throw new TransferFailure('INCOMPLETE', true);
        file.settle(error.missing, false, before);
        if (file.whole) throw error;
        return false;
      }
    });
    if (complete) {
      this.#completed.add(file);
      file.finish();
    } else {
      this.#completing.delete(file);
      this.#startOver();
    }
    this.#listener.onChange('progress');
  }

  /** Asks the node what it has of the files that are under way. */
  async #settle(signal: AbortSignal): Promise<void> {
    this.#meter.reset();
    if (!this.#created) return;
    for (const file of this.files) {
      if (!file.begun || this.#completed.has(file)) continue;
      const before = file.acknowledgedNow();
      const { missing } = await this.#needs.client.upload(file.id, file.token, { signal });
      file.settle(missing, missing.length < RUNS_MAX, before);
    }
    this.#startOver();
    this.#listener.onChange('progress');
  }

  #on(event: SendEvent): void {
    const next = sendNext(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    if (next.is !== 'sending') this.#meter.reset();
    this.#listener.onChange('state');
  }
}
