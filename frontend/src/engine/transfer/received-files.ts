import type { FileAnswer } from '../api/answers';
import type { Bytes } from '../seal/bytes';
import type { ScopedKey } from '../seal/keys';
import { SealError } from '../seal/seal-error';
import type { ReceiveFileView } from '../view';
import { type OpenedFile, openFileInfo } from './opened-share';
import { safeName, safePath } from './safe-name';

interface Opened {
  readonly info: OpenedFile;
  /** The sealed seal; null while the file is arriving. */
  seal: Bytes | null;
}

/** The files of a share as a page sees them, and what was opened of each. */
export class ReceivedFiles {
  readonly #opened = new Map<string, Opened>();
  readonly #refused = new Map<string, string>();
  #views: readonly ReceiveFileView[] = [];

  get views(): readonly ReceiveFileView[] {
    return this.#views;
  }

  get arriving(): boolean {
    return this.#views.some(({ state }) => state === 'arriving' || state === 'waiting');
  }

  find(file: string): ReceiveFileView | undefined {
    return this.#views.find((view) => view.file === file);
  }

  /** What is needed to receive a file; null while it is arriving or if it couldn't be opened. */
  sealed(file: string): { info: OpenedFile; seal: Bytes } | null {
    const opened = this.#opened.get(file);
    return opened === undefined || opened.seal === null ? null : { info: opened.info, seal: opened.seal };
  }

  /** Why a file couldn't be opened; null if it could. */
  refusal(file: string): string | null {
    return this.#refused.get(file) ?? null;
  }

  change(file: string, change: Partial<ReceiveFileView>): void {
    this.#views = this.#views.map((view) => (view.file === file ? { ...view, ...change } : view));
  }

  /** Takes over what a node says of an open share: the node itself hands out the bytes. */
  showOpen(share: string, answers: readonly FileAnswer[]): void {
    this.#views = answers.map((answer) => ({
      file: answer.file,
      name: safeName(answer.name ?? ''),
      path: '',
      size: answer.size ?? 0,
      done: 0,
      state: answer.state === 'COMPLETE' ? 'ready' : 'arriving',
      trouble: null,
      download: answer.state === 'COMPLETE' ? `/download/${share}/${answer.file}` : null,
    }));
  }

  /** Takes over what a node says of a sealed share; what was opened before isn't opened again. */
  async showSealed(answers: readonly FileAnswer[], share: ScopedKey): Promise<void> {
    this.#views = await Promise.all(answers.map((answer) => this.#show(answer, share)));
  }

  async #show(answer: FileAnswer, share: ScopedKey): Promise<ReceiveFileView> {
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
      const nothing = { name: file, path: '', size: 0, done: 0, download: null };
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
      state: seal === null ? 'arriving' : 'ready',
      trouble: null,
      download: null,
    };
  }
}
