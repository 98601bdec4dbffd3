import type { FileAnswer } from '../api/answers';
import type { Bytes } from '../seal/bytes';
import type { ScopedKey } from '../seal/keys';
import { SealError } from '../seal/seal-error';
import type { ReceiveFileView } from '../view';
import { type OpenedFile, openFileInfo } from './opened-share';
import { safeName, safePath } from './safe-name';

/** A file whose key and metadata were opened. */
export interface Opened {
  readonly info: OpenedFile;
  /** The sealed seal; null while the file is arriving. */
  seal: Bytes | null;
}

/** How many files are opened side by side. */
const OPENED_AT_ONCE = 64;

/** The files of a share as a page sees them, and what was opened of each. */
export class ReceivedFiles {
  readonly #opened = new Map<string, Opened>();
  readonly #refused = new Map<string, string>();
  #views: readonly ReceiveFileView[] = [];
  /** Where each file stands in the views. */
  #places: ReadonlyMap<string, number> = new Map();

  get views(): readonly ReceiveFileView[] {
    return this.#views;
  }

  get arriving(): boolean {
    return this.#views.some(
      ({ file, state, download }) =>
        state === 'arriving' ||
        (download === null && state !== 'failed' && this.#opened.get(file)?.seal === null),
    );
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

  /** Takes over what a node says of a sealed share; what was opened before isn't opened again. */
  async showSealed(answers: readonly FileAnswer[], share: ScopedKey): Promise<void> {
    const views: ReceiveFileView[] = [];
    for (let at = 0; at < answers.length; at += OPENED_AT_ONCE)
      views.push(
        ...(await Promise.all(
          answers.slice(at, at + OPENED_AT_ONCE).map((answer) => this.#open(answer, share)),
        )),
      );
    // What happened to a file meanwhile counts.
    this.#show(views.map((view) => this.#latest(view)));
  }

  #latest(view: ReceiveFileView): ReceiveFileView {
    const now = this.find(view.file);
    return now === undefined || (now.state === 'arriving' && view.state === 'ready') ? view : now;
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

  async #open(answer: FileAnswer, share: ScopedKey): Promise<ReceiveFileView> {
    const { file, state, seal } = answer;
    const known = this.#opened.get(file);
    try {
      const info = known?.info ?? (await openFileInfo(answer, share.key));
      const opened: Opened = known ?? { info, seal: null };
      if (state === 'COMPLETE') {
        if (seal === null) throw new SealError('BAD_SEAL', 'complete without a seal');
        opened.seal = seal;
      }
      this.#opened.set(file, opened);
      return this.#view(file, opened);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      this.#refused.set(file, error.code);
      const nothing = { name: file, path: '', size: 0, done: 0, kept: 0, download: null };
      return { file, ...nothing, state: 'failed', trouble: { code: error.code } };
    }
  }

  #view(file: string, { info, seal }: Opened): ReceiveFileView {
    const before = this.find(file);
    if (before !== undefined) {
      const arrived = before.state === 'arriving' && seal !== null;
      return arrived ? { ...before, state: 'ready' } : before;
    }
    return {
      file,
      name: safeName(info.meta.name),
      path: safePath(info.meta.path),
      size: info.size,
      done: 0,
      kept: 0,
      state: seal === null ? 'arriving' : 'ready',
      trouble: null,
      download: null,
    };
  }
}
