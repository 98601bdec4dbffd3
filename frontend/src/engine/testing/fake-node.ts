import type { DownloadAnswer } from '../api/answers';
import { type Run } from '../api/problem';
import { type Bytes, concat, equal, toBase64 } from '../seal/bytes';
import { sha256 } from '../seal/primitives';
import { chunkCount, chunkLength, sealedChunkLength, SEALED_CHUNK_BYTES } from '../seal/sizes';
import { binary, header, holds, json, problem, Refusal } from './fake-http';
import { shownFile, type StoredFile, StoredShare } from './fake-share';

export { LIFETIME } from './fake-share';

/** What a request to the fake node looks like to those who plan its faults. */
export interface Asked {
  /** Such as `PUT chunk 3`, `POST share`, `GET sealed 0-8`. */
  readonly what: string;
  /** How often this was asked before. */
  readonly before: number;
}

/** What goes wrong with one request. */
export type Fault =
  /** It never arrives. */
  | 'lost'
  /** It is done, and the answer is lost. */
  | 'answerLost'
  | { readonly status: number; readonly code: string; readonly retryAfter?: number }
  /** The body of the answer, changed; null cuts it there as a broken connection does. */
  | { readonly body: (sealed: Bytes) => Bytes | { readonly cutAfter: Bytes } };

