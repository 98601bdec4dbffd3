/**
 * Why a pair ended. The same list, with the same names, stands in every implementation of the handshake.
 *
 * - `BAD_MESSAGE` a kind that isn't one, or a length that it can't have
 * - `OTHER_PAIR` a message of another pair
 * - `OUT_OF_ORDER` a message that isn't the next one, or not of this side
 * - `BAD_SUITE` no suite that this side knows is offered
 * - `BAD_POINT` a public key that isn't a point of the curve
 * - `BAD_COMMITMENT` a key that isn't the one the sender committed to
 * - `BAD_CONFIRM` the other side has another secret, or somebody stands between
 * - `BAD_WRAP` a wrapped key of the share that doesn't open, or one where none belongs
 * - `BAD_NUMBER` a sealed message, or an offer, whose number doesn't rise
 * - `BAD_SEALED` a sealed message that doesn't open
 * - `BAD_TALK` one that opens and isn't what the wire lists
 * - `BAD_OFFER` a description of a connection whose fingerprint isn't the one that was signed
 */
export type PairCode =
  | 'BAD_MESSAGE'
  | 'OTHER_PAIR'
  | 'OUT_OF_ORDER'
  | 'BAD_SUITE'
  | 'BAD_POINT'
  | 'BAD_COMMITMENT'
  | 'BAD_CONFIRM'
  | 'BAD_WRAP'
  | 'BAD_NUMBER'
  | 'BAD_SEALED'
  | 'BAD_TALK'
  | 'BAD_OFFER';

/** The pair is over; nothing is tried twice under its id. */
export class PairError extends Error {
  override readonly name = 'PairError';

  constructor(
    readonly code: PairCode,
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
