import type { FileAnswer } from '../api/answers';
import type { Bytes } from '../seal/bytes';
import { openSeal } from '../seal/file-seal';
import type { ScopedKey } from '../seal/keys';
import { SealError } from '../seal/seal-error';
import type { ReceiveFileState, ReceiveFileView } from '../view';
import { type OpenedFile, openFileInfo } from './opened-share';
import { safeName, safePath } from './safe-name';

/** A file whose key and metadata were opened. */
export interface Opened {
  readonly info: OpenedFile;
  /** The version of its metadata: names change with it. */
  readonly metaVersion: number;
  /** The sealed seal; null while the file is arriving. */
  seal: Bytes | null;
  /** The same as a sender said it, before the node has all of the file; null: none did. */
  said: Bytes | null;
}

/** How many files are opened side by side. */
const OPENED_AT_ONCE = 64;
/** Nothing of these is waited for. */
const ENDED: ReadonlySet<ReceiveFileState> = new Set(['failed', 'removed']);
/** Nothing is done with these just now, and nothing was. */
const UNTOUCHED: ReadonlySet<ReceiveFileState> = new Set(['arriving', 'ready', 'failed']);

/** The files of a share as a page sees them, and what was opened of each. */
export class ReceivedFiles {
  readonly #opened = new Map<string, Opened>();
  readonly #refused = new Map<string, string>();
  readonly #removed = new Set<string>();
  #views: readonly ReceiveFileView[] = [];
  /** Where each file stands in the views. */
  #places: ReadonlyMap<string, number> = new Map();
  #added = 0;
  /** Whether the node is sent what these are. */
  #kept = true;

  get views(): readonly ReceiveFileView[] {
    return this.#views;
  }

  get arriving(): boolean {
    if (!this.#kept) return false;
    return this.#views.some(
      ({ file, state, download }) =>
        state === 'arriving' ||
        (download === null && !ENDED.has(state) && this.#opened.get(file)?.seal === null),
    );
  }

  /** What a file that isn't touched is: the node may not have all of it. */
  restOf(file: string): ReceiveFileState {
    return !this.#kept || (this.#opened.get(file)?.seal ?? null) !== null ? 'ready' : 'arriving';
  }

  /** Whether nothing is left to be saved. */
  get allVerified(): boolean {
    return this.#views.every(({ state }) => state === 'verified' || state === 'removed');
  }

  /** How many came since the files were shown first. */
  get added(): number {
    return this.#added;
  }

  /** Whether the node named it once and doesn't any more. */
  isRemoved(file: string): boolean {
    return this.#removed.has(file);
  }

  find(file: string): ReceiveFileView | undefined {
    return this.#views[this.#places.get(file) ?? -1];
  }

  /** What is needed to receive a file; null if it couldn't be opened. The seal is null while it is arriving. */
  opened(file: string): Readonly<Opened> | null {
    return this.#opened.get(file) ?? null;
  }

  /** Why a file couldn't be opened; null if it could. */
  refusal(file: string): string | null {
    return this.#refused.get(file) ?? null;
  }

  change(file: string, change: Partial<ReceiveFileView>): void {
    this.changeAll([file], change);
  }

  changeAll(files: readonly string[], change: Partial<ReceiveFileView>): void {
    const views = [...this.#views];
    for (const file of files) {
      const at = this.#places.get(file) ?? -1;
      const view = views[at];
      if (view !== undefined) views[at] = { ...view, ...change };
    }
    this.#views = views;
  }

  #show(views: readonly ReceiveFileView[]): void {
    this.#views = views;
    this.#places = new Map(views.map(({ file }, at) => [file, at]));
  }

  /** Takes over what a node says of an open share: the node itself hands out the bytes. */
  showOpen(share: string, answers: readonly FileAnswer[]): void {
    this.#show(
      answers.map((answer) => ({
        file: answer.file,
        name: safeName(answer.name ?? ''),
        path: '',
        size: answer.size ?? 0,
        done: 0,
        kept: 0,
        state: answer.state === 'COMPLETE' ? 'ready' : 'arriving',
        trouble: null,
        download: answer.state === 'COMPLETE' ? `/download/${share}/${answer.file}` : null,
      })),
    );
  }

