import { type Bytes, passedBy, release, toBase64Url } from '../seal/bytes';
import { SEALED_CHUNK_BYTES } from '../seal/sizes';
import { FILE_CHANGED, TransferFailure } from '../transfer/failure';
import { CAUSE, type CauseName, type Frame, type OpenFrame } from './frames';
import type { FramePipe } from './frame-pipe';
import { Outbound } from './outbound';
import type { Places } from './places';

/** Streams that one receiver may have at once. */
export const STREAMS_MAX = 8;
/** Sealed chunks in memory for one receiver on each of its two live paths, at most: 4 MiB together. */
export const CHUNKS_PER_PATH = 2;

/** What is served: files by their id, whatever of them is stored elsewhere. */
export interface ChunkSource {
  /** Sealed bytes of the whole file; null: there is no such file, or it can't be read any more. */
  readonly length: (file: Bytes) => number | null;
  /** Seals a chunk anew. @throws TransferFailure */
  readonly chunk: (file: Bytes, index: number) => Promise<Bytes>;
}

export interface Serving {
  readonly source: ChunkSource;
  /** The same for all streams of one receiver by this path. */
  readonly placesOf: (peer: Bytes) => Places;
  /** Whether this peer may have anything. */
  readonly allows: (peer: Bytes) => boolean;
  /** A peer takes a part of a file. */
  readonly onTaken: (peer: Bytes, file: Bytes) => void;
}

/** Answers how to stop serving what is opened through a pipe. */
export function serve(pipe: FramePipe, serving: Serving): () => void {
  const streams = new Map<string, Stream>();
  const open = (frame: OpenFrame): void => {
    const id = toBase64Url(frame.stream);
    if (streams.has(id)) return;
    const refusal = refused(frame, serving, streams.size);
    if (refusal !== null) {
      pipe.send({ is: 'close', stream: frame.stream, position: frame.position, cause: CAUSE[refusal] });
      return;
    }
    const stream = new Stream(pipe, frame, serving);
    streams.set(id, stream);
    serving.onTaken(frame.peer, frame.file);
    void stream.run().finally(() => streams.delete(id));
  };
  const on = (frame: Frame): void => {
    if (frame.is === 'open') open(frame);
    else if ('stream' in frame) streams.get(toBase64Url(frame.stream))?.on(frame);
  };
  const stop = (): void => {
    for (const stream of streams.values()) stream.end('PEER_GONE');
  };
  const stopFrames = pipe.onFrame(on);
  const stopEnd = pipe.onEnd(stop);
  return () => {
    stopFrames();
    stopEnd();
    stop();
  };
}

function refused({ peer, file, end }: OpenFrame, serving: Serving, running: number): CauseName | null {
  if (!serving.allows(peer)) return 'NOT_ALLOWED';
  const length = serving.source.length(file);
  if (length === null) return 'NO_SUCH_FILE';
  if (end > length) return 'SOURCE_CHANGED';
  return running >= STREAMS_MAX ? 'OVER_CAPACITY' : null;
}

/** Sends one range of a file, as far as its receiver lets it and its pipe takes it. */
class Stream {
  readonly #pipe: FramePipe;
  readonly #open: OpenFrame;
  readonly #source: ChunkSource;
  readonly #places: Places;
  readonly #out: Outbound;
  /** Chunks that are sealed or being sealed, the one being sent first. */
  readonly #sealed = new Map<number, Promise<Bytes | null>>();
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(pipe: FramePipe, open: OpenFrame, { source, placesOf }: Serving) {
    this.#pipe = pipe;
    this.#open = open;
    this.#source = source;
    this.#places = placesOf(open.peer);
    this.#out = new Outbound(open, source.length(open.file) ?? 0);
  }

  on(frame: Frame): void {
    if (frame.is === 'grant') this.#out.grant(frame.limit);
    else if (frame.is === 'close') this.#ended = true;
    else if (frame.is === 'resume') {
      if (!this.#out.resume(frame.position)) this.end('BAD_FRAME');
      // What is still there isn't sealed anew: two sealings of one chunk on their way could be mixed up.
      else this.#keep(Math.floor(frame.position / SEALED_CHUNK_BYTES));
    } else return;
    this.#wake();
  }

  end(cause: CauseName): void {
    if (this.#ended) return;
    this.#ended = true;
    const { stream } = this.#open;
    this.#pipe.send({ is: 'close', stream, position: this.#out.position, cause: CAUSE[cause] });
    this.#wake();
  }

  async run(): Promise<void> {
    try {
      while (!this.#ended && !this.#out.done) await this.#step();
    } catch (error) {
      this.end(causeOf(error));
    } finally {
      this.#ended = true;
      for (const chunk of [...this.#sealed.keys()]) this.#forget(chunk);
    }
  }

  async #step(): Promise<void> {
    if (this.#out.next() === null) return new Promise((resolve) => (this.#wake = resolve));
    if (!this.#pipe.hasRoom()) return this.#pipe.room();
    const { chunk } = this.#out;
    const sealing = this.#seal(chunk);
    // The next one is sealed while this one is sent.
    if (this.#out.mayBegin(chunk + 1) && this.#places.free > 0) void this.#seal(chunk + 1);
    const sealed = await sealing;
    // Meanwhile it may have been ended, or told to go on elsewhere.
    if (this.#ended || this.#sealed.get(chunk) !== sealing || sealed === null) return;
    const span = this.#out.next();
    if (span?.chunk !== chunk) return;
    const { position, from, to } = span;
    if (sealed.length < to) throw new TransferFailure(FILE_CHANGED, false);
    this.#pipe.send({ is: 'data', stream: this.#open.stream, position, bytes: sealed.subarray(from, to) });
    this.#out.sent(span);
    if (to === sealed.length) this.#forget(chunk);
  }

  #seal(chunk: number): Promise<Bytes | null> {
    const known = this.#sealed.get(chunk);
    if (known !== undefined) return known;
    const sealing: Promise<Bytes | null> = this.#places.take().then(async () => {
      if (this.#sealed.get(chunk) !== sealing) return null;
      return this.#source.chunk(this.#open.file, chunk);
    });
    // Whoever awaits it sees its failure; until then it mustn't count as unseen.
    sealing.catch(() => undefined);
    this.#sealed.set(chunk, sealing);
    return sealing;
  }

  #forget(chunk: number): void {
    const sealing = this.#sealed.get(chunk);
    this.#sealed.delete(chunk);
    void sealing
      ?.then(
        (sealed) => {
          if (sealed !== null) release(sealed);
          passedBy();
        },
        () => undefined,
      )
      .finally(() => this.#places.give());
  }

  /** Lets go of all but this chunk and the next. */
  #keep(first: number): void {
    for (const chunk of [...this.#sealed.keys()])
      if (chunk !== first && chunk !== first + 1) this.#forget(chunk);
  }
}

function causeOf(error: unknown): CauseName {
  return error instanceof TransferFailure && error.code === FILE_CHANGED ? 'SOURCE_CHANGED' : 'NO_SUCH_FILE';
}
