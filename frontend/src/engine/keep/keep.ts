import type { Ledger } from '../ledger';
import { type Bytes, equal } from '../seal/bytes';
import type { OpenedChunk } from '../seal/chunk';
import { sha256 } from '../seal/primitives';
import { CHUNK_BYTES, chunkCount, chunkLength } from '../seal/sizes';

/** A file in the browser's own file system. Bytes that are handed in move; they come back with the answer. */
export interface KeptFile {
  /** Not kept when there is no more room. @throws WorkerLost the bytes are gone then */
  readonly write: (at: number, bytes: Bytes) => Promise<{ readonly kept: boolean; readonly bytes: Bytes }>;
  /** May answer fewer bytes than asked for. */
  readonly read: (at: number, length: number) => Promise<Bytes>;
  readonly close: () => Promise<void>;
}

/** The browser's own file system, as far as it is used. */
export interface Keeping {
  /** Null if there is no room, no such file system, or another page has the file open. */
  readonly open: (name: string, size: number) => Promise<KeptFile | null>;
  /** Never rejects; a file that is open stays. */
  readonly remove: (name: string) => Promise<void>;
  readonly names: () => Promise<readonly string[]>;
}

/** Smaller files aren't kept: they are fetched again as quickly. In bytes. */
export const KEEP_FROM = 4 * CHUNK_BYTES;

/**
 * The chunks of a file that is being received, opened, with the digest of each: what a later visit needn't fetch again. What is
 * read from it is compared with its digest, so that a disk which forgot something costs a chunk, never a wrong byte.
 */
export class Keep {
  #full = false;

  constructor(
    readonly size: number,
    private readonly file: KeptFile,
    private readonly ledger: Ledger,
  ) {}

  has(index: number): boolean {
    return this.ledger.has(index);
  }

  /** Null if the chunk isn't kept. */
  digest(index: number): Bytes | null {
    return this.ledger.digest(index);
  }

  /** Keeps a chunk, if it can; answers its plaintext, since the bytes that are handed in move. @throws WorkerLost */
  async write(index: number, { plaintext, digest }: OpenedChunk): Promise<Bytes> {
    if (this.#full || this.has(index)) return plaintext;
    const { kept, bytes } = await this.file.write(index * CHUNK_BYTES, plaintext);
    if (kept) this.ledger.set(index, digest);
    // What is kept stays; the rest is received as if nothing were.
    else this.#full = true;
    return bytes;
  }

  /** Null, and forgotten, if the chunk isn't what was kept. */
  async read(index: number): Promise<Bytes | null> {
    const wanted = this.digest(index);
    const length = chunkLength(this.size, index);
    const bytes = await this.file.read(index * CHUNK_BYTES, length).catch(() => null);
    if (wanted !== null && bytes?.length === length && equal(wanted, await sha256(bytes))) return bytes;
    this.ledger.forget(index);
    return null;
  }

  /** Lets go of the file; everything stays for a later visit. */
  async close(): Promise<void> {
    await this.ledger.settled();
    await this.file.close().catch(() => undefined);
  }
}

/** Bytes of a file of which a ledger says that they are kept. */
export function keptBytes(size: number, ledger: Ledger): number {
  let bytes = 0;
  for (let index = 0; index < chunkCount(size); index++)
    if (ledger.has(index)) bytes += chunkLength(size, index);
  return bytes;
}
