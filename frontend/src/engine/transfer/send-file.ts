import type { NewFile } from '../api/client';
import type { Run } from '../api/problem';
import { sealBlock } from '../seal/block';
import { type Bytes, toBase64Url } from '../seal/bytes';
import type { ChunkWork, SendableChunk } from '../seal/chunk-work';
import { Digests, sealFile } from '../seal/file-seal';
import { type FileHeader, writeHeader } from '../seal/header';
import { newFileKey, type ScopedKey, verifier, wrapFileKey } from '../seal/keys';
import { encodeMeta } from '../seal/meta';
import type { Randomness } from '../seal/primitives';
import { CHUNK_BYTES, chunkCount, chunkLength, ID_BYTES, KEY_BYTES } from '../seal/sizes';
import { FILE_CHANGED, FILE_UNREADABLE, TransferFailure } from './failure';

/** What is read of a file to send. A `File` is one. */
export interface SendSource {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** ms since 1970. */
  readonly lastModified: number;
  readonly slice: (from: number, to: number) => { readonly arrayBuffer: () => Promise<ArrayBuffer> };
}

interface Prepared {
  readonly header: FileHeader;
  readonly key: ScopedKey;
}

/** One file on its way: which of its chunks are safe, and what its seal will say. */
export class SendFile {
  /** 22 characters. */
  readonly id: string;
  /** The capability to upload it. */
  readonly token: Bytes;
  readonly size: number;
  readonly chunks: number;
  readonly #fileId: Bytes;
  readonly #modified: number;
  readonly #digests: Digests;
  readonly #acknowledged: Uint8Array;
  #acknowledgedCount = 0;
  #done = 0;
  #next = 0;
  #again: number[] = [];
  #wasRead = false;
  #prepared: Prepared | null = null;
  #seal: Bytes | null = null;

  constructor(
    readonly source: SendSource,
    private readonly random: Randomness,
  ) {
    this.#fileId = random(ID_BYTES);
    this.id = toBase64Url(this.#fileId);
    this.token = random(KEY_BYTES);
    this.size = source.size;
    this.#modified = source.lastModified;
    this.chunks = chunkCount(this.size);
    this.#digests = new Digests(this.chunks);
    this.#acknowledged = new Uint8Array(this.chunks);
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

  isAcknowledged(index: number): boolean {
    return this.#acknowledged[index] === 1;
  }

  /** Makes its header, key and metadata; the raw key is gone when this is done. */
  async prepare(shareKey: CryptoKey): Promise<NewFile> {
    const { source, random } = this;
    const header = await writeHeader(this.#fileId, this.size);
    const { raw, key, scope } = await newFileKey(random, header);
    const meta = encodeMeta({
      name: source.name,
      path: '',
      type: source.type,
      mtime: Math.trunc(this.#modified),
      size: this.size,
    });
    const [wrap, sealedMeta, upload] = await Promise.all([
      wrapFileKey(random, shareKey, { raw, key, scope }),
      sealBlock(random, key, 'meta', 1, scope, meta),
      verifier(this.token),
    ]);
    raw.fill(0);
    this.#prepared = { header, key: { key, scope } };
    return { header: header.bytes, commit: scope.commit, meta: sealedMeta, wrap, upload };
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
    const known = all ? this.chunks : (missing.at(-1)?.[1] ?? -1) + 1;
    let run = 0;
    for (let index = 0; index < Math.min(known, this.#next); index++) {
      while ((missing[run]?.[1] ?? Infinity) < index) run++;
      const isMissing = (missing[run]?.[0] ?? Infinity) <= index;
      if (!isMissing && this.#digests.has(index)) this.acknowledge(index);
      else if (isMissing && before[index] === 1) this.#forget(index);
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

  /** The file's seal, the same each time. Every chunk must have been sealed. */
  async sealed(): Promise<Bytes> {
    const { key } = this.#ready();
    const { size, chunks } = this;
    this.#seal ??= await sealFile(this.random, key.key, key.scope, {
      size,
      chunks,
      root: await this.#digests.root(),
    });
    return this.#seal;
  }

  #ready(): Prepared {
    if (this.#prepared === null) throw new Error('not prepared');
    return this.#prepared;
  }

  async #read(index: number): Promise<Bytes> {
    const { source } = this;
    if (source.size !== this.size || source.lastModified !== this.#modified)
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