/** A node in memory that does what http.md says, and fails where a test wants it to. */
export class FakeNode {
  readonly shares = new Map<string, StoredShare>();
  readonly asked: string[] = [];
  /** Called before each request. */
  fault: (asked: Asked) => Fault | null = () => null;
  /** While true nothing gets through, as without a network. */
  down = false;
  undoMillis = 30_000;
  /** What is said of the downloads of every share. */
  downloads: readonly DownloadAnswer[] = [];
  /** How many bytes of an answer come at once. */
  piece = 70_001;
  /** How long each of them takes, in real ms; 0: no time. */
  pieceMs = 0;
  /** Sealed bytes that were handed out. */
  served = 0;
  /** Makes tickets for signal sockets; null: it has none. */
  ticket: (() => string) | null = null;

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const path = String(input);
    const what = this.#name(init.method ?? 'GET', path, init);
    const before = this.asked.filter((each) => each === what).length;
    this.asked.push(what);
    init.signal?.throwIfAborted();
    const fault = this.fault({ what, before });
    if (this.down || fault === 'lost') throw new TypeError('Failed to fetch');
    if (fault !== null && typeof fault === 'object' && 'status' in fault)
      return problem(new Refusal(fault.status, fault.code), fault.retryAfter);
    const answer = await this.#answer(init.method ?? 'GET', path, init, fault);
    init.signal?.throwIfAborted();
    if (fault === 'answerLost') throw new TypeError('Failed to fetch');
    return answer;
  };

  count(what: string): number {
    return this.asked.filter((each) => each.startsWith(what)).length;
  }

  file(share: string, index = 0): StoredFile {
    const file = this.shares.get(share)?.files[index];
    if (file === undefined) throw new Error(`no file ${index}`);
    return file;
  }

  sealedBytes(file: StoredFile): Bytes {
    return concat(
      ...Array.from(
        { length: chunkCount(file.size) },
        // What is missing leaves a gap, so that the rest stands where it belongs.
        (_, index) =>
          file.chunks.get(index) ?? new Uint8Array(sealedChunkLength(chunkLength(file.size, index))),
      ),
    );
  }

  #name(method: string, path: string, init: RequestInit): string {
    const parts = path.split('/');
    if (path === '/api/config') return 'GET config';
    if (path === '/api/shares') return 'POST share';
    if (path === '/api/sockets') return 'POST socket';
    if (parts[4] === 'undo') return 'POST undo';
    if (parts[6] === 'sealed') {
      const range = /bytes=(\d+)-(\d+)/.exec(header(init, 'range') ?? '');
      const chunk = (at: string | undefined) => Math.floor(Number(at) / SEALED_CHUNK_BYTES);
      return `GET sealed ${chunk(range?.[1])}-${chunk(range?.[2])}`;
    }
    if (parts[2] === 'shares') return `${method} share`;
    if (parts[4] === 'chunks') return `PUT chunk ${parts[5] ?? ''}`;
    return `${method} ${parts[4] ?? ''}`;
  }

  async #answer(method: string, path: string, init: RequestInit, fault: Fault | null): Promise<Response> {
    try {
      const [, , kind, id = '', part = '', more = ''] = path.split('/');
      if (path === '/api/config') return json(200, this.#config());
      if (path === '/api/shares') return json(201, this.#create(init));
      if (path === '/api/sockets' && this.ticket !== null) return json(201, { ticket: this.ticket() });
      if (kind === 'shares' && part === 'files') return await this.#sealed(id, more, init, fault);
      if (kind === 'shares') return json(200, await this.#share(method, path, init));
      const file = [...this.shares.values()].flatMap(({ files }) => files).find((each) => each.id === id);
      if (file === undefined || file.upload === null || !(await holds(init, file.upload)))
        throw new Refusal(404, 'NOT_FOUND');
      if (part === 'upload') return json(200, this.#upload(file));
      if (part === 'chunks') return await this.#chunk(file, Number(more), init);
      return json(200, this.#complete(file, init));
    } catch (error) {
      if (error instanceof Refusal) return problem(error);
      throw error;
    }
  }

  #config() {
    return {
      ...{ version: '1', chunkBytes: 1_048_576, maxFileBytes: 2 ** 40, maxFiles: 256, publicUrl: '' },
      ...{ defaultLifetime: 86_400_000, maxLifetime: null, lifetimes: [86_400_000] },
      undoMillis: this.undoMillis,
    };
  }

  #create(init: RequestInit): unknown {
    const body = init.body as string;
    const id = (JSON.parse(body) as { share: string }).share;
    const idempotencyKey = header(init, 'idempotency-key') ?? '';
    const known = this.shares.get(id);
    if (known !== undefined && (known.idempotencyKey !== idempotencyKey || known.body !== body))
      throw new Refusal(409, 'CONFLICT');
    const share = known ?? new StoredShare(id, idempotencyKey, body);
    this.shares.set(id, share);
    return share.shown();
  }

  async #share(method: string, path: string, init: RequestInit): Promise<unknown> {
    const [, , , id = '', part = ''] = path.split('/');
    const share = this.shares.get(id);
    if (header(init, 'authorization') === null) throw new Refusal(401, 'CAPABILITY_REQUIRED');
    if (share === undefined) throw new Refusal(404, 'NOT_FOUND');
    const owns = await holds(init, share.owner);
    if (!owns && !(await holds(init, share.read))) throw new Refusal(404, 'NOT_FOUND');
    if (part === 'claims' || part === 'verified' || method === 'GET') {
      await share.admit(init, owns);
      if (part === 'claims') return method === 'DELETE' ? share.giveBack(init) : share.claim(init);
      if (part === 'verified') return share.verify(init);
      if (part === 'downloads') return { since: 0, downloads: owns ? this.downloads : [] };
      return part.startsWith('files?') ? share.page(Number(part.split('=')[1])) : share.shown();
    }
    if (!owns) throw new Refusal(404, 'NOT_FOUND');
    if (method === 'PATCH') {
      await share.admit(init, owns);
      share.change(init);
      return share.shown();
    }
    share.deleted = part !== 'undo';
    return share.deleted ? { undoUntil: Date.now() + this.undoMillis } : share.shown();
  }

  #missing(file: StoredFile): Run[] {
    const runs: [number, number][] = [];
    for (let index = 0; index < chunkCount(file.size); index++) {
      if (file.chunks.has(index)) continue;
      const open = runs.at(-1);
      if (open?.[1] === index - 1) open[1] = index;
      else runs.push([index, index]);
    }
    return runs;
  }

  #upload(file: StoredFile): unknown {
    const state = file.seal === null ? 'RECEIVING' : 'COMPLETE';
    return { state, chunks: chunkCount(file.size), stored: file.chunks.size, missing: this.#missing(file) };
  }

  async #chunk(file: StoredFile, index: number, init: RequestInit): Promise<Response> {
    // A real node reads the body as it comes: what the page does to its buffer later must not matter here.
    const sealed = (init.body as Bytes).slice();
    const last = chunkCount(file.size) - 1;
    if (index > last) throw new Refusal(400, 'CHUNK_OUT_OF_RANGE');
    if (sealed.length !== sealedChunkLength(chunkLength(file.size, index)))
      throw new Refusal(400, 'CHUNK_TOO_SHORT');
    if (header(init, 'content-digest') !== `sha-256=:${toBase64(await sha256(sealed))}:`)
      throw new Refusal(422, 'DIGEST_MISMATCH');
    if (file.seal !== null) throw new Refusal(409, 'ALREADY_COMPLETE');
    const known = file.chunks.get(index);
    if (known === undefined) file.chunks.set(index, sealed);
    const outcome = known === undefined ? 'STORED' : equal(known, sealed) ? 'REPEATED' : 'FIRST_STANDS';
    return json(outcome === 'STORED' ? 201 : 200, { outcome, stored: file.chunks.size, chunks: last + 1 });
  }

  #complete(file: StoredFile, init: RequestInit): unknown {
    const seal = binary((JSON.parse(init.body as string) as { seal: string }).seal);
    const missing = this.#missing(file);
    if (missing.length > 0) throw new Refusal(409, 'INCOMPLETE', { missing });
    if (file.seal !== null && !equal(file.seal, seal)) throw new Refusal(409, 'ALREADY_COMPLETE');
    file.seal = seal;
    return shownFile(file);
  }

  /** The last sealed byte that can be had without a gap, if chunks are missing. */
  #frontier(file: StoredFile, from: number, to: number): number {
    let chunk = Math.floor(from / SEALED_CHUNK_BYTES);
    while (file.chunks.has(chunk) && chunk * SEALED_CHUNK_BYTES <= to) chunk++;
    return Math.min(to, chunk * SEALED_CHUNK_BYTES - 1);
  }

  async #sealed(id: string, fileId: string, init: RequestInit, fault: Fault | null): Promise<Response> {
    const share = this.shares.get(id);
    const file = share?.files.find((each) => each.id === fileId);
    if (share === undefined || file === undefined || !(await holds(init, share.read)))
      throw new Refusal(404, 'NOT_FOUND');
    await share.admit(init, false);
    if (!share.kept) throw new Refusal(409, 'NOT_KEPT');
    share.claim(init);
    const [, from = '', asked = ''] = /bytes=(\d+)-(\d+)/.exec(header(init, 'range') ?? '') ?? [];
    const to = file.seal === null ? this.#frontier(file, Number(from), Number(asked)) : Number(asked);
    if (to < Number(from)) throw new Refusal(409, 'NOT_COMPLETE');
    const whole = this.sealedBytes(file);
    let body: Bytes | { readonly cutAfter: Bytes } = whole.slice(Number(from), to + 1);
    if (fault !== null && typeof fault === 'object' && 'body' in fault) body = fault.body(body);
    const range = `bytes ${from}-${to}/${whole.length}`;
    return new Response(this.#pieces(body, init.signal ?? null), {
      status: 206,
      headers: { 'content-range': range },
    });
  }

  #pieces(body: Bytes | { readonly cutAfter: Bytes }, signal: AbortSignal | null): ReadableStream<Bytes> {
    const bytes = body instanceof Uint8Array ? body : body.cutAfter;
    let at = 0;
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          if (this.pieceMs > 0) await new Promise((resolve) => setTimeout(resolve, this.pieceMs));
          if (signal?.aborted === true) controller.error(new DOMException('aborted', 'AbortError'));
          else if (this.down) controller.error(new TypeError('network error'));
          else if (at < bytes.length) {
            controller.enqueue(bytes.slice(at, at + this.piece));
            this.served += Math.min(this.piece, bytes.length - at);
            at += this.piece;
          } else if (body instanceof Uint8Array) controller.close();
          else controller.error(new TypeError('network error'));
        },
      },
      { highWaterMark: 0 },
    );
  }
}
