import type { Bytes } from '../seal/bytes';
import { decodeFrame, encodeFrame, type Frame } from './frames';
import type { FramePipe } from './frame-pipe';

/** What sends the bytes of a pipe. */
export interface PipeLine {
  readonly send: (bytes: Bytes) => void;
  readonly hasRoom: () => boolean;
  /** Closes what it runs over. */
  readonly close: () => void;
}

/** What all pipes have in common: listeners, those that wait for room, and an end that comes once. */
export class PipeBase implements FramePipe {
  readonly #line: PipeLine;
  readonly #listeners = new Set<(frame: Frame) => void>();
  readonly #endings = new Set<() => void>();
  #waiting: (() => void)[] = [];
  #ended = false;

  constructor(line: PipeLine) {
    this.#line = line;
  }

  readonly send: FramePipe['send'] = (frame) => {
    if (this.#ended) return;
    try {
      this.#line.send(encodeFrame(frame));
    } catch {
      // What it runs over is full or gone: streams on it can't go on.
      this.end();
    }
  };

  readonly hasRoom: FramePipe['hasRoom'] = () => !this.#ended && this.#line.hasRoom();

  readonly room: FramePipe['room'] = () =>
    new Promise((resolve) => {
      if (this.#ended || this.#line.hasRoom()) resolve();
      else this.#waiting.push(resolve);
    });

  readonly onFrame: FramePipe['onFrame'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly onEnd: FramePipe['onEnd'] = (listener) => {
    if (this.#ended) listener();
    else this.#endings.add(listener);
    return () => this.#endings.delete(listener);
  };

  readonly ended: FramePipe['ended'] = () => this.#ended;

  readonly end: FramePipe['end'] = () => {
    if (this.#ended) return;
    this.#line.close();
    this.closed();
  };

  /** Bytes came. What is no frame ends it. */
  came(bytes: Bytes): void {
    if (this.#ended) return;
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
    } catch {
      this.end();
      return;
    }
    for (const listener of [...this.#listeners]) listener(frame);
  }

  /** There may be room again. */
  left(): void {
    if (this.#ended || !this.#line.hasRoom()) return;
    this.#wake();
  }

  /** What it runs over was closed. */
  closed(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake();
    for (const listener of [...this.#endings]) listener();
    this.#endings.clear();
    this.#listeners.clear();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resume) => resume());
  }
}
