import type { LivePath } from '../live/talk';
import { type Bytes, passedBy } from '../seal/bytes';
import type { OpenedChunk } from '../seal/chunk';
import { CHUNK_BYTES } from '../seal/sizes';
import type { ChunkWays, LiveWay } from './chunk-ways';
import { isSpoilt, TransferFailure } from './failure';
import type { Surroundings } from './surroundings';
import type { Wanted } from './wanted';

/** Ranges under way by one path at once. */
export const LANES_PER_PATH = 2;
/** A range is as many chunks as come in about this time, in ms, by what was seen of its lane. */
export const RANGE_MS = 500;
/** The most chunks of one range. */
export const RANGE_CHUNKS = 8;
/** After so long without a byte, in ms, a chunk that is waited for is asked for by another path as well. */
export const STEAL_MS = 1000;
/** After so long without a byte a path is left, in ms. */
export const SILENT_MS = 2500;
/** How long a chunk that the store doesn't give as it was waits for a sender that may be there, in ms. */
export const SENDER_WAIT_MS = 10_000;
/** How often it is looked whether something is to be asked for elsewhere, in ms. */
export const LANE_TICK_MS = 100;
/** How many chunks that don't open are taken from the sender of what isn't stored, before it is given up. */
export const SPOILT_MAX = 3;

/** The file whose chunks are wanted. */
export interface LaneHost {
  readonly file: string;
  readonly size: number;
  readonly wanted: Wanted;
  /** Whether the store has it, or will. */
  readonly stored: boolean;
  /** Bytes of other files that are saved after it. */
  readonly later: number;
  readonly around: Surroundings;
  /** Whether a person holds it. */
  readonly held: () => boolean;
  /** The last chunk that there is room for. */
  readonly windowEnd: () => number;
  readonly open: (index: number, sealed: Bytes) => Promise<OpenedChunk>;
  readonly deliver: (index: number, chunk: OpenedChunk) => Promise<void>;
  /** Fetches a range from the store, as long as `goesOn` says so. @throws TransferFailure, SealError, AbortError */
  readonly fetchStored: (from: number, to: number, lane: Lane) => Promise<void>;
  readonly check: () => void;
  /** Chunks that there is room for don't come just now. */
  readonly waits: () => void;
}

/** A range on its way by one path. */
export class Lane {
  /** When bytes came by it last. */
  heard = 0;
  /** How long a chunk takes by it, in ms; null: not known. */
  chunkMs: number | null = null;
  from = 0;
  to = -1;

  constructor(readonly path: LivePath) {}

  get chunks(): number {
    return this.chunkMs === null
      ? 1
      : Math.min(RANGE_CHUNKS, Math.max(1, Math.floor(RANGE_MS / this.chunkMs)));
  }
}

/**
 * Fetches what is wanted of a file by all paths that the ladder chooses, and by others when it changes its mind: a lane that isn't chosen
 * any more ends its chunk and gives the rest of its range back. What one path keeps from coming another brings.
 */
export class Lanes {
  readonly #ways: ChunkWays;
  readonly #host: LaneHost;
  readonly #lanes: readonly Lane[];
  readonly #controller = new AbortController();
  #waiting: (() => void)[] = [];
  #spoilt = 0;
  #callOff: () => void = () => undefined;
  #offChange: () => void = () => undefined;

  constructor(ways: ChunkWays, host: LaneHost) {
    this.#ways = ways;
    this.#host = host;
    const paths: readonly LivePath[] = host.stored ? ['store', 'relay', 'direct'] : ['relay', 'direct'];
    this.#lanes = paths.flatMap((path) => Array.from({ length: LANES_PER_PATH }, () => new Lane(path)));
  }

  /** Whether the sender itself can be asked. */
  get isLive(): boolean {
    return this.#ways.waysTo(this.#host.file).length > 0;
  }

