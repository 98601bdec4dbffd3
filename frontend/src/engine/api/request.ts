import { type Bytes, toBase64, toBase64Url } from '../seal/bytes';
import { problemAnswer } from './answers';
import { ApiProblem } from './problem';

/** How long an answer may take that needs no bytes of a file, in ms. */
export const ANSWER_MS = 30_000;

/** A capability as it is sent: 32 bytes. */
export type Capability = Bytes;

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** The longest wait for the answer, in ms; `ANSWER_MS` if not given. */
  readonly within?: number;
  /** What shows that the share's password is known (SLP1 `pw auth`). */
  readonly proof?: Bytes | null;
  /** The receiver's right to one download of a limited share: 32 bytes of its choice. */
  readonly claim?: Bytes | null;
  /** 8 … 64 characters; a change repeated with it is made once. */
  readonly idempotencyKey?: string;
}

/** What a request carries. */
export interface Asking {
  readonly capability?: Capability | null;
  readonly json?: unknown;
  readonly body?: Bytes;
  readonly digest?: Bytes;
  readonly range?: string;
  /** The revision that a change was made of. */
  readonly revision?: number;
  /** How long the node may wait for bytes that aren't there yet, in s. */
  readonly wait?: number;
}

export function requestInit(
  method: string,
  asking: Asking,
  { proof, claim, idempotencyKey }: RequestOptions,
  signal: AbortSignal,
): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  const { capability, json: value, body, digest, range, revision, wait } = asking;
  if (capability !== undefined && capability !== null)
    headers['authorization'] = `Bearer ${toBase64Url(capability)}`;
  if (value !== undefined) headers['content-type'] = 'application/json';
  if (body !== undefined) headers['content-type'] = 'application/octet-stream';
  if (digest !== undefined) headers['content-digest'] = `sha-256=:${toBase64(digest)}:`;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (range !== undefined) headers['range'] = range;
  if (revision !== undefined) headers['if-match'] = `"${revision}"`;
  if (wait !== undefined) headers['prefer'] = `wait=${wait}`;
  if (proof !== undefined && proof !== null) headers['x-share-password-proof'] = toBase64Url(proof);
  if (claim !== undefined && claim !== null) headers['x-claim'] = toBase64Url(claim);
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
export class Exchange {
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

export async function json(response: Response): Promise<unknown> {
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

export async function problemOf(response: Response): Promise<ApiProblem> {
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
