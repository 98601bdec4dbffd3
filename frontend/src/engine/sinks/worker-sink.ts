import type { Surroundings } from '../transfer/surroundings';
import { DOWNLOAD_SCOPE, type DownloadPart, type DownloadSign, type WorkerCall } from './download-messages';
import type { Sink, SinkFile } from './sink';

/** How often the worker is told to stay awake, in ms: browsers end one that has had nothing to do for 30 s. */
export const PING_MS = 10_000;
/** How long the worker may stay silent, in ms; then it was ended, and the download with it. */
export const SILENCE_MS = 25_000;

/** How long the frame of a finished download stays, in ms: the browser may not have taken the answer yet when all is said. */
export const LINGER_MS = 60_000;

/** What a service worker and a page lend to the sink. */
export interface DownloadMeans {
  readonly call: (call: WorkerCall, transfer: Transferable[]) => void;
  /** Opens an address without leaving the page; answers how to take that away. */
  readonly openFrame: (path: string) => () => void;
  readonly newId: () => string;
  readonly around: Pick<Surroundings, 'now' | 'after'>;
}

/**
 * Feeds the browser's own downloads through the service worker, one part each time it asks. The download begins with the first
 * `write`, so a file whose beginning is bad never shows up there; after an `abort` the browser marks it as failed.
 */
export function workerSink(file: SinkFile, means: DownloadMeans): Sink {
  return new WorkerSink(file, means);
}

class WorkerSink implements Sink {
  readonly #id: string;
  readonly #port: MessagePort;
  /** The worker's end, until it is given away. */
  readonly #farPort: MessagePort;
  readonly #means: DownloadMeans;
  readonly #file: SinkFile;
  #pulls = 0;
  #started = false;
  #closed = false;
  #lost: Error | null = null;
  #heard: number;
  #waiting: (() => void)[] = [];
  #stopPing: () => void = () => undefined;
  #closeFrame: () => void = () => undefined;
  #cancelled: () => void = () => undefined;

  constructor(file: SinkFile, means: DownloadMeans) {
    this.#file = file;
    this.#means = means;
    this.#id = means.newId();
    this.#heard = means.around.now();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = (event: MessageEvent<DownloadSign>) => this.#hear(event.data);
    this.#farPort = port2;
  }

  readonly write: Sink['write'] = async (bytes) => {
    this.#start();
    while (this.#pulls === 0) await this.#change();
    this.#check();
    this.#pulls--;
    this.#say({ is: 'bytes', bytes }, [bytes.buffer]);
  };

  readonly close: Sink['close'] = async () => {
    this.#start();
    while (this.#pulls === 0) await this.#change();
    this.#check();
    this.#say({ is: 'close' });
    while (!this.#closed) await this.#change();
    this.#quiet();
    this.#means.around.after(LINGER_MS, this.#closeFrame);
  };

  readonly abort: Sink['abort'] = () => {
    if (this.#started && this.#lost === null && !this.#closed) this.#say({ is: 'abort' });
    this.#lose(new Error('aborted'));
    return Promise.resolve();
  };

  readonly onCancel: Sink['onCancel'] = (listener) => {
    this.#cancelled = listener;
  };

  #start(): void {
    this.#check();
    if (this.#started) return;
    this.#started = true;
    this.#heard = this.#means.around.now();
    const { name, size } = this.#file;
    this.#means.call({ slipway: 'download', id: this.#id, name, size }, [this.#farPort]);
    this.#ping();
  }

  #ping(): void {
    const { around, call } = this.#means;
    this.#stopPing = around.after(PING_MS, () => {
      if (around.now() - this.#heard > SILENCE_MS) {
        this.#lose(new Error('the service worker ended'));
        return;
      }
      call({ slipway: 'ping', id: this.#id }, []);
      this.#ping();
    });
  }

  #hear(sign: DownloadSign): void {
    this.#heard = this.#means.around.now();
    switch (sign.is) {
      case 'ready':
        this.#closeFrame = this.#means.openFrame(DOWNLOAD_SCOPE + this.#id);
        break;
      case 'pull':
        this.#pulls++;
        break;
      case 'closed':
        this.#closed = true;
        break;
      case 'cancelled':
        this.#lose(new Error('cancelled in the browser'));
        this.#cancelled();
        break;
      case 'pong':
        break;
    }
    this.#notify();
  }

  #say(part: DownloadPart, transfer: Transferable[] = []): void {
    this.#port.postMessage(part, transfer);
  }

  #check(): void {
    if (this.#lost !== null) throw this.#lost;
    if (this.#closed) throw new Error('the sink is closed');
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#lost !== null) throw this.#lost;
  }

  #notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resume) => resume());
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    this.#quiet();
    this.#closeFrame();
    this.#notify();
  }

  /** The worker closes the port: what was said last must reach it. */
  #quiet(): void {
    this.#stopPing();
    this.#port.onmessage = null;
  }
}
