/**
 * Why a code didn't become a link.
 *
 * - `CODE_MALFORMED` it isn't a number and two words
 * - `CODE_UNKNOWN_WORD` one of its words isn't of the list
 * - `CODE_WRONG` the words weren't the sender's; the code is used up
 * - `CODE_NOBODY` nobody offers it just now
 * - `CODE_BUSY` somebody else is trying it
 * - `CODE_LOST` the sender, or the connection to it, was lost on the way, or somebody meddled with it
 * - `RATE_LIMITED` too many tries from this address
 * - `OFFLINE` no node was reached
 * - `CANCELLED` given up by whoever asked
 */
export type CodeFailureCode =
  | 'CODE_MALFORMED'
  | 'CODE_UNKNOWN_WORD'
  | 'CODE_WRONG'
  | 'CODE_NOBODY'
  | 'CODE_BUSY'
  | 'CODE_LOST'
  | 'RATE_LIMITED'
  | 'OFFLINE'
  | 'CANCELLED';

export class CodeFailure extends Error {
  override readonly name = 'CodeFailure';

  constructor(
    readonly code: CodeFailureCode,
    /** When to try again, in s; null: not said. */
    readonly retryAfter: number | null = null,
    /** What isn't a word, with `CODE_UNKNOWN_WORD`. */
    readonly word: string | null = null,
  ) {
    super(code);
  }
}
