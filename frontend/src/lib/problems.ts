import type { Trouble } from '@/engine/view';

type Words =
  'unreachable' | 'busy' | 'full' | 'tooLarge' | 'gone' | 'changed' | 'unreadable' | 'refused' | 'broken';
type SendWords = Words;
type ReceiveWords =
  Exclude<Words, 'full' | 'changed' | 'unreadable'> | 'damaged' | 'wrongKey' | 'disk' | 'removed';

const SEND: Readonly<Record<string, SendWords>> = {
  OFFLINE: 'unreachable',
  REQUEST_TIMEOUT: 'unreachable',
  UNAVAILABLE: 'busy',
  OVER_CAPACITY: 'busy',
  STORAGE_FULL: 'full',
  TOO_LARGE: 'tooLarge',
  GONE: 'gone',
  NOT_FOUND: 'gone',
  FILE_CHANGED: 'changed',
  FILE_UNREADABLE: 'unreadable',
  INTERNAL: 'broken',
  BAD_ANSWER: 'broken',
  DAMAGED: 'broken',
};

const RECEIVE: Readonly<Record<string, ReceiveWords>> = {
  OFFLINE: 'unreachable',
  REQUEST_TIMEOUT: 'unreachable',
  UNAVAILABLE: 'busy',
  OVER_CAPACITY: 'busy',
  NOT_COMPLETE: 'busy',
  LIMIT_BUSY: 'busy',
  RATE_LIMITED: 'busy',
  GONE: 'gone',
  NOT_FOUND: 'gone',
  REMOVED: 'removed',
  WRONG_KEY: 'wrongKey',
  BAD_COMMIT: 'damaged',
  BAD_FORMAT: 'damaged',
  BAD_HEADER: 'damaged',
  BAD_LENGTH: 'damaged',
  BAD_SEGMENT: 'damaged',
  BAD_BLOCK: 'damaged',
  BAD_SEAL: 'damaged',
  BAD_ROOT: 'damaged',
  BAD_META: 'damaged',
  TRUNCATED: 'damaged',
  TRAILING: 'damaged',
  DAMAGED: 'damaged',
  DISK: 'disk',
  TOO_LARGE_HERE: 'tooLarge',
  INTERNAL: 'broken',
  BAD_ANSWER: 'broken',
};

const OWNER: Readonly<Record<string, 'gone' | 'last' | 'noSuch' | 'tooLong' | 'belowUsed'>> = {
  GONE: 'gone',
  NOT_FOUND: 'gone',
  LAST_FILE: 'last',
  NO_SUCH_FILE: 'noSuch',
  TOO_LARGE: 'tooLong',
  LIMIT_BELOW_USED: 'belowUsed',
};

/** Why a change of a share wasn't made. */
export function ownerProblem(error: unknown) {
  const { code = '' } = error as Partial<Trouble>;
  return `owner.${OWNER[code] ?? 'failed'}` as const;
}

/** What happened, what was kept and what to do, for whoever sends. Codes without words of their own are refusals. */
export function sendProblem(code: string) {
  const words = SEND[code] ?? 'refused';
  return { title: `problem.${words}.send.title`, text: `problem.${words}.send.text` } as const;
}

/** The same for whoever receives. */
export function receiveProblem(code: string) {
  const words = RECEIVE[code] ?? 'refused';
  return { title: `problem.${words}.receive.title`, text: `problem.${words}.receive.text` } as const;
}
