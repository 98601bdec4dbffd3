import type { FileAnswer, ShareAnswer } from '../api/answers';
import { type Bytes, equal, readU64, toBase64Url } from '../seal/bytes';
import { sha256 } from '../seal/primitives';
import { chunkCount } from '../seal/sizes';
import { binary, header, Refusal } from './fake-http';

/** From the moment a share is whole, in ms. */
export const LIFETIME = 86_400_000;
/** How long its upload may take, in ms. */
const UPLOAD_TIME = 3_600_000;
/** The most files in one request and in one answer. */
const BATCH = 256;

export interface StoredFile {
  readonly id: string;
  readonly size: number;
  /** Null: nobody uploads it. */
  readonly upload: Bytes | null;
  readonly chunks: Map<number, Bytes>;
  seal: Bytes | null;
  readonly header: Bytes;
  readonly commit: Bytes;
  meta: Bytes;
  metaVersion: number;
  readonly wrap: Bytes;
}

/** What a kept share has. */
export function required(part: Bytes | null): Bytes {
  if (part === null) throw new Error('it is live');
  return part;
}

/** A share at the fake node. */
export class StoredShare {
  readonly owner: Bytes;
  readonly read: Bytes;
  readonly commit: Bytes;
  readonly kept: boolean;
  files: readonly StoredFile[];
  wrap: Bytes | null;
  wrapVersion = 1;
  meta: Bytes | null;
  metaVersion = 1;
  revision = 0;
  limit: number | null = null;
  password: Bytes | null = null;
  lifetime: number | null = LIFETIME;
  trackAddresses = true;
  deleted = false;
  readonly claims = new Set<string>();
  used = 0;
  readonly #changes = new Set<string>();

  constructor(
    readonly id: string,
    readonly idempotencyKey: string,
    readonly body: string,
  ) {
    const members = JSON.parse(body) as Record<string, unknown>;
    this.owner = binary(members['owner']);
    this.read = binary(members['read']);
    this.commit = binary(members['commit']);
    this.kept = members['kept'] !== false;
    const lifetime = members['lifetime'] as number | null;
    if (!this.kept && ('wrap' in members || lifetime === null || lifetime > LIFETIME))
      throw new Refusal(400, 'BAD_REQUEST');
    this.wrap = this.kept ? binary(members['wrap']) : null;
    this.meta = members['meta'] === null ? null : binary(members['meta']);
    this.files = newFiles(members['files']);
    if (this.files.some(({ upload }) => (upload === null) === this.kept))
      throw new Refusal(400, 'BAD_REQUEST');
  }

  /** Refuses who doesn't know the password, or comes too late for the limit. */
  async admit(init: RequestInit, owns: boolean): Promise<void> {
    if (this.deleted) throw new Refusal(410, 'GONE');
    if (owns || this.password === null) return;
    const proof = header(init, 'x-share-password-proof');
    if (proof === null) throw new Refusal(401, 'PASSWORD_REQUIRED');
    if (!equal(await sha256(binary(proof)), this.password)) throw new Refusal(401, 'PASSWORD_WRONG');
  }

  /** Takes a claim, or keeps it. */
  claim(init: RequestInit): { limited: boolean; remaining: number | null } {
    const claim = header(init, 'x-claim') ?? 'by address';
    if (this.limit !== null && !this.claims.has(claim)) {
      if (this.used >= this.limit) throw new Refusal(410, 'GONE');
      if (this.used + this.claims.size >= this.limit) throw new Refusal(409, 'LIMIT_BUSY');
      this.claims.add(claim);
    }
    return { limited: this.limit !== null, remaining: this.remaining };
  }

  giveBack(init: RequestInit): object {
    this.claims.delete(header(init, 'x-claim') ?? 'by address');
    return {};
  }

  /** The receiver has everything. */
  verify(init: RequestInit): { limited: boolean; remaining: number | null } {
    if (this.claims.delete(header(init, 'x-claim') ?? 'by address')) this.used++;
    return { limited: this.limit !== null, remaining: this.remaining };
  }

  get remaining(): number | null {
    return this.limit === null ? null : Math.max(0, this.limit - this.used - this.claims.size);
  }

