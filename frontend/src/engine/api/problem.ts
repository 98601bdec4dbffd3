/** A run of chunks, both ends included. */
export type Run = readonly [from: number, to: number];

/**
 * A request that didn't get what it asked for. `code` is the node's `ProblemCode`; `OFFLINE` if no answer came;
 * `BAD_ANSWER` if one came that isn't a node's.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly code: string,
    /** Of the answer; 0 if none came. */
    readonly status: number,
    detail: string,
    /** How long the node asks to wait, in ms; null if it doesn't say. */
    readonly retryAfter: number | null = null,
    /** What is missing, with `INCOMPLETE`. */
    readonly missing: readonly Run[] = [],
  ) {
    super(`${code}: ${detail}`);
  }
}
