import type { Bytes } from '../seal/bytes';
import {
  type ChunkAnswer,
  chunkAnswer,
  type ClaimAnswer,
  claimAnswer,
  type ConfigAnswer,
  configAnswer,
  type DeleteAnswer,
  deleteAnswer,
  type DownloadsAnswer,
  downloadsAnswer,
  type FileAnswer,
  fileAnswer,
  type FilesAnswer,
  filesAnswer,
  type ProgressAnswer,
  progressAnswer,
  type ShareAnswer,
  shareAnswer,
  type TicketAnswer,
  ticketAnswer,
  type UploadAnswer,
  uploadAnswer,
} from './answers';
import type { Decoder } from './decode';
import { ApiProblem } from './problem';
import {
  type Asking,
  type Capability,
  Exchange,
  json,
  problemOf,
  requestInit,
  type RequestOptions,
} from './request';

export { ANSWER_MS, type Capability, type RequestOptions } from './request';

export interface NewFile {
  readonly header: Bytes;
  readonly commit: Bytes;
  readonly meta: Bytes;
  readonly wrap: Bytes;
  /** SHA-256 of the upload token; not there: nobody uploads it, the share is live. */
  readonly upload?: Bytes;
}

export interface NewShare {
  readonly share: string;
  /** ms; null: the node's default. */
  readonly lifetime: number | null;
  /** SHA-256 of the owner token. */
  readonly owner: Bytes;
  /** SHA-256 of the capability to read. */
  readonly read: Bytes;
  /** Not there: the share is live. */
  readonly wrap?: Bytes;
  /** False: nothing of the share is kept. */
  readonly kept?: false;
  readonly commit: Bytes;
  /** What is said of the whole share, sealed; null: nothing. */
  readonly meta: Bytes | null;
  readonly files: readonly NewFile[];
}

/** Sealed bytes on their way. */
export interface SealedRun {
  /** The last byte that comes. */
  readonly to: number;
  /** Answers the next bytes, null at the end. @throws ApiProblem `OFFLINE` if they stop coming */
  readonly read: () => Promise<Bytes | null>;
  /** Takes no more of them. */
  readonly stop: () => void;
}

