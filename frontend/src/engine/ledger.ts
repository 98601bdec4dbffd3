import type { Bytes } from './seal/bytes';
import { KEY_BYTES } from './seal/sizes';

/** Digests that are written at once: those of 256 MiB, 8 KiB. */
export const BLOCK_CHUNKS = 256;

/** The digests of some neighbouring chunks; `known` has a 1 for each that there is. */
export interface LedgerBlock {
  readonly known: Bytes;
  readonly digests: Bytes;
}

/** Where ledgers are kept. All of it may fail; then the next visit knows less, and nothing else happens. */
export interface LedgerStorage {
  /** The blocks of one owner by number. */
  readonly load: (owner: string) => Promise<ReadonlyMap<number, LedgerBlock>>;
  readonly put: (owner: string, block: number, value: LedgerBlock) => Promise<void>;
  /** Everything of one owner. */
  readonly remove: (owner: string) => Promise<void>;
}

/**
 * Which chunks of a file are safe, and the SHA-256 of the plaintext of each: what a later visit needs to go on, to tell whether
 * it has the same file, and to verify the whole. Written soon after each change, a block at a time.
 */
export class Ledger {
  readonly #blocks = new Map<number, { known: Bytes; digests: Bytes }>();
  readonly #dirty = new Set<number>();
  #writing: Promise<void> | null = null;
  #removed = false;

  /** @param owner whose chunks these are, such as `up/<file>` */
  constructor(
    readonly owner: string,
    private readonly storage: LedgerStorage,
  ) {}

  /** Reads what an earlier visit left. Never rejects. */
  async load(): Promise<void> {
    try {
      for (const [number, { known, digests }] of await this.storage.load(this.owner))
        this.#blocks.set(number, { known: known.slice(), digests: digests.slice() });
    } catch {
      // Nothing is known, then.
    }
  }

  /** Null if the chunk isn't safe. */
  digest(index: number): Bytes | null {
    const block = this.#blocks.get(Math.floor(index / BLOCK_CHUNKS));
    const at = index % BLOCK_CHUNKS;
    return block?.known[at] === 1 ? block.digests.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES) : null;
  }

  has(index: number): boolean {
    return this.#blocks.get(Math.floor(index / BLOCK_CHUNKS))?.known[index % BLOCK_CHUNKS] === 1;
  }

  set(index: number, digest: Bytes): void {
    const block = this.#block(index);
    block.known[index % BLOCK_CHUNKS] = 1;
    block.digests.set(digest, (index % BLOCK_CHUNKS) * KEY_BYTES);
    this.#touch(index);
  }

  forget(index: number): void {
    if (!this.has(index)) return;
    this.#block(index).known[index % BLOCK_CHUNKS] = 0;
    this.#touch(index);
  }

  /** Resolves when everything said so far is kept, or couldn't be. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** Nothing of it is needed any more. */
  async remove(): Promise<void> {
    this.#removed = true;
    this.#blocks.clear();
    await this.#writing;
    await this.storage.remove(this.owner).catch(() => undefined);
  }

  #block(index: number): { known: Bytes; digests: Bytes } {
    const number = Math.floor(index / BLOCK_CHUNKS);
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    const made = {
      known: new Uint8Array(BLOCK_CHUNKS),
      digests: new Uint8Array(BLOCK_CHUNKS * KEY_BYTES),
    };
    this.#blocks.set(number, made);
    return made;
  }

  #touch(index: number): void {
    this.#dirty.add(Math.floor(index / BLOCK_CHUNKS));
    this.#start();
  }

  #start(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if (this.#dirty.size > 0 && !this.#removed) this.#start();
    });
  }

  async #write(): Promise<void> {
    // What changes while a block is written is written with the next round.
    await Promise.resolve();
    for (;;) {
      const [number] = this.#dirty;
      if (number === undefined || this.#removed) return;
      this.#dirty.delete(number);
      const block = this.#blocks.get(number);
      if (block === undefined) continue;
      const copy = { known: block.known.slice(), digests: block.digests.slice() };
      await this.storage.put(this.owner, number, copy).catch(() => undefined);
    }
  }
}