  /** Resolves when nothing is wanted any more. @throws what can't be mended by another path */
  async run(): Promise<void> {
    this.#offChange = this.#ways.onChange(() => this.notify());
    this.#tick();
    const running = this.#lanes.map((lane) => this.#run(lane));
    try {
      // A lane may wait long for a node that is gone, with nothing left to bring.
      await Promise.race([Promise.all(running), this.#allDelivered()]);
    } finally {
      this.end();
    }
  }

  async #allDelivered(): Promise<void> {
    while (!this.#host.wanted.allDelivered && !this.#controller.signal.aborted) await this.#notified();
  }

  async #notified(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    this.#controller.abort();
    this.#callOff();
    this.#offChange();
    this.#ways.ladder.rest();
    this.notify();
  }

  /** Something was delivered, written, or changed: those who wait look again. */
  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resume) => resume());
  }

  received(lane: Lane, bytes: number): void {
    lane.heard = this.#now;
    this.#ways.ladder.received(lane.path, bytes, this.#now);
  }

  /** Whether a lane is to go on with this chunk. */
  goesOn(lane: Lane, index: number): boolean {
    if (this.#host.held()) return false;
    return this.#isChosen(lane.path) || (lane.path === 'store' && !this.isLive)
      ? index === lane.from || this.#host.wanted.isMissing(index)
      : false;
  }

  /** The store hasn't what was asked of it yet. */
  notStored(): boolean {
    if (!this.isLive) return false;
    this.#ways.ladder.failed('store', this.#now);
    return true;
  }

  get #now(): number {
    return this.#host.around.now();
  }

  #tick(): void {
    const { ladder, waysTo } = this.#ways;
    const { file, later } = this.#host;
    const ways = waysTo(file);
    ladder.remain(later + this.#left);
    for (const path of ['relay', 'direct'] as const)
      if (ways.some((way) => way.path === path)) ladder.up(path, this.#now);
      else ladder.down(path, this.#now);
    if (this.#host.stored) ladder.up('store', this.#now);
    for (const { path, from, to, heard } of this.#lanes)
      if (from <= to && this.#now - heard >= SILENT_MS && this.isLive && this.#isChosen(path))
        ladder.failed(path, this.#now);
    if (this.#host.held()) ladder.rest();
    else {
      ladder.tick(this.#now);
      if (this.#host.wanted.isWaitedFor(this.#host.windowEnd())) this.#host.waits();
    }
    this.#host.wanted.reclaim((index) => this.#lanes.some(({ from, to }) => from <= index && index <= to));
    this.notify();
    this.#callOff = this.#host.around.after(LANE_TICK_MS, () => this.#tick());
  }

  /** Bytes of the file that didn't come yet, its last chunk taken for a whole one. */
  get #left(): number {
    const { wanted, size } = this.#host;
    return Math.min(size, wanted.left * CHUNK_BYTES);
  }

  #isChosen(path: LivePath): boolean {
    return this.#ways.ladder.choice.paths.includes(path);
  }

  #mayAsk(path: LivePath): boolean {
    if (this.#host.held()) return false;
    if (path === 'store') return !this.isLive || this.#isChosen(path);
    return this.#isChosen(path) && this.#way(path) !== null;
  }

  #way(path: LivePath): LiveWay | null {
    return this.#ways.waysTo(this.#host.file).find((way) => way.path === path) ?? null;
  }

  async #run(lane: Lane): Promise<void> {
    const { wanted } = this.#host;
    while (!wanted.allDelivered && !this.#controller.signal.aborted) {
      this.#host.check();
      const range = this.#mayAsk(lane.path) ? this.#next(lane) : null;
      if (range === null) await this.#notified();
      else await this.#fetch(lane, range);
    }
    this.notify();
  }

  #next(lane: Lane): readonly [number, number] | null {
    const { wanted, windowEnd } = this.#host;
    return wanted.take(lane.chunks, windowEnd()) ?? this.#steal(lane);
  }

  /** A chunk that is waited for, and that whoever was asked for it doesn't bring, or isn't chosen for any more. */
  #steal(lane: Lane): readonly [number, number] | null {
    const first = this.#host.wanted.firstMissing;
    if (first === null) return null;
    const holders = this.#lanes.filter(({ from, to }) => from <= first && first <= to);
    const [holder] = holders;
    if (holder === undefined || holders.length > 1 || holder.path === lane.path) return null;
    const isLeft = this.#isChosen(lane.path) && !this.#isChosen(holder.path);
    return isLeft || this.#now - holder.heard >= STEAL_MS ? [first, first] : null;
  }

  async #fetch(lane: Lane, [from, to]: readonly [number, number]): Promise<void> {
    const { wanted, fetchStored } = this.#host;
    lane.from = from;
    lane.to = to;
    lane.heard = this.#now;
    const began = this.#now;
    try {
      if (lane.path === 'store') await fetchStored(from, to, lane);
      else await this.#pull(lane, from, to);
    } catch (error) {
      if (lane.path === 'store' && othersMend(error)) await this.#senderMet();
      this.#mend(lane, error);
    } finally {
      lane.from = 0;
      lane.to = -1;
      const done = wanted.giveBack(from, to);
      if (done > 0) {
        const each = (this.#now - began) / done;
        lane.chunkMs = lane.chunkMs === null ? each : (lane.chunkMs + each) / 2;
        this.#ways.ladder.proved(lane.path);
      }
      this.notify();
    }
  }

  async #pull(lane: Lane, from: number, to: number): Promise<void> {
    const { size, open, deliver, wanted } = this.#host;
    const range = { size, from, to };
    const take = async (index: number, sealed: Bytes) => {
      passedBy();
      if (wanted.isMissing(index)) await deliver(index, await open(index, sealed));
      lane.from = index + 1;
      lane.heard = this.#now;
      return this.goesOn(lane, index + 1);
    };
    const signal = this.#controller.signal;
    await this.#way(lane.path)?.pull(range, take, (bytes) => this.received(lane, bytes), signal);
  }

  /** Resolves when the sender itself can be asked, or isn't there. */
  async #senderMet(): Promise<void> {
    const { file } = this.#host;
    const until = this.#now + SENDER_WAIT_MS;
    while (
      !this.isLive &&
      this.#ways.mayComeTo(file) &&
      this.#now < until &&
      !this.#controller.signal.aborted
    )
      await this.#notified();
  }

  /**
   * What another path can make up for isn't the end, and whatever goes wrong with a path that isn't the store can be made up for.
   */
  #mend(lane: Lane, error: unknown): void {
    if (this.#controller.signal.aborted) return;
    const { ladder } = this.#ways;
    const others = lane.path === 'store' ? this.isLive : true;
    const isOfPath = !(error instanceof TransferFailure || isSpoilt(error) || isAbort(error));
    const mends = (isOfPath && lane.path !== 'store') || (others && othersMend(error));
    if (!mends) throw error;
    // There is nobody else who might have it whole.
    if (!this.#host.stored && isSpoilt(error) && ++this.#spoilt >= SPOILT_MAX) throw error;
    ladder.failed(lane.path, this.#now);
  }
}

/** Whether the same chunk may come whole from somebody else. */
function othersMend(error: unknown): boolean {
  return isSpoilt(error) || (error instanceof TransferFailure && error.canRetry);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
