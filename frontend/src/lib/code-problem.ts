import { CodeFailure, type CodeFailureCode } from '@/engine/code-failure';
import type { I18n } from '@/lib/i18n/i18n';

const WORDS = {
  CODE_MALFORMED: 'code.malformed',
  CODE_UNKNOWN_WORD: 'code.unknownWord',
  CODE_WRONG: 'code.wrong',
  CODE_NOBODY: 'code.nobody',
  CODE_BUSY: 'code.busy',
  CODE_LOST: 'code.lost',
  RATE_LIMITED: 'code.limited',
  OFFLINE: 'code.offline',
  CANCELLED: 'code.lost',
} as const satisfies Record<CodeFailureCode, string>;

/** How long a node that doesn't say asks for patience, in s. */
const PATIENCE = 60;

/** What happened to a code that was entered, and what to do. */
export function codeProblem(error: unknown, { t, duration }: I18n): string {
  const failure = error instanceof CodeFailure ? error : new CodeFailure('OFFLINE');
  const { code, word, retryAfter } = failure;
  switch (code) {
    case 'CODE_UNKNOWN_WORD':
      return t('code.unknownWord', { word: word ?? '' });
    case 'RATE_LIMITED':
      return t('code.limited', { time: duration((retryAfter ?? PATIENCE) * 1000) });
    default:
      return t(WORDS[code]);
  }
}
