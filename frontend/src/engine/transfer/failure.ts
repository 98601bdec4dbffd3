import { ApiProblem } from '../api/problem';
import { WorkerLost } from '../seal/chunk-work';
import { SealError } from '../seal/seal-error';

/**
 * A transfer that stopped. `canRetry`: asking again may help, and goes on at the first missing chunk. `file`: it is about this
 * one (id) alone.
 */
export class TransferFailure extends Error {
  override readonly name = 'TransferFailure';

  constructor(
    readonly code: string,
    readonly canRetry: boolean,
    readonly file: string | null = null,
    options: ErrorOptions = {},
  ) {
    super(code, options);
  }
}

/** The file to send has another size, time or content than when it was given. */
export const FILE_CHANGED = 'FILE_CHANGED';
/** The file to send can't be read. */
export const FILE_UNREADABLE = 'FILE_UNREADABLE';
/** The place where a file is saved takes no more bytes. */
export const DISK = 'DISK';
/** The only way to save that this browser has can't take a file so large. */
export const TOO_LARGE_HERE = 'TOO_LARGE_HERE';
/** The node stopped again and again at the same chunk, though it answers otherwise. */
export const DAMAGED = 'DAMAGED';

/** The files come from the sender alone, who isn't there. */
export const SENDER_AWAY = 'SENDER_AWAY';

/** The sender took the file out of the share while it was being received. */
export const REMOVED = 'REMOVED';

/** What follows from something that went wrong. */
export type Verdict =
  /** Try again for as long as it takes: it isn't about this request. */
  | { readonly is: 'waits'; readonly code: string; readonly retryAfter: number }
  /** Try again, but not for ever: it may be about this request. */
  | { readonly is: 'tries'; readonly code: string; readonly retryAfter: number }
  | { readonly is: 'ends'; readonly code: string; readonly canRetry: boolean };

const WAITS = new Set([
  'OFFLINE',
  'UNAVAILABLE',
  'OVER_CAPACITY',
  'REQUEST_TIMEOUT',
  'LIMIT_BUSY',
  'RATE_LIMITED',
]);
const TRIES = new Set(['STORAGE_FULL', 'INTERNAL', 'DIGEST_MISMATCH', 'BAD_ANSWER']);

export function judge(error: unknown): Verdict {
  if (error instanceof ApiProblem) {
    const { code, retryAfter } = error;
    if (WAITS.has(code)) return { is: 'waits', code, retryAfter: retryAfter ?? 0 };
    if (TRIES.has(code)) return { is: 'tries', code, retryAfter: retryAfter ?? 0 };
    return { is: 'ends', code, canRetry: false };
  }
  if (error instanceof WorkerLost) return { is: 'tries', code: 'INTERNAL', retryAfter: 0 };
  if (error instanceof TransferFailure) return { is: 'ends', code: error.code, canRetry: error.canRetry };
  if (error instanceof SealError) return { is: 'ends', code: error.code, canRetry: false };
  return { is: 'ends', code: 'INTERNAL', canRetry: true };
}

/** Whether what came doesn't open, or isn't what was sent: somebody else may have it whole. */
export function isSpoilt(error: unknown): boolean {
  return error instanceof SealError || (error instanceof TransferFailure && error.cause instanceof SealError);
}

/** The code of what a transfer or an opening failed with. */
export function codeOf(error: unknown): string {
  return error instanceof TransferFailure || error instanceof SealError ? error.code : 'INTERNAL';
}