  /**
   * Takes over what a node says of a sealed share; what was opened before isn't opened again.
   * @param kept whether the node is sent the files
   */
  async showSealed(answers: readonly FileAnswer[], share: ScopedKey, kept = true): Promise<void> {
    this.#kept = kept;
    const views: ReceiveFileView[] = [];
    for (let at = 0; at < answers.length; at += OPENED_AT_ONCE)
      views.push(
        ...(await Promise.all(
          answers.slice(at, at + OPENED_AT_ONCE).map((answer) => this.#viewOf(answer, share)),
        )),
      );
    const named = new Map(views.map((view) => [view.file, view]));
    const before = new Set(this.#views.map(({ file }) => file));
    for (const file of before) if (!named.has(file)) this.#removed.add(file);
    const fresh = views.filter(({ file }) => !before.has(file));
    if (before.size > 0) this.#added += fresh.length;
    this.#show([
      // What happened to a file meanwhile counts.
      ...this.#views.map((now) => latest(now, named.get(now.file))),
      ...fresh,
    ]);
  }

  /** Takes a seal that a sender said. Answers false if there is no such file. @throws SealError if it isn't of that file */
  async takeSeal(file: string, seal: Bytes): Promise<boolean> {
    const opened = this.#opened.get(file);
    if (opened === undefined) return false;
    await openSeal(opened.info.header, opened.info.key, seal);
    opened.said ??= seal;
    return true;
  }

  /** Says how much of some files an earlier visit left. */
  showKept(kept: ReadonlyMap<string, number>): void {
    this.#show(
      this.#views.map((view) => {
        const bytes = kept.get(view.file) ?? 0;
        return bytes === view.kept ? view : { ...view, kept: bytes };
      }),
    );
  }

  async #viewOf(answer: FileAnswer, share: ScopedKey): Promise<ReceiveFileView> {
    const { file, state, seal } = answer;
    try {
      const opened = await this.#open(answer, share);
      if (state === 'COMPLETE') {
        if (seal === null) throw new SealError('BAD_SEAL', 'complete without a seal');
        opened.seal = seal;
      }
      this.#opened.set(file, opened);
      const { info } = opened;
      return {
        file,
        name: safeName(info.meta.name),
        path: safePath(info.meta.path),
        size: info.size,
        done: 0,
        kept: 0,
        state: this.restOf(file),
        trouble: null,
        download: null,
      };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      this.#refused.set(file, error.code);
      const nothing = { name: file, path: '', size: 0, done: 0, kept: 0, download: null };
      return { file, ...nothing, state: 'failed', trouble: { code: error.code } };
    }
  }

  /** What was opened before isn't opened again, unless it has another name since. */
  async #open(answer: FileAnswer, share: ScopedKey): Promise<Opened> {
    const known = this.#opened.get(answer.file);
    const metaVersion = answer.metaVersion ?? 1;
    if (known?.metaVersion === metaVersion) return known;
    const { seal = null, said = null } = known ?? {};
    return { info: await openFileInfo(answer, share.key), metaVersion, seal, said };
  }
}

/** A file as it is shown after another look; `seen` is undefined if the node doesn't name it any more. */
function latest(now: ReceiveFileView, seen: ReceiveFileView | undefined): ReceiveFileView {
  if (seen === undefined) return UNTOUCHED.has(now.state) ? { ...now, state: 'removed' } : now;
  // One that can't be opened is the same file all the same.
  if (seen.state === 'failed' || now.state === 'failed') return now;
  const state = now.state === 'arriving' ? seen.state : now.state;
  const { name, path } = seen;
  const same = state === now.state && name === now.name && path === now.path;
  return same ? now : { ...now, state, name, path };
}
