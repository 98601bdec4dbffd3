import { type Bytes, toBase64, toBase64Url } from '../seal/bytes';
import {
  type ChunkAnswer,
  chunkAnswer,
  type ConfigAnswer,
  configAnswer,
  type DeleteAnswer,
  deleteAnswer,
  type FileAnswer,
  fileAnswer,
  problemAnswer,
  type ShareAnswer,
  shareAnswer,
  type UploadAnswer,
  uploadAnswer,
} from './answers';
import type { Decoder } from './decode';
import { ApiProblem } from './problem';

/** How long an answer may take that needs no bytes of a file, in ms. */
export const ANSWER_MS = 30_000;

/** A capability as it is sent: 32 bytes. */
export type Capability = Bytes;

export interface NewFile {
  readonly header: Bytes;
  readonly commit: Bytes;
  readonly meta: Bytes;
  readonly wrap: Bytes;
  /** SHA-256 of the upload token. */
  readonly upload: Bytes;
}

export interface NewShare {
  readonly share: string;
  /** ms; null: the node's default. */
  readonly lifetime: number | null;
  /** SHA-256 of the owner token. */
  readonly owner: Bytes;
  /** SHA-256 of the capability to read. */
  readonly read: Bytes;
  readonly wrap: Bytes;
  readonly commit: Bytes;
  readonly files: readonly NewFile[];
}

/** Sealed bytes on their way. */
export interface SealedRun {
  /** Answers the next bytes, null at the end. @throws ApiProblem `OFFLINE` if they stop coming */
  readonly read: () => Promise<Bytes | null>;
  /** Takes no more of them. */
  readonly stop: () => void;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** The longest wait for the answer, in ms; `ANSWER_MS` if not given. */
  readonly within?: number;
}

/** The HTTP interface of a node (http.md). Every call rejects with an `ApiProblem`, or as its signal was aborted. */
export interface NodeClient {
  readonly config: (options?: RequestOptions) => Promise<ConfigAnswer>;
  /** @param idempotencyKey 8 … 64 characters; repeating the request with it is harmless */
  readonly createShare: (
    share: NewShare,
    idempotencyKey: string,
    options?: RequestOptions,
  ) => Promise<ShareAnswer>;
  readonly share: (
    share: string,
    capability: Capability | null,
    options?: RequestOptions,
  ) => Promise<ShareAnswer>;
  readonly deleteShare: (share: string, owner: Capability, options?: RequestOptions) => Promise<DeleteAnswer>;
  readonly undoDelete: (share: string, owner: Capability, options?: RequestOptions) => Promise<ShareAnswer>;
  readonly upload: (file: string, token: Capability, options?: RequestOptions) => Promise<UploadAnswer>;
  readonly putChunk: (
    file: string,
    index: number,
    token: Capability,
    chunk: { readonly sealed: Bytes; readonly sealedDigest: Bytes },
    options?: RequestOptions,
  ) => Promise<ChunkAnswer>;
  readonly complete: (
    file: string,
    token: Capability,
    seal: Bytes,
    options?: RequestOptions,
  ) => Promise<FileAnswer>;
  /** Sealed bytes `from` … `to`, both ends included. */
  readonly sealedRun: (
    share: string,
    file: string,
    capability: Capability,
    from: number,
    to: number,
    options?: RequestOptions,
  ) => Promise<SealedRun>;
}

/** @param origin what the paths stand behind; empty in the node's own page */
export function nodeClient(fetcher: typeof fetch, origin = ''): NodeClient {
  const ask = async <Answer>(
    decode: Decoder<Answer>,
    method: string,
    path: string,
    asking: Asking,
    options: RequestOptions = {},
  ): Promise<Answer> => {
    const exchange = new Exchange(options);
    try {
      const response = await exchange.run(fetcher(origin + path, init(method, asking, exchange.signal)));
      if (!response.ok) throw await problemOf(response);
      return decode(await exchange.run(json(response)), path);
    } finally {
      exchange.end();
    }
  };

  return {
    config: (options) => ask(configAnswer, 'GET', '/api/config', {}, options),
    createShare: (share, idempotencyKey, options) =>
      ask(shareAnswer, 'POST', '/api/shares', { json: { meta: null, ...share }, idempotencyKey }, options),
    share: (share, capability, options) =>
      ask(shareAnswer, 'GET', `/api/shares/${share}`, { capability }, options),
    deleteShare: (share, capability, options) =>
      ask(deleteAnswer, 'DELETE', `/api/shares/${share}`, { capability }, options),
    undoDelete: (share, capability, options) =>
      ask(shareAnswer, 'POST', `/api/shares/${share}/undo`, { capability }, options),
    upload: (file, capability, options) =>
      ask(uploadAnswer, 'GET', `/api/files/${file}/upload`, { capability }, options),
    putChunk: (file, index, capability, { sealed, sealedDigest }, options) =>
      ask(
        chunkAnswer,
        'PUT',
        `/api/files/${file}/chunks/${index}`,
        { capability, body: sealed, digest: sealedDigest },
        options,
      ),
    complete: (file, capability, seal, options) =>
      ask(fileAnswer, 'POST', `/api/files/${file}/complete`, { capability, json: { seal } }, options),

    async sealedRun(share, file, capability, from, to, options = {}) {
      const exchange = new Exchange(options);
      try {
        const asking = { capability, range: `bytes=${from}-${to}` };
        const path = `${origin}/api/shares/${share}/files/${file}/sealed`;
        const response = await exchange.run(fetcher(path, init('GET', asking, exchange.signal)));
        if (!response.ok) throw await problemOf(response);
        const answered = /^bytes (\d+)-(\d+)\//.exec(response.headers.get('content-range') ?? '');
        if (response.status !== 206 || Number(answered?.[1]) !== from || Number(answered?.[2]) !== to)
          throw new ApiProblem('BAD_ANSWER', response.status, 'other bytes than asked for');
        return streamed(response, exchange);
      } catch (error) {
        exchange.end();
        throw error;
      }
    },
  };
}

