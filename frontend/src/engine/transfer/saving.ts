import type { NodeClient } from '../api/client';
import type { Receipts } from '../keep/receipts';
import type { Bytes } from '../seal/bytes';
import type { ChunkWork } from '../seal/chunk-work';
import type { Place, Sink } from '../sinks/sink';
import { CHUNK_BYTES } from '../seal/sizes';
import type { ReceiveFileView } from '../view';
import type { Access } from './access';
import type { LiveSide } from './chunk-ways';
import { download, type Pace } from './download';
import { EarlyChunks, type EarlyJob } from './early-chunks';
import { codeOf, DISK, REMOVED, TransferFailure } from './failure';
import { Line } from './line';
import { RateMeter } from './rate';
import type { Opened, ReceivedFiles } from './received-files';
import type { Surroundings } from './surroundings';

/** After these failures what was kept of a file is no use any more. */
const SPOILT = new Set(['GONE', 'NOT_FOUND', REMOVED, 'BAD_ROOT', 'BAD_SEAL', 'BAD_SEGMENT']);

/** What saving needs of the share that was opened. */
export interface SavingNeeds {
  readonly share: string;
  /** Whether the node is sent the files; else they come from the sender alone. */
  readonly kept: boolean;
  readonly access: Access;
  readonly files: ReceivedFiles;
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly around: Surroundings;
  readonly halfReceived: Receipts;
  /** The sender, if it can be asked; null: the node alone. */
  readonly live: () => LiveSide | null;
  /** Resolves when something may have arrived. @throws TransferFailure if nothing will any more */
  readonly arrival: (file: string) => Promise<void>;
  /** Looks at the share at once. Rejects if it can't be seen. */
  readonly look: () => Promise<void>;
  /** Why the share can't be looked at any more; null: it can. */
  readonly lost: () => string | null;
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

/** Saves some files of a share, one after the other; a bad one doesn't keep the next from being saved, but in one whole. */
export class Saving {
  readonly #needs: SavingNeeds;
  readonly #listener: SavingListener;
  readonly #meter = new RateMeter();
  readonly #early = new EarlyChunks();
  readonly #end: () => void;
  /** Resolves when nothing of it is under way any more. */
  readonly ended: Promise<void>;
  #line: Line | null = null;
  #sink: Sink | null = null;
  #held = false;
  #cancelled = false;
  /** Bytes of the files whose turn hasn't come. */
  #later = 0;

  constructor(needs: SavingNeeds, listener: SavingListener) {
    this.#needs = needs;
    this.#listener = listener;
    let end: () => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.#end = end;
  }

  /** Bytes per second that were fetched; null until something moves. */
  get rate(): number | null {
    return this.#meter.rate;
  }

  async run(files: readonly string[], place: Place): Promise<SavingEnd> {
    try {
      return await this.#saveAll(files, place);
    } finally {
      this.#early.end();
      this.#end();
    }
  }