/** A change of a share: what isn't named stays as it is (http.md). */
export interface ShareChange {
  /** ms from now; null: never. */
  readonly lifetime?: number | null;
  readonly limit?: number | null;
  readonly password?: {
    /** SHA-256 of the proof; null: no password any more. */
    readonly verifier: Bytes | null;
    readonly wrap: Bytes;
    readonly wrapVersion: number;
  };
  readonly meta?: { readonly block: Bytes; readonly version: number };
  readonly trackAddresses?: boolean;
  readonly rename?: readonly {
    /** File id. */
    readonly file: string;
    readonly meta: Bytes;
    readonly metaVersion: number;
  }[];
  readonly add?: readonly NewFile[];
  /** File ids. */
  readonly remove?: readonly string[];
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
  /** @param revision what the change was made of; null: whatever there is */
  readonly changeShare: (
    share: string,
    owner: Capability,
    change: ShareChange,
    revision: number | null,
    options?: RequestOptions,
  ) => Promise<ShareAnswer>;
  /** Files of a share from number `from` on. */
  readonly files: (
    share: string,
    capability: Capability | null,
    from: number,
    options?: RequestOptions,
  ) => Promise<FilesAnswer>;
  /** Who downloaded a share. */
  readonly downloads: (
    share: string,
    owner: Capability,
    options?: RequestOptions,
  ) => Promise<DownloadsAnswer>;
  /** Which chunks of a sealed file are there. */
  readonly progress: (
    share: string,
    file: string,
    capability: Capability,
    options?: RequestOptions,
  ) => Promise<ProgressAnswer>;
  /** Takes one of a limited share's downloads, or keeps it. */
  readonly takeClaim: (
    share: string,
    capability: Capability,
    options?: RequestOptions,
  ) => Promise<ClaimAnswer>;
  /** Gives it back. */
  readonly dropClaim: (share: string, capability: Capability, options?: RequestOptions) => Promise<void>;
  /** A ticket for a signal socket. */
  readonly socketTicket: (options?: RequestOptions) => Promise<TicketAnswer>;
  /** Says that every byte was received and checked. */
  readonly verified: (
    share: string,
    capability: Capability,
    options?: RequestOptions,
  ) => Promise<ClaimAnswer>;
  /**
   * Sealed bytes `from` … `to`, both ends included. Of a file that is arriving there may be fewer: as many as are there
   * without a gap after the node waited up to `wait` s for the first chunk, else `NOT_COMPLETE`.
   * @param wait null: all of them
   */
  readonly sealedRun: (
    share: string,
    file: string,
    capability: Capability,
    from: number,
    to: number,
    wait: number | null,
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
      const response = await exchange.run(
        fetcher(origin + path, requestInit(method, asking, options, exchange.signal)),
      );
      if (!response.ok) throw await problemOf(response);
      return decode(response.status === 204 ? null : await exchange.run(json(response)), path);
    } finally {
      exchange.end();
    }
  };

  return {
    config: (options) => ask(configAnswer, 'GET', '/api/config', {}, options),
    createShare: (share, idempotencyKey, options) =>
      ask(shareAnswer, 'POST', '/api/shares', { json: share }, { ...options, idempotencyKey }),
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

    changeShare: (share, capability, change, revision, options) =>
      ask(
        shareAnswer,
        'PATCH',
        `/api/shares/${share}`,
        { capability, json: change, ...(revision === null ? {} : { revision }) },
        options,
      ),
    files: (share, capability, from, options) =>
      ask(filesAnswer, 'GET', `/api/shares/${share}/files?from=${from}`, { capability }, options),
    downloads: (share, capability, options) =>
      ask(downloadsAnswer, 'GET', `/api/shares/${share}/downloads`, { capability }, options),
    progress: (share, file, capability, options) =>
      ask(progressAnswer, 'GET', `/api/shares/${share}/files/${file}/progress`, { capability }, options),
    takeClaim: (share, capability, options) =>
      ask(claimAnswer, 'POST', `/api/shares/${share}/claims`, { capability }, options),
    dropClaim: (share, capability, options) =>
      ask(nothing, 'DELETE', `/api/shares/${share}/claims`, { capability }, options),
    verified: (share, capability, options) =>
      ask(claimAnswer, 'POST', `/api/shares/${share}/verified`, { capability }, options),
    socketTicket: (options) => ask(ticketAnswer, 'POST', '/api/sockets', {}, options),

    async sealedRun(share, file, capability, from, to, wait, options = {}) {
      const exchange = new Exchange(options);
      try {
        const asking = { capability, range: `bytes=${from}-${to}`, ...(wait === null ? {} : { wait }) };
        const path = `${origin}/api/shares/${share}/files/${file}/sealed`;
        const response = await exchange.run(
          fetcher(path, requestInit('GET', asking, options, exchange.signal)),
        );
        if (!response.ok) throw await problemOf(response);
        const answered = /^bytes (\d+)-(\d+)\//.exec(response.headers.get('content-range') ?? '');
        const end = Number(answered?.[2]);
        const fits = wait === null ? end === to : end >= from && end <= to;
        if (response.status !== 206 || Number(answered?.[1]) !== from || !fits)
          throw new ApiProblem('BAD_ANSWER', response.status, 'other bytes than asked for');
        return streamed(response, exchange, end);
      } catch (error) {
        exchange.end();
        throw error;
      }
    },
  };
}

const nothing: Decoder<void> = () => undefined;

function streamed(response: Response, exchange: Exchange, to: number): SealedRun {
  const reader = response.body?.getReader();
  if (reader === undefined) throw new ApiProblem('BAD_ANSWER', response.status, 'no body');
  return {
    to,
    async read() {
      const { done, value } = await exchange.run(reader.read());
      if (!done) return value;
      exchange.end();
      return null;
    },
    stop: () => exchange.abandon(),
  };
}
