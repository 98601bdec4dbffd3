import type { Bytes } from '../seal/bytes';
import { HEADER_BYTES, KEY_BYTES } from '../seal/sizes';
import {
  bytes,
  type Decoder,
  flag,
  id,
  list,
  object,
  oneOf,
  optional,
  run,
  signed,
  text,
  whole,
} from './decode';
import type { Run } from './problem';

/** The most files that one answer holds, or one request makes. */
export const FILES_MAX = 256;
/** The most patterns of names or types that a policy holds. */
const PATTERNS_MAX = 1000;
/** The most downloads that a node lists. */
export const DOWNLOADS_MAX = 1000;
/** The most runs of missing chunks that a node lists at once. */
export const RUNS_MAX = 1000;

/** `GET /api/config`. Times in ms, sizes in bytes. */
export interface ConfigAnswer {
  readonly version: string;
  readonly chunkBytes: number;
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly defaultLifetime: number;
  /** Null: files may stay for ever. */
  readonly maxLifetime: number | null;
  readonly lifetimes: readonly number[];
  readonly undoMillis: number;
  readonly publicUrl: string;
  /** The most files that one request makes or adds. */
  readonly filesPerRequest: number | null;
  /** The highest limit of downloads. */
  readonly maxLimit: number | null;
  readonly policy: PolicyAnswer | null;
}

/** What files a node keeps. */
export interface PolicyAnswer {
  readonly minFileBytes: number;
  /** `type/subtype` or `type/*`; empty: all. */
  readonly allowedTypes: readonly string[];
  /** `*` is any run of characters; case counts for nothing. */
  readonly blockedNames: readonly string[];
}

export interface FileAnswer {
  /** 22 characters. */
  readonly file: string;
  readonly state: 'RECEIVING' | 'COMPLETE';
  /** Bytes of plaintext. */
  readonly size: number | null;
  readonly chunks: number | null;
  readonly storedChunks: number | null;
  readonly name: string | null;
  readonly type: string | null;
  readonly modifiedAt: number | null;
  readonly header: Bytes | null;
  readonly commit: Bytes | null;
  readonly meta: Bytes | null;
  /** The version that `meta` was sealed with; null: 1. */
  readonly metaVersion: number | null;
  readonly wrap: Bytes | null;
  readonly seal: Bytes | null;
}

export interface ShareAnswer {
  /** 22 characters. */
  readonly share: string;
  readonly mode: 'SEALED' | 'OPEN';
  /** False: nothing of its files is stored; null: not said, and they are. */
  readonly kept: boolean | null;
  readonly createdAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
  /** The node's clock when it answered. */
  readonly now: number;
  /** 0: not deleted. */
  readonly undoUntil: number;
  readonly wrap: Bytes | null;
  /** The version that `wrap` was sealed with; null: 1. */
  readonly wrapVersion: number | null;
  readonly commit: Bytes | null;
  readonly meta: Bytes | null;
  readonly metaVersion: number | null;
  /** Counts the changes of the share. */
  readonly revision: number | null;
  /** How many downloads it allows; null: no limit. */
  readonly limit: number | null;
  readonly used: number | null;
  /** Downloads under way. */
  readonly live: number | null;
  readonly password: boolean | null;
  /** Whether addresses of receivers are kept, where the node keeps any; null: not said. */
  readonly trackAddresses: boolean | null;
  /** How many files there are; null: as many as are in `files`. */
  readonly fileCount: number | null;
  /** The first of them. */
  readonly files: readonly FileAnswer[];
}

/** `GET …/files?from=`: some more files of a share. */
export interface FilesAnswer {
  readonly from: number;
  readonly fileCount: number;
  readonly revision: number;
  readonly files: readonly FileAnswer[];
}

/** `GET …/downloads`: one receiver's. Times in ms since 1970, by the node's clock. */
export interface DownloadAnswer {
  readonly id: string;
  readonly began: number;
  readonly last: number;
  readonly bytes: number;
  readonly verified: boolean;
  readonly path: string;
  /** Null where addresses aren't kept. */
  readonly address: string | null;
}

export interface DownloadsAnswer {
  /** What was before isn't known. */
  readonly since: number;
  /** The latest first. */
  readonly downloads: readonly DownloadAnswer[];
}

/** Which chunks of a file are there. */
export interface ProgressAnswer {
  readonly state: 'RECEIVING' | 'COMPLETE';
  readonly chunks: number;
  readonly stored: number;
  /** All chunks below are there. */
  readonly frontier: number;
}

/** What a claim of a share is worth. */
export interface ClaimAnswer {
  readonly limited: boolean;
  readonly remaining: number | null;
}

