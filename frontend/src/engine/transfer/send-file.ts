import type { FileAnswer } from '../api/answers';
import type { NewFile } from '../api/client';
import type { Run } from '../api/problem';
import { Ledger, type LedgerStorage } from '../ledger';
import type { RecentFile } from '../recent';
import { sealBlock } from '../seal/block';
import { type Bytes, fromBase64Url, release, toBase64Url } from '../seal/bytes';
import type { ChunkWork, SendableChunk } from '../seal/chunk-work';
import { Digests, sealFile } from '../seal/file-seal';
import { type FileHeader, writeHeader } from '../seal/header';
import { newFileKey, type ScopedKey, verifier, wrapFileKey } from '../seal/keys';
import { encodeMeta } from '../seal/meta';
import { type Randomness, sha256 } from '../seal/primitives';
import { CHUNK_BYTES, chunkCount, chunkLength, ID_BYTES, KEY_BYTES } from '../seal/sizes';
import { FILE_CHANGED, FILE_UNREADABLE, TransferFailure } from './failure';
import { knownUpTo, presentIn } from './missing';
import { openFileKey } from './opened-share';

/** What is read of a file to send. A `File` is one. */
export interface SendSource {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** ms since 1970. */
  readonly lastModified: number;
  readonly slice: (from: number, to: number) => { readonly arrayBuffer: () => Promise<ArrayBuffer> };
}

/** What is known of a file from the moment it was given. */
export type FileFacts = RecentFile;

/** Files with fewer chunks have no ledger: reading them again is quicker than keeping one. */
export const LEDGER_FROM_CHUNKS = 4;

interface Prepared {
  readonly header: FileHeader;
  readonly key: ScopedKey;
}

export function newFacts(random: Randomness, path: string, source: SendSource): FileFacts {
  const { name, type, size, lastModified } = source;
  const file = toBase64Url(random(ID_BYTES));
  return { file, name, path, type, size, modified: Math.trunc(lastModified), upload: random(KEY_BYTES) };
}

/** The ledger of a file that is sent. */
export function sendLedger(file: string, storage: LedgerStorage): Ledger {
  return new Ledger(`up/${file}`, storage);
}

/** One file on its way: which of its chunks are safe, and what its seal will say. */
export class SendFile {
  /** 22 characters. */
  readonly id: string;
  /** The capability to upload it. */
  readonly token: Bytes;
  readonly size: number;
  readonly chunks: number;
  readonly #digests: Digests;
  readonly #acknowledged: Uint8Array;
  /** Chunks that the node has from an earlier visit. */
  readonly #stored: Uint8Array;
  readonly #ledger: Ledger | null;
  #acknowledgedCount = 0;
  #done = 0;
  #next = 0;
  #again: number[] = [];
  #wasRead = false;
  #prepared: Prepared | null = null;
  #seal: Promise<Bytes> | null = null;
  #facts: FileFacts;

  /**
   * @param source null if nothing of it needs to be read any more
   * @param ledger what was kept of it, loaded
   */
  constructor(
    facts: FileFacts,
    private readonly source: SendSource | null,
    private readonly random: Randomness,
    ledger: Ledger,
  ) {
    this.#facts = facts;
    this.id = facts.file;
    this.token = facts.upload;
    this.size = facts.size;
    this.chunks = chunkCount(this.size);
    this.#digests = new Digests(this.chunks);
    this.#acknowledged = new Uint8Array(this.chunks);
    this.#stored = new Uint8Array(this.chunks);
    this.#ledger = this.chunks < LEDGER_FROM_CHUNKS ? null : ledger;
    for (let index = 0; index < this.chunks; index++) {
      const digest = this.#ledger?.digest(index) ?? null;
      if (digest !== null) this.#digests.set(index, digest);
    }
  }

  get facts(): FileFacts {
    return this.#facts;
  }

  /** It was given another name at the node. */
  rename(name: string): void {
    this.#facts = { ...this.#facts, name };
  }

  /** Bytes of plaintext whose chunks are acknowledged. */
  get done(): number {
    return this.#done;
  }

  get whole(): boolean {
    return this.#acknowledgedCount === this.chunks;
  }

  /** Whether any of its chunks was ever handed out, so that the node may know more of it than the page. */
  get begun(): boolean {
    return this.#next > 0;
  }

  /** Whether all of it was read, so that its seal is known. */
  get isRead(): boolean {
    return this.#digests.complete;
  }

