import { type Bytes, equal } from '../seal/bytes';
import type { Randomness } from '../seal/primitives';
import { ID_BYTES } from '../seal/sizes';
import type { Surroundings } from '../transfer/surroundings';
import { CAUSE, type CauseName, causeName, type Frame } from './frames';
import type { FramePipe } from './frame-pipe';
import { type Chunk, type ChunkRange, Inbound } from './inbound';

/** How often a receiver that waits says again how far data may come, in ms. */
export const GRANT_AGAIN_MS = 1000;
/** After so long without data that may come another stream goes on for this one, in ms: what ends a stream may be lost. */
export const REOPEN_MS = 3000;
/** How long data that may come may fail to, in ms. */
export const SILENCE_MS = 10_000;

/** A stream that ended before its range was whole. */
export class StreamFailure extends Error {
  override readonly name = 'StreamFailure';

  constructor(readonly code: CauseName) {
    super(code);
  }
}

/** A range of a file to be pulled through a pipe. */
export interface Pull {
  readonly pipe: FramePipe;
  /** Who sends; zeros on a data channel. */
  readonly peer: Bytes;
  /** 16 bytes. */
  readonly file: Bytes;
  readonly range: ChunkRange;
  readonly random: Randomness;
  readonly around: Surroundings;
  /**
   * Takes a whole sealed chunk, in order; more comes as it resolves. False: enough. What it rejects with ends the stream as
   * `BROKEN`, and the pull.
   */
  readonly take: (index: number, sealed: Bytes) => Promise<boolean>;
  /** Bytes that came, before their chunk is whole. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** Pulls a range until it was taken, or enough was. @throws StreamFailure; AbortError; what `take` rejected with */
export function pull(of: Pull): Promise<void> {
  return new Pulling(of).run();
}

class Pulling {
  readonly #of: Pull;
  readonly #in: Inbound;
  #stream: Bytes;
  readonly #ready: Chunk[] = [];
  #failure: Error | null = null;
  #wake: () => void = () => undefined;
  /** When something came last. */
  #heard: number;
  #opened: number;

  constructor(of: Pull) {
    this.#of = of;
    this.#in = new Inbound(of.range);
    this.#stream = of.random(ID_BYTES);
    this.#heard = of.around.now();
    this.#opened = this.#heard;
  }

  async run(): Promise<void> {
    const { pipe, signal } = this.#of;
    signal.throwIfAborted();
    const stopAbort = onAbort(signal, () => this.#fail(signal.reason as Error));
    const stopFrames = pipe.onFrame((frame) => this.#on(frame));
    const stopEnd = pipe.onEnd(() => this.#fail(new StreamFailure('PEER_GONE')));
    let stopClock = this.#of.around.after(GRANT_AGAIN_MS, () => tick());
    const tick = () => {
      this.#again();
      stopClock = this.#of.around.after(GRANT_AGAIN_MS, tick);
    };
    try {
      this.#open();
      await this.#takeAll();
    } finally {
      stopAbort();
      stopFrames();
      stopEnd();
      stopClock();
    }
  }

  #open(): void {
    const { pipe, peer, file } = this.#of;
    const { resumeAt: position, end, limit } = this.#in;
    pipe.send({ is: 'open', stream: this.#stream, position, peer, file, end, limit });
  }

  /** A stream whose last data was sent is over for its sender, whatever of it arrived. */
  #reopen(): void {
    this.#say(CAUSE.CANCELLED);
    this.#stream = this.#of.random(ID_BYTES);
    this.#opened = this.#of.around.now();
    this.#in.restart();
    this.#open();
  }

  async #takeAll(): Promise<void> {
    for (;;) {
      const chunk = this.#ready.shift();
      if (chunk === undefined) {
        if (this.#failure !== null) throw this.#close(this.#failure);
        if (this.#in.whole) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      let wanted: boolean;
      try {
        wanted = await this.#of.take(chunk.index, chunk.sealed);
      } catch (error) {
        this.#say(CAUSE.BROKEN);
        throw error;
      }
      this.#in.took(chunk.index);
      if (!wanted) {
        if (!this.#in.whole) this.#say(CAUSE.DONE);
        return;
      }
      if (!this.#in.whole) this.#grant();
    }
  }

  #on(frame: Frame): void {
    if (!('stream' in frame) || !equal(frame.stream, this.#stream)) return;
    if (frame.is === 'close') this.#fail(new StreamFailure(causeName(frame.cause)));
    if (frame.is !== 'data' || this.#failure !== null) return;
    this.#heard = this.#of.around.now();
    const wasMissing = this.#in.missing;
    const came = this.#in.data(frame.position, frame.bytes);
    if (came.is === 'bad') this.#fail(new StreamFailure('CREDIT_VIOLATION'));
    else if (came.is === 'gap' && frame.position + frame.bytes.length === this.#in.end) this.#reopen();
    else if (came.is === 'gap' && !wasMissing) this.#resume();
    else if (came.is === 'taken') {
      this.#of.onBytes(came.bytes);
      if (came.chunk !== null) this.#ready.push(came.chunk);
      if (came.chunk !== null) this.#wake();
    }
  }

  /** Says again what may have been lost. */
  #again(): void {
    if (this.#failure !== null || this.#in.whole || this.#in.position >= this.#in.limit) {
      this.#heard = this.#of.around.now();
      return;
    }
    const now = this.#of.around.now();
    const silence = now - this.#heard;
    if (silence >= SILENCE_MS) this.#fail(new StreamFailure('STALLED'));
    else if (now - Math.max(this.#heard, this.#opened) >= REOPEN_MS) this.#reopen();
    else if (this.#in.missing) this.#resume();
    else if (silence >= GRANT_AGAIN_MS) this.#grant();
  }

  #grant(): void {
    this.#of.pipe.send({ is: 'grant', stream: this.#stream, limit: this.#in.limit });
  }

  #resume(): void {
    this.#grant();
    this.#of.pipe.send({ is: 'resume', stream: this.#stream, position: this.#in.resumeAt });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #close(error: Error): Error {
    const name = error instanceof StreamFailure ? error.code : 'CANCELLED';
    if (name !== 'PEER_GONE') this.#say(CAUSE[name]);
    return error;
  }

  #say(cause: number): void {
    this.#of.pipe.send({ is: 'close', stream: this.#stream, position: this.#in.taken, cause });
  }
}

export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  signal.addEventListener('abort', listener);
  return () => signal.removeEventListener('abort', listener);
}
