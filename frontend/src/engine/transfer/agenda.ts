import type { SendFile } from './send-file';

export type Task =
  | { readonly does: 'chunk'; readonly file: SendFile; readonly index: number }
  | { readonly does: 'complete'; readonly file: SendFile };

/** What of a share is still to be sent: file by file in their order, each completed once its chunks are safe. */
export class Agenda {
  readonly #all: readonly SendFile[];
  readonly #leftOut = new Set<SendFile>();
  readonly #completed = new Set<SendFile>();
  /** Those whose completion was handed out, the completed ones among them. */
  #completing = new Set<SendFile>();
  /** All files before this one are completing. */
  #first = 0;
  /** All files before this one are whole. */
  #firstNotWhole = 0;

  constructor(files: readonly SendFile[]) {
    this.#all = files;
  }

  /** All but those that were left out. */
  get files(): readonly SendFile[] {
    return this.#leftOut.size === 0 ? this.#all : this.#all.filter((file) => !this.#leftOut.has(file));
  }

  /** Files of which the node may have chunks that the page doesn't know of. */
  get underWay(): readonly SendFile[] {
    return this.#all.filter((file) => file.begun && !this.#completed.has(file));
  }

  /** Whether every chunk is safe. */
  get whole(): boolean {
    for (; this.#firstNotWhole < this.#all.length; this.#firstNotWhole++) {
      const file = this.#all[this.#firstNotWhole];
      if (file !== undefined && !file.whole && !this.#leftOut.has(file)) return false;
    }
    return true;
  }

  /** The next thing to do, handed out once; null if there is none just now. */
  next(): Task | null {
    for (let at = this.#first; at < this.#all.length; at++) {
      const file = this.#all[at];
      if (file === undefined) break;
      if (this.#completing.has(file)) {
        if (at === this.#first) this.#first++;
        continue;
      }
      if (file.whole) {
        this.#completing.add(file);
        return { does: 'complete', file };
      }
      const index = file.take();
      if (index !== null) return { does: 'chunk', file, index };
    }
    return null;
  }

  /** The node has it whole. */
  completed(file: SendFile): void {
    this.#completing.add(file);
    this.#completed.add(file);
  }

  /** It isn't whole after all: its missing chunks are handed out. */
  again(file: SendFile): void {
    this.#completing.delete(file);
    this.lookAgain();
  }

  /** Everything that isn't done is handed out anew. */
  restart(): void {
    this.#completing = new Set(this.#completed);
    this.lookAgain();
    this.#all.forEach((file) => file.rewind());
  }

  /** What was safe may not be any more. */
  lookAgain(): void {
    this.#first = 0;
    this.#firstNotWhole = 0;
  }

  /** It isn't part of the share any more. */
  leaveOut(file: SendFile): void {
    this.#leftOut.add(file);
    this.completed(file);
  }

  isLeftOut(file: SendFile): boolean {
    return this.#leftOut.has(file);
  }
}
