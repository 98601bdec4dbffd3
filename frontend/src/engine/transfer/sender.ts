import { RUNS_MAX, type ShareAnswer } from '../api/answers';
import type { NodeClient } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { LedgerStorage } from '../ledger';
import { passedBy, release } from '../seal/bytes';
import type { ChunkWork, SendableChunk } from '../seal/chunk-work';
import { formatLink } from '../seal/link';
import { chunkLength } from '../seal/sizes';
import type { Randomness } from '../seal/primitives';
import { Agenda, type Task } from './agenda';
import { FILE_CHANGED, FILE_UNREADABLE, TransferFailure } from './failure';
import { Line } from './line';
import { RateMeter } from './rate';
import type { SendFile } from './send-file';
import { SEND_START, type SendEvent, type SendMachine, sendNext } from './send-machine';
import { type SendPlan, shareText } from './send-plan';
import { ShareAtNode } from './share-at-node';
import type { Surroundings } from './surroundings';
import { Width } from './width';

/** How long one chunk may take, in ms: 1 MiB at 17 KiB/s. Twice as long with each try. */
export const CHUNK_MS = 60_000;
/** The longest that it may take after that, in ms. */
export const CHUNK_MS_MAX = 600_000;
/** How often a node may say at the end that chunks are missing which it had acknowledged. */
export const INCOMPLETE_MAX = 3;
/** Failures that come of one file: as it was given, or since somebody took it out. The others could be sent. */
const ABOUT_FILE = new Set([FILE_CHANGED, FILE_UNREADABLE, 'NOT_FOUND']);

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
  readonly #agenda: Agenda;
  readonly #holes = new Map<SendFile, number>();
  /** Files that are being taken out of the share, and whether they were. */
  readonly #leaving = new Map<SendFile, Promise<boolean>>();
  #created = false;
  #state: SendMachine = SEND_START;
  #line: Line;
  readonly #width = new Width();

  constructor(needs: SenderNeeds, plan: SendPlan, listener: SenderListener) {
    this.#needs = needs;
    this.#listener = listener;
    this.plan = plan;
    this.share = shareText(plan);
    this.#agenda = new Agenda(plan.files);
    this.#atNode = new ShareAtNode(needs, plan);
    this.#line = this.#newLine();
  }

  /** All but those that were taken out of the share. */
  get files(): readonly SendFile[] {
    return this.#agenda.files;
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

  /** Sends everything; makes a live share. Resolves when that is done, has failed or was cancelled; the state says which. */
  async run(): Promise<void> {
    const line = this.#line;
    try {
      await this.#create(line);
      if (this.plan.liveKey !== null) return;
      await this.#sendAll(line);
      this.#on({ on: 'stored' });
    } catch (error) {
      if (line.ended) return;
      line.end();
      const { code, canRetry, file } =
        error instanceof TransferFailure ? error : new TransferFailure('INTERNAL', true);
      this.#on({ on: 'failed', code, canRetry, file });
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
    this.#agenda.restart();
    this.#on({ on: 'retried' });
    await this.run();
  }

  /**
   * A file is being taken out of the share: what fails for it meanwhile waits for what comes of that. If it was what the share
   * couldn't be sent for, the others go on.
   * @param gone whether it was taken out; never rejects
   */
  async leave(id: string, gone: Promise<boolean>): Promise<void> {
    const file = this.files.find((each) => each.id === id);
    if (file === undefined) return;
    this.#leaving.set(file, gone);
    const wasTaken = await gone;
    this.#leaving.delete(file);
    if (!wasTaken) return;
    this.#agenda.leaveOut(file);
    file.finish();
    const mended = this.#state.is === 'failed' && this.#state.file === id;
    if (mended) this.#on({ on: 'mended' });
    this.#listener.onChange('state');
    if (mended) await this.retry();
  }

  /** A file was given another name at the node. */
  rename(id: string, name: string): void {
    this.files.find((each) => each.id === id)?.rename(name);
    this.#listener.onChange('state');
  }

  /** A file of a live share can't be given as it was. What is no part of the share any more can't fail. */
  broken(file: string, code: string): void {
    if (this.files.every(({ id }) => id !== file)) return;
    this.#on({ on: 'failed', code, canRetry: false, file });
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
    for (const file of this.#atNode.complete) this.#agenda.completed(file);
    this.#on({ on: this.plan.liveKey === null ? 'created' : 'live' });
  }

  /** Keeps as many tasks under way as there may be, until none is left. */
  async #sendAll(line: Line): Promise<void> {
    const running = new Set<Promise<void>>();
    for (;;) {
      while (this.#width.hasRoom(running.size)) {
        const task = this.#agenda.next();
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

  async #work(line: Line, task: Task): Promise<void> {
    const { file } = task;
    try {
      if (task.does === 'chunk')
        await this.#width.during(chunkLength(file.size, task.index), () =>
          this.#sendChunk(line, file, task.index),
        );
      else await this.#complete(line, file);
    } catch (error) {
      // What is no part of the share any more can't fail.
      if (this.#agenda.isLeftOut(file) || (await this.#leaving.get(file)) === true) return;
      const about = error instanceof TransferFailure && ABOUT_FILE.has(error.code);
      throw about ? new TransferFailure(error.code, false, file.id) : error;
    }
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
      this.#width.learn(around.now() - asked);
      release(chunk.sealed);
      passedBy();
    });
    this.#meter.add(file.acknowledge(index), around.now());
    if (file.whole && this.#agenda.whole) this.#on({ on: 'allAcknowledged' });
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
      this.#agenda.completed(file);
      file.finish();
    } else {
      this.#agenda.again(file);
    }
    this.#listener.onChange('progress');
  }

  /** Asks the node what it has of the files that are under way. */
  async #settle(signal: AbortSignal): Promise<void> {
    this.#meter.reset();
    if (!this.#created) return;
    for (const file of this.#agenda.underWay) {
      const before = file.acknowledgedNow();
      try {
        const { missing } = await this.#needs.client.upload(file.id, file.token, { signal });
        file.settle(missing, missing.length < RUNS_MAX, before);
      } catch (error) {
        if (!this.#agenda.isLeftOut(file) && (await this.#leaving.get(file)) !== true) throw error;
      }
    }
    this.#agenda.lookAgain();
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