export interface UploadAnswer {
  readonly state: 'RECEIVING' | 'COMPLETE';
  readonly chunks: number;
  readonly stored: number;
  readonly missing: readonly Run[];
}

export interface ChunkAnswer {
  readonly outcome: 'STORED' | 'REPEATED' | 'FIRST_STANDS';
  readonly stored: number;
  readonly chunks: number;
}

export interface DeleteAnswer {
  /** By the node's clock. */
  readonly undoUntil: number;
}

const state = oneOf('RECEIVING', 'COMPLETE');

const policyAnswer: Decoder<PolicyAnswer> = object<PolicyAnswer>({
  minFileBytes: whole,
  allowedTypes: list(text, PATTERNS_MAX),
  blockedNames: list(text, PATTERNS_MAX),
});

export const configAnswer: Decoder<ConfigAnswer> = object<ConfigAnswer>({
  version: text,
  chunkBytes: whole,
  maxFileBytes: whole,
  maxFiles: whole,
  defaultLifetime: whole,
  maxLifetime: optional(whole),
  lifetimes: list(whole, 100),
  undoMillis: whole,
  publicUrl: text,
  filesPerRequest: optional(whole),
  maxLimit: optional(whole),
  policy: optional(policyAnswer),
});

export const fileAnswer: Decoder<FileAnswer> = object<FileAnswer>({
  file: id,
  state,
  size: optional(whole),
  chunks: optional(whole),
  storedChunks: optional(whole),
  name: optional(text),
  type: optional(text),
  modifiedAt: optional(signed),
  header: optional(bytes(HEADER_BYTES)),
  commit: optional(bytes(KEY_BYTES)),
  meta: optional(bytes()),
  metaVersion: optional(whole),
  wrap: optional(bytes()),
  seal: optional(bytes()),
});

export const shareAnswer: Decoder<ShareAnswer> = object<ShareAnswer>({
  share: id,
  mode: oneOf('SEALED', 'OPEN'),
  kept: optional(flag),
  createdAt: whole,
  expiresAt: optional(whole),
  now: whole,
  undoUntil: whole,
  wrap: optional(bytes()),
  wrapVersion: optional(whole),
  commit: optional(bytes(KEY_BYTES)),
  meta: optional(bytes()),
  metaVersion: optional(whole),
  revision: optional(whole),
  limit: optional(whole),
  used: optional(whole),
  live: optional(whole),
  password: optional(flag),
  trackAddresses: optional(flag),
  fileCount: optional(whole),
  files: list(fileAnswer, FILES_MAX),
});

export const filesAnswer: Decoder<FilesAnswer> = object<FilesAnswer>({
  from: whole,
  fileCount: whole,
  revision: whole,
  files: list(fileAnswer, FILES_MAX),
});

export const downloadsAnswer: Decoder<DownloadsAnswer> = object<DownloadsAnswer>({
  since: whole,
  downloads: list(
    object<DownloadAnswer>({
      ...{ id: text, began: whole, last: whole, bytes: whole, verified: flag, path: text },
      address: optional(text),
    }),
    DOWNLOADS_MAX,
  ),
});

export const progressAnswer: Decoder<ProgressAnswer> = object<ProgressAnswer>({
  state,
  chunks: whole,
  stored: whole,
  frontier: whole,
});

export const claimAnswer: Decoder<ClaimAnswer> = object<ClaimAnswer>({
  limited: flag,
  remaining: optional(whole),
});

export const uploadAnswer: Decoder<UploadAnswer> = object<UploadAnswer>({
  state,
  chunks: whole,
  stored: whole,
  missing: list(run, RUNS_MAX),
});

export const chunkAnswer: Decoder<ChunkAnswer> = object<ChunkAnswer>({
  outcome: oneOf('STORED', 'REPEATED', 'FIRST_STANDS'),
  stored: whole,
  chunks: whole,
});

export const deleteAnswer: Decoder<DeleteAnswer> = object<DeleteAnswer>({ undoUntil: whole });

/** The members that a problem may have (RFC 9457, and `missing` of `INCOMPLETE`). */
export interface ProblemAnswer {
  readonly code: string;
  readonly detail: string | null;
  readonly missing: readonly Run[] | null;
}

export const problemAnswer: Decoder<ProblemAnswer> = object<ProblemAnswer>({
  code: text,
  detail: optional(text),
  missing: optional(list(run, RUNS_MAX)),
});

/** `POST /api/sockets`. */
export interface TicketAnswer {
  /** Good once. */
  readonly ticket: string;
}

export const ticketAnswer = object<TicketAnswer>({ ticket: text });
