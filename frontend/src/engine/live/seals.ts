import { toBase64Url } from '../seal/bytes';
import { TransferFailure } from '../transfer/failure';
import type { SendFile } from '../transfer/send-file';
import type { Places } from './places';

export interface SealsNeeds {
  /** A file (id) that can be read; null: there is none. */
  readonly find: (file: string) => SendFile | null;
  /** Says something under seal to one receiver. */
  readonly say: (peer: string, talk: object) => void;
  /** Chunks are read beside those that are sealed, not in front of them. */
  readonly sealing: Places;
  /** Whether nobody else reads the files to their end. */
  readonly readsAll: boolean;
  /** A file can't be read as it was. */
  readonly onBroken: (file: string, code: string) => void;
}

interface Taker {
  /** Files (ids) that it takes and whose seal it wasn't told. */
  readonly waiting: Set<string>;
  readonly told: Set<string>;
}

/**
 * Says the seals of files to whoever takes them, as soon as all of a file was read: for receivers, for the upload, or for the seal
 * alone, where a receiver has chunks from before and asks for the rest only.
 */
export class Seals {
  readonly #needs: SealsNeeds;
  readonly #takers = new Map<string, Taker>();
  readonly #reading = new Set<string>();

  constructor(needs: SealsNeeds) {
    this.#needs = needs;
  }

  /** A receiver takes a part of a file. */
  taken(peer: string, file: string): void {
    const { waiting, told } = this.#taker(peer);
    if (told.has(file) || waiting.has(file)) return;
    waiting.add(file);
    this.look();
  }

  /** A receiver has all chunks of a file and waits for its seal: it is said whether or not it was before. */
  wanted(peer: string, file: string): void {
    const found = this.#needs.find(file);
    if (found === null) return;
    const { waiting, told } = this.#taker(peer);
    told.delete(file);
    waiting.add(file);
    if (found.isRead) this.look();
    else if (this.#needs.readsAll) void this.#readAll(found);
  }

  /** Something was read. */
  look(): void {
    for (const [peer, { waiting, told }] of this.#takers)
      for (const file of waiting) {
        const found = this.#needs.find(file);
        if (found?.isRead !== true) continue;
        waiting.delete(file);
        told.add(file);
        void this.#say(peer, found);
      }
  }

  /** It has another pair now, or none: nothing that was said counts. */
  gone(peer: string): void {
    this.#takers.delete(peer);
  }

  #taker(peer: string): Taker {
    const taker = this.#takers.get(peer) ?? { waiting: new Set(), told: new Set() };
    this.#takers.set(peer, taker);
    return taker;
  }

  async #say(peer: string, file: SendFile): Promise<void> {
    const seal = toBase64Url(await file.sealed());
    this.#needs.say(peer, { t: 'seal', file: file.id, seal });
  }

  async #readAll(file: SendFile): Promise<void> {
    if (this.#reading.has(file.id)) return;
    this.#reading.add(file.id);
    try {
      for (let index = file.unread(); index !== null; index = file.unread(index))
        await this.#read(file, index);
      this.look();
    } catch (error) {
      if (!(error instanceof TransferFailure)) throw error;
      this.#needs.onBroken(file.id, error.code);
    } finally {
      this.#reading.delete(file.id);
    }
  }

  async #read(file: SendFile, index: number): Promise<void> {
    const { sealing } = this.#needs;
    await sealing.take();
    try {
      await file.learn(index);
    } finally {
      sealing.give();
    }
  }
}
