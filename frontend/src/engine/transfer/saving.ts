import type { Capability, NodeClient } from '../api/client';
import type { ChunkWork } from '../seal/chunk-work';
import type { OpenSink, Sink } from '../sinks/sink';
import type { ReceiveFileView } from '../view';
import { download } from './download';
import { codeOf } from './failure';
import { Line } from './line';
import { RateMeter } from './rate';
import type { ReceivedFiles } from './received-files';
import type { Surroundings } from './surroundings';

/** What saving needs of the share that was opened. */
export interface SavingNeeds {
  readonly share: string;
  readonly capability: Capability;
  readonly files: ReceivedFiles;
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly around: Surroundings;
  /** Resolves when something may have arrived. @throws TransferFailure if nothing will any more */
  readonly arrival: (file: string) => Promise<void>;
}

export interface SavingListener {
  readonly onTrouble: (code: string) => void;
  readonly onRecovered: () => void;
  /** A file changed in the list of files. */
  readonly onChange: (what: 'state' | 'progress') => void;
  /** A person ended it in the browser's downloads. */
  readonly onCancel: () => void;
}

/** All are verified, a person ended it, or why the first that failed did. */
export type SavingEnd =
  | { readonly on: 'verified' }
  | { readonly on: 'cancelled' }
  | { readonly on: 'failed'; readonly code: string };

/** Saves some files of a share, one after the other; a bad one doesn't keep the next from being saved. */
export class Saving {
  readonly #needs: SavingNeeds;
  readonly #listener: SavingListener;
  readonly #meter = new RateMeter();
  #line: Line | null = null;
  #sink: Sink | null = null;
  #held = false;
  #cancelled = false;

  constructor(needs: SavingNeeds, listener: SavingListener) {
    this.#needs = needs;
    this.#listener = listener;
  }

  /** Bytes per second that were saved; null until something moves. */
  get rate(): number | null {
    return this.#meter.rate;
  }

  async run(files: readonly string[], open: OpenSink): Promise<SavingEnd> {
    for (const file of files) this.#change(file, { state: this.#isHere(file) ? 'ready' : 'waiting' });
    let failed: string | null = null;
    for (const file of files) {
      if (this.#cancelled) break;
      const code = await this.#save(file, open);
      failed ??= code;
    }
    if (this.#cancelled) {
      for (const file of files) this.#forget(file);
      return { on: 'cancelled' };
    }
    return failed === null ? { on: 'verified' } : { on: 'failed', code: failed };
  }

  hold(): void {
    this.#held = true;
    this.#line?.hold();
    this.#meter.reset();
  }

  release(): void {
    this.#held = false;
    this.#line?.release();
  }

  /** Ends it; what is half saved is thrown away. */
  cancel(): void {
    this.#cancelled = true;
    this.#line?.end();
    void this.#sink?.abort();
  }

  #isHere(file: string): boolean {
    return this.#needs.files.sealed(file) !== null;
  }

  #forget(file: string): void {
    if (this.#needs.files.find(file)?.state === 'verified') return;
    this.#change(file, { state: this.#isHere(file) ? 'ready' : 'arriving' });
  }

  /** Answers why a file failed; null if it didn't, or was cancelled. */
  async #save(file: string, open: OpenSink): Promise<string | null> {
    const { onTrouble, onRecovered } = this.#listener;
    const line = new Line(this.#needs.around, (signal) => this.#probe(signal), { onTrouble, onRecovered });
    if (this.#held) line.hold();
    this.#line = line;
    try {
      while (!this.#isHere(file)) {
        await this.#needs.arrival(file);
        line.check();
      }
      this.#change(file, { state: 'saving' });
      await this.#receive(file, line, open);
      this.#needs.files.change(file, { state: 'verified' });
      this.#listener.onChange('state');
      return null;
    } catch (error) {
      if (line.ended) return null;
      const code = codeOf(error);
      this.#change(file, { state: 'failed', trouble: { code } });
      return code;
    } finally {
      line.end();
      this.#meter.reset();
    }
  }

  async #receive(file: string, line: Line, open: OpenSink): Promise<void> {
    const { share, capability, files, client, work, around } = this.#needs;
    const sealed = files.sealed(file);
    const view = files.find(file);
    if (sealed === null || view === undefined) throw new Error('not opened');
    const sink = await open({ name: view.name, size: sealed.info.size });
    this.#sink = sink;
    sink.onCancel(this.#listener.onCancel);
    let done = 0;
    const onWritten = (bytes: number) => {
      done += bytes;
      this.#meter.add(bytes, around.now());
      files.change(file, { done });
      this.#listener.onChange('progress');
    };
    try {
      line.check();
      this.#meter.start(around.now());
      await download({
        ...{ share, file, capability, opened: sealed.info, seal: sealed.seal },
        ...{ client, work, line, sink, onWritten },
      });
    } catch (error) {
      await sink.abort();
      throw error;
    } finally {
      this.#sink = null;
    }
  }

  /** Whether the share can still be seen. */
  async #probe(signal: AbortSignal): Promise<void> {
    const { client, share, capability } = this.#needs;
    this.#meter.reset();
    await client.share(share, capability, { signal });
  }

  /** Another state; whatever was saved of the file before doesn't count. */
  #change(file: string, change: Partial<ReceiveFileView>): void {
    this.#needs.files.change(file, { done: 0, trouble: null, ...change });
    this.#listener.onChange('state');
  }
}