  /** The first chunk from number `from` on that nobody read yet; null: all were. */
  unread(from = 0): number | null {
    for (let index = from; index < this.chunks; index++) if (!this.#digests.has(index)) return index;
    return null;
  }

  /** Whether its chunks can be sealed. */
  get canBeRead(): boolean {
    return this.source !== null && this.#prepared !== null;
  }

  isAcknowledged(index: number): boolean {
    return this.#acknowledged[index] === 1;
  }

  /** Whether the node has the chunk already, and only its digest is needed for the seal. */
  isStored(index: number): boolean {
    return this.#stored[index] === 1;
  }

  /**
   * Makes its header, key and metadata; the raw key is gone when this is done.
   * @param kept whether it is to be uploaded
   */
  async prepare(shareKey: CryptoKey, kept = true): Promise<NewFile> {
    const { facts, random } = this;
    const header = await writeHeader(fromBase64Url(this.id) ?? new Uint8Array(), this.size);
    const { raw, key, scope } = await newFileKey(random, header);
    const meta = encodeMeta({
      name: facts.name,
      path: facts.path,
      type: facts.type,
      mtime: facts.modified,
      size: this.size,
    });
    const [wrap, sealedMeta, upload] = await Promise.all([
      wrapFileKey(random, shareKey, { raw, key, scope }),
      sealBlock(random, key, 'meta', 1, scope, meta),
      verifier(this.token),
    ]);
    raw.fill(0);
    this.#prepared = { header, key: { key, scope } };
    return {
      header: header.bytes,
      commit: scope.commit,
      meta: sealedMeta,
      wrap,
      ...(kept ? { upload } : {}),
    };
  }

  /** Takes over what the node has of it from an earlier visit. @throws SealError */
  async reopen(answer: FileAnswer, shareKey: CryptoKey): Promise<void> {
    this.#prepared = await openFileKey(answer, shareKey);
    if (answer.state !== 'COMPLETE') return;
    this.#acknowledged.fill(1);
    this.#acknowledgedCount = this.chunks;
    this.#done = this.size;
    this.#next = this.chunks;
  }

  /** Takes over which chunks the node has from an earlier visit. Those whose digest isn't known are read again, not sent. */
  restore(missing: readonly Run[], all: boolean): void {
    for (const index of presentIn(missing, all ? this.chunks : knownUpTo(missing))) {
      if (this.#digests.has(index)) this.acknowledge(index);
      else this.#stored[index] = 1;
    }
  }

  /** The next chunk that nobody was given yet; null if there is none. */
  take(): number | null {
    for (;;) {
      const index = this.#again.pop() ?? (this.#next < this.chunks ? this.#next++ : null);
      if (index === null || !this.isAcknowledged(index)) return index;
    }
  }

  /** A chunk is safe. Answers how many bytes more that is. */
  acknowledge(index: number): number {
    if (this.isAcknowledged(index)) return 0;
    this.#acknowledged[index] = 1;
    this.#acknowledgedCount++;
    if (this.#ledger?.has(index) === false) this.#ledger.set(index, this.#digests.get(index));
    const bytes = chunkLength(this.size, index);
    this.#done += bytes;
    return bytes;
  }

  /** Which chunks are acknowledged now; to be compared with what a node says later. */
  acknowledgedNow(): Uint8Array {
    return this.#acknowledged.slice();
  }

  /**
   * Takes over what the node says is missing. Chunks count as safe if they were handed out and aren't missing; those that were
   * acknowledged in `before` and are missing all the same are sent again.
   * @param all whether `missing` names all that is missing, or only up to its end
   */
  settle(missing: readonly Run[], all: boolean, before: Uint8Array): void {
    const known = Math.min(all ? this.chunks : knownUpTo(missing), this.#next);
    const present = new Set(presentIn(missing, known));
    for (let index = 0; index < known; index++) {
      if (present.has(index)) {
        if (this.#digests.has(index)) this.acknowledge(index);
      } else {
        this.#stored[index] = 0;
        if (before[index] === 1) this.#forget(index);
      }
    }
  }

  #forget(index: number): void {
    if (!this.isAcknowledged(index)) return;
    this.#acknowledged[index] = 0;
    this.#acknowledgedCount--;
    this.#done -= chunkLength(this.size, index);
    this.#again.push(index);
  }

  /** What another attempt starts with: every chunk that isn't safe is free to be taken. */
  rewind(): void {
    this.#next = 0;
    this.#again = [];
  }

  /**
   * Reads and seals a chunk, under a fresh salt each time.
   * @throws TransferFailure `FILE_CHANGED`, `FILE_UNREADABLE`
   */
  async seal(index: number, work: ChunkWork): Promise<SendableChunk> {
    const { header, key } = this.#ready();
    const plaintext = await this.#read(index);
    const last = index === this.chunks - 1;
    const chunk = await work.seal({ fileKey: key.key, hash: header.hash, index, last }, plaintext);
    if (!this.#digests.set(index, chunk.digest)) throw new TransferFailure(FILE_CHANGED, false);
    return chunk;
  }

  /** Reads a chunk that the node has already, for its digest alone. @throws TransferFailure as `seal` */
  async learn(index: number): Promise<void> {
    const plaintext = await this.#read(index);
    const digest = await sha256(plaintext);
    release(plaintext);
    if (!this.#digests.set(index, digest)) throw new TransferFailure(FILE_CHANGED, false);
  }

  /** The file's seal, the same each time. Every chunk must have been read. */
  sealed(): Promise<Bytes> {
    return (this.#seal ??= this.#sealNow());
  }

  async #sealNow(): Promise<Bytes> {
    const { key } = this.#ready();
    const { size, chunks } = this;
    const root = await this.#digests.root();
    return sealFile(this.random, key.key, key.scope, { size, chunks, root });
  }

  /** It is stored: what was kept to go on with it can go. */
  finish(): void {
    void this.#ledger?.remove();
  }

  #ready(): Prepared {
    if (this.#prepared === null) throw new Error('not prepared');
    return this.#prepared;
  }

  async #read(index: number): Promise<Bytes> {
    const { source, facts } = this;
    if (source === null) throw new TransferFailure(FILE_UNREADABLE, false);
    if (source.size !== this.size || Math.trunc(source.lastModified) !== facts.modified)
      throw new TransferFailure(FILE_CHANGED, false);
    const from = index * CHUNK_BYTES;
    const length = chunkLength(this.size, index);
    let bytes: Bytes;
    try {
      bytes = new Uint8Array(await source.slice(from, from + length).arrayBuffer());
    } catch {
      // Browsers refuse to read a file that changed since it was given; one they never read may be out of reach.
      throw new TransferFailure(this.#wasRead ? FILE_CHANGED : FILE_UNREADABLE, false);
    }
    if (bytes.length !== length) throw new TransferFailure(FILE_CHANGED, false);
    this.#wasRead = true;
    return bytes;
  }
}