  change(init: RequestInit): void {
    const key = header(init, 'idempotency-key');
    if (key !== null && this.#changes.has(key)) return;
    const revision = header(init, 'if-match');
    if (revision !== null && revision !== `"${this.revision}"`) throw new Refusal(412, 'PRECONDITION_FAILED');
    const change = JSON.parse(init.body as string) as Record<string, unknown>;
    const { add, remove, password, meta, rename } = change;
    if (!this.kept && ['add', 'password', 'limit', 'lifetime'].some((what) => what in change))
      throw new Refusal(400, 'BAD_REQUEST');
    if (Array.isArray(remove)) {
      const left = this.files.filter(({ id }) => !remove.includes(id));
      if (left.length === 0 || left.length + remove.length !== this.files.length)
        throw new Refusal(400, 'BAD_REQUEST');
      this.files = left;
    }
    for (const { file, meta: block, metaVersion } of (rename ?? []) as Record<string, unknown>[]) {
      const renamed = this.files.find(({ id }) => id === file);
      if (renamed === undefined) throw new Refusal(400, 'BAD_REQUEST');
      if (metaVersion !== renamed.metaVersion + 1) throw new Refusal(409, 'CONFLICT');
      renamed.meta = binary(block);
      renamed.metaVersion++;
    }
    if (change['trackAddresses'] !== undefined) this.trackAddresses = change['trackAddresses'] as boolean;
    if (add !== undefined) this.files = [...this.files, ...newFiles(add)];
    if (change['limit'] !== undefined) this.limit = change['limit'] as number | null;
    if (change['lifetime'] !== undefined) this.lifetime = change['lifetime'] as number | null;
    if (password !== undefined) {
      const { verifier, wrap, wrapVersion } = password as Record<string, unknown>;
      if (wrapVersion !== this.wrapVersion + 1) throw new Refusal(409, 'CONFLICT');
      this.password = verifier === null ? null : binary(verifier);
      this.wrap = binary(wrap);
      this.wrapVersion++;
    }
    if (meta !== undefined) {
      const { block, version } = meta as Record<string, unknown>;
      if (version !== this.metaVersion + 1) throw new Refusal(409, 'CONFLICT');
      this.meta = binary(block);
      this.metaVersion++;
    }
    this.revision++;
    if (key !== null) this.#changes.add(key);
  }

  shown(): ShareAnswer {
    const whole = this.files.every(({ seal }) => seal !== null);
    const now = Date.now();
    return {
      ...{ share: this.id, mode: 'SEALED', kept: this.kept, createdAt: now, now, undoUntil: 0 },
      expiresAt: this.lifetime === null ? null : now + this.lifetime + (whole ? 0 : UPLOAD_TIME),
      ...{ wrap: this.wrap, wrapVersion: this.wrapVersion, commit: this.commit },
      ...{ meta: this.meta, metaVersion: this.metaVersion },
      ...{ revision: this.revision, limit: this.limit, used: this.used, live: this.claims.size },
      trackAddresses: this.trackAddresses,
      ...{ password: this.password !== null, fileCount: this.files.length },
      files: this.files.slice(0, BATCH).map(shownFile),
    };
  }

  page(from: number) {
    const files = this.files.slice(from, from + BATCH).map(shownFile);
    return { from, fileCount: this.files.length, revision: this.revision, files };
  }
}

export function shownFile(file: StoredFile): FileAnswer {
  const { id, size, chunks, header: head, commit, meta, metaVersion, wrap, seal } = file;
  return {
    ...{ file: id, state: seal === null ? 'RECEIVING' : 'COMPLETE', size, chunks: chunkCount(size) },
    ...{ storedChunks: chunks.size, name: null, type: null, modifiedAt: null, metaVersion },
    ...{ header: head, commit, meta, wrap, seal },
  };
}

function newFiles(files: unknown): StoredFile[] {
  if (!Array.isArray(files) || files.length === 0 || files.length > BATCH)
    throw new Refusal(400, 'BAD_REQUEST');
  return (files as Record<string, string>[]).map((file) => {
    const head = binary(file['header']);
    return {
      ...{ id: toBase64Url(head.slice(8, 24)), size: Number(readU64(head, 24)), header: head },
      ...{ upload: file['upload'] === undefined ? null : binary(file['upload']) },
      commit: binary(file['commit']),
      ...{
        meta: binary(file['meta']),
        metaVersion: 1,
        wrap: binary(file['wrap']),
        chunks: new Map<number, Bytes>(),
      },
      seal: null,
    };
  });
}