  async #saveAll(files: readonly string[], place: Place): Promise<SavingEnd> {
    this.#needs.files.changeAll(files, { done: 0, trouble: null, state: 'queued' });
    this.#listener.onChange('state');
    let failed: string | null = null;
    this.#later = files.reduce((sum, file) => sum + this.#sizeOf(file), 0);
    for (const [at, file] of files.entries()) {
      if (this.#cancelled || (place.whole && failed !== null)) break;
      if (!this.#held) this.#early.begin(this.#next(files, at + 1));
      this.#later -= this.#sizeOf(file);
      const code = await this.#save(file, place);
      failed ??= code;
    }
    if (!this.#cancelled && (failed === null || !place.whole)) failed = (await finish(place)) ?? failed;
    if (this.#cancelled || (place.whole && failed !== null)) await place.abort();
    for (const file of files) if (this.#cancelled || place.whole) this.#forget(file, failed);
    if (place.whole && failed === null && !this.#cancelled)
      for (const file of files) await this.#forgetKept(file);
    if (this.#cancelled) return { on: 'cancelled' };
    return failed === null ? { on: 'verified' } : { on: 'failed', code: failed };
  }

  #sizeOf(file: string): number {
    return this.#opened(file)?.info.size ?? 0;
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
    this.#needs.live()?.cancelled();
    this.#early.end();
    this.#line?.end();
    void this.#sink?.abort();
  }

  /** What was verified stays so, unless it was part of a whole that failed. */
  #forget(file: string, failed: string | null): void {
    const state = this.#needs.files.find(file)?.state;
    if (state === 'failed' || state === 'removed' || (state === 'verified' && failed === null)) return;
    this.#change(file, { state: this.#needs.files.restOf(file) });
  }

  /** What an earlier visit kept of it is no use any more. */
  #forgetKept(file: string): Promise<void> {
    const { halfReceived, share, files } = this.#needs;
    return halfReceived.done(share, file, files.find(file)?.size ?? Infinity);
  }

  /** Small files from number `from` on, up to the first that isn't: what may be fetched before its turn. */
  *#next(files: readonly string[], from: number): Iterable<EarlyJob> {
    const { share, access, client, work } = this.#needs;
    for (let at = from; at < files.length; at++) {
      const file = files[at] ?? '';
      const opened = this.#opened(file);
      if (opened === null || opened.seal === null || opened.info.size > CHUNK_BYTES) return;
      yield { share, file, access, opened: opened.info, client, work };
    }
  }

  #opened(file: string): Readonly<Opened> | null {
    return this.#needs.files.opened(file);
  }

  /** Answers why a file failed; null if it didn't, or was cancelled. */
  async #save(file: string, place: Place): Promise<string | null> {
    const { onRecovered } = this.#listener;
    const { around, files, live } = this.#needs;
    const onTrouble = (code: string) => {
      // What the node can't give just now comes from the sender.
      if ((live()?.waysTo(file) ?? []).length === 0) this.#listener.onTrouble(code);
    };
    const line = new Line(around, (signal) => this.#probe(signal), { onTrouble, onRecovered });
    if (this.#held) line.hold();
    this.#line = line;
    try {
      this.#change(file, { state: 'saving' });
      await this.#receive(file, line, place);
      files.change(file, { state: 'verified', kept: 0 });
      live()?.verified(file);
      this.#listener.onChange('progress');
      if (!place.whole) await this.#forgetKept(file);
      return null;
    } catch (error) {
      if (this.#cancelled) return null;
      const code = await this.#codeOf(error, file);
      if (SPOILT.has(code)) await this.#forgetKept(file);
      this.#change(file, { state: code === REMOVED ? 'removed' : 'failed', trouble: { code } });
      return code;
    } finally {
      line.end();
      this.#meter.reset();
    }
  }

  /** The node says of a file that was taken out what it says of one that never was: only a look at the share tells. */
  async #codeOf(error: unknown, file: string): Promise<string> {
    const code = codeOf(error);
    if (code !== 'NOT_FOUND' && code !== 'GONE') return code;
    await this.#needs.look().catch(() => undefined);
    return this.#needs.files.isRemoved(file) ? REMOVED : code;
  }

  async #receive(file: string, line: Line, place: Place): Promise<void> {
    const { share, kept, access, files, client, work, around, halfReceived } = this.#needs;
    if (files.isRemoved(file)) throw new TransferFailure(REMOVED, false);
    const opened = this.#opened(file);
    const view = files.find(file);
    if (opened === null || view === undefined)
      throw new TransferFailure(files.refusal(file) ?? 'INTERNAL', false);
    const { info } = opened;
    const { name, path } = view;
    const sink = await open(place, { name, path, size: info.size, modified: info.meta.mtime });
    this.#sink = sink;
    sink.onCancel(this.#listener.onCancel);
    const keep = await halfReceived.open(share, file, info.size);
    let done = 0;
    const onWritten = (bytes: number, fetched: boolean) => {
      done += bytes;
      if (fetched) this.#meter.add(bytes, around.now());
      files.change(file, { done });
      this.#needs.live()?.progress(file, done, this.#meter.rate ?? 0);
      this.#listener.onChange('progress');
    };
    try {
      line.check();
      this.#meter.start(around.now());
      await download({
        ...{
          share,
          kept,
          file,
          access,
          opened: info,
          seal: opened.seal,
          keep,
          client,
          work,
          line,
          sink,
          onWritten,
          early: await this.#early.take(file),
        },
        arrival: () => this.#sealOf(file, line),
        lost: () => (files.isRemoved(file) ? REMOVED : this.#needs.lost()),
        stands: () =>
          this.#needs.look().then(
            () => !files.isRemoved(file),
            () => false,
          ),
        around,
        ways: this.#needs.live(),
        later: this.#later,
        onPace: (pace) => this.#onPace(file, pace),
      });
    } catch (error) {
      await sink.abort();
      throw error;
    } finally {
      this.#sink = null;
      await keep?.close();
    }
  }

  /** Waits until the sender has sealed the file. */
  async #sealOf(file: string, line: Line): Promise<Bytes> {
    const known = this.#knownSeal(file);
    if (known !== null) return known;
    const live = this.#needs.live();
    const stop = live?.wantSeal(file);
    try {
      for (;;) {
        if (this.#needs.files.isRemoved(file)) throw new TransferFailure(REMOVED, false);
        // Of what isn't kept the sender alone has it.
        if (!this.#needs.kept) this.#onPace(file, live?.mayComeTo(file) === true ? 'waiting' : 'lost');
        await this.#needs.arrival(file);
        line.check();
        const seal = this.#knownSeal(file);
        if (seal !== null) return seal;
      }
    } finally {
      stop?.();
    }
  }

  /** What the node has counts before what a sender said. */
  #knownSeal(file: string): Bytes | null {
    const opened = this.#opened(file);
    return opened?.seal ?? opened?.said ?? null;
  }

  #onPace(file: string, pace: Pace): void {
    const state = pace === 'moving' ? 'saving' : pace;
    const before = this.#needs.files.find(file)?.state;
    if (before === state || (before !== 'saving' && before !== 'waiting' && before !== 'lost')) return;
    this.#needs.files.change(file, { state });
    if (pace !== 'moving') this.#meter.reset();
    this.#listener.onChange('state');
  }

  /** Whether the share can still be seen. */
  async #probe(signal: AbortSignal): Promise<void> {
    const { client, share, access } = this.#needs;
    const { capability, proof, claim } = access;
    this.#meter.reset();
    await client.share(share, capability, { signal, proof, claim });
  }

  /** Another state; whatever was saved of the file before doesn't count. */
  #change(file: string, change: Partial<ReceiveFileView>): void {
    this.#needs.files.change(file, { done: 0, trouble: null, ...change });
    // Thousands of small files may pass in a second: to show each would take longer than to save it.
    this.#listener.onChange('progress');
  }
}

async function open(place: Place, file: Parameters<Place['open']>[0]): Promise<Sink> {
  try {
    return await place.open(file);
  } catch (error) {
    throw error instanceof TransferFailure ? error : new TransferFailure(DISK, true);
  }
}

/** Answers why it failed; null if it didn't. */
async function finish(place: Place): Promise<string | null> {
  try {
    await place.finish();
    return null;
  } catch {
    return DISK;
  }
}