interface Asking {
  readonly capability?: Capability | null;
  readonly json?: unknown;
  readonly body?: Bytes;
  readonly digest?: Bytes;
  readonly idempotencyKey?: string;
  readonly range?: string;
}

function init(method: string, asking: Asking, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  const { capability, json: value, body, digest, idempotencyKey, range } = asking;
  if (capability !== undefined && capability !== null)
    headers['authorization'] = `Bearer ${toBase64Url(capability)}`;
  if (value !== undefined) headers['content-type'] = 'application/json';
  if (body !== undefined) headers['content-type'] = 'application/octet-stream';
  if (digest !== undefined) headers['content-digest'] = `sha-256=:${toBase64(digest)}:`;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (range !== undefined) headers['range'] = range;
  return {
    method,
    headers,
    signal,
    body: value === undefined ? (body ?? null) : JSON.stringify(value, asBase64Url),
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  };
}

function asBase64Url(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toBase64Url(value as Bytes) : value;
}

/** One request with its time: ends it when its caller does, or when an answer takes too long. */
class Exchange {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #within: number;

  constructor({ signal, within = ANSWER_MS }: RequestOptions) {
    this.#caller = signal;
    this.#within = within;
    if (signal?.aborted === true) this.#stop();
    signal?.addEventListener('abort', this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #stop = (): void => this.#controller.abort();

  /** Waits for a part of the answer, at most the time there is for each part. */
  async run<Value>(part: Promise<Value>): Promise<Value> {
    const timer = setTimeout(this.#stop, this.#within);
    try {
      return await part;
    } catch (error) {
      if (error instanceof ApiProblem) throw error;
      this.#caller?.throwIfAborted();
      throw new ApiProblem('OFFLINE', 0, String(error));
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#caller?.removeEventListener('abort', this.#stop);
  }

  abandon(): void {
    this.end();
    this.#stop();
  }
}

function streamed(response: Response, exchange: Exchange): SealedRun {
  const reader = response.body?.getReader();
  if (reader === undefined) throw new ApiProblem('BAD_ANSWER', response.status, 'no body');
  return {
    async read() {
      const { done, value } = await exchange.run(reader.read());
      if (!done) return value;
      exchange.end();
      return null;
    },
    stop: () => exchange.abandon(),
  };
}

async function json(response: Response): Promise<unknown> {
  const body = await response.text();
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiProblem('BAD_ANSWER', response.status, 'no JSON');
  }
}

/** Answers of something between page and node, such as a proxy, have no code: their status stands for one. */
function codeOf(status: number): string {
  if (status === 413) return 'TOO_LARGE';
  if (status === 429) return 'OVER_CAPACITY';
  if (status === 404 || status === 502 || status === 503 || status === 504) return 'UNAVAILABLE';
  return status >= 500 ? 'INTERNAL' : 'BAD_ANSWER';
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const { status } = response;
  const retryAfter = waitOf(response.headers.get('retry-after'));
  try {
    if (!/^application\/problem\+json\b/.test(response.headers.get('content-type') ?? ''))
      throw new ApiProblem('BAD_ANSWER', status, 'no problem+json');
    const { code, detail, missing } = problemAnswer(await json(response), 'problem');
    return new ApiProblem(code, status, detail ?? '', retryAfter, missing ?? []);
  } catch {
    return new ApiProblem(codeOf(status), status, 'an answer that is not the node’s', retryAfter);
  }
}

/** `Retry-After` (RFC 9110, section 10.2.3) in ms. */
function waitOf(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, until - Date.now());
}
