import type { ReceiveState } from '../view';

/** What a share that was opened does when nothing stands in its way. */
export type ReceivePhase = 'opening' | 'receiving';

/**
 * ```
 * opening ─opened→ ready ─choosing→ choosing ─receiving→ receiving ─verified→ verified
 *    │  └keyNeeded→ keyNeeded, passwordNeeded→ passwordNeeded
 *    │                               │declined→ ready        ├cancelled→ cancelled
 *    ├gone→ gone                                             └failed→ failed
 *    └missing→ missing         ready, verified, cancelled and failed may be saved again
 * ready, cancelled, failed ─passwordNeeded→ passwordNeeded
 * opening, receiving ⇄ waiting (trouble, recovered); receiving, waiting ⇄ paused
 * ```
 * `then` is where it goes on.
 */
export type ReceiveMachine =
  | Exclude<ReceiveState, { is: 'waiting' | 'paused' }>
  | (Extract<ReceiveState, { is: 'waiting' }> & { readonly then: ReceivePhase })
  | Extract<ReceiveState, { is: 'paused' }>;

export type ReceiveEvent =
  | {
      readonly on:
        | 'opened'
        | 'choosing'
        | 'declined'
        | 'receiving'
        | 'recovered'
        | 'paused'
        | 'resumed'
        | 'verified'
        | 'cancelled'
        | 'gone'
        | 'missing';
    }
  | { readonly on: 'keyNeeded' | 'passwordNeeded'; readonly wrong: boolean }
  | { readonly on: 'trouble'; readonly code: string }
  | { readonly on: 'failed'; readonly code: string };

export const RECEIVE_START: ReceiveMachine = { is: 'opening' };

function isOpening(state: ReceiveMachine): boolean {
  return state.is === 'opening' || (state.is === 'waiting' && state.then === 'opening');
}

function isReceiving(state: ReceiveMachine): boolean {
  return (
    state.is === 'receiving' ||
    state.is === 'paused' ||
    (state.is === 'waiting' && state.then === 'receiving')
  );
}

/** Whether a save may begin. */
export function isIdle(state: ReceiveMachine): boolean {
  return ['ready', 'verified', 'cancelled', 'failed'].includes(state.is);
}

/** Events that a state has no use for leave it as it is. */
export function receiveNext(state: ReceiveMachine, event: ReceiveEvent): ReceiveMachine {
  switch (event.on) {
    case 'opened':
      return isOpening(state) ? { is: 'ready' } : state;
    case 'keyNeeded':
    case 'passwordNeeded':
      // Its sender may set a password while the page is open.
      return isOpening(state) || (isIdle(state) && state.is !== 'verified')
        ? { is: event.on, wrong: event.wrong }
        : state;
    case 'gone':
    case 'missing':
      // Whoever was told that it ended while saving need not be told that it has ended.
      if (state.is === 'failed' && state.trouble.code === 'GONE') return state;
      return isOpening(state) || isIdle(state) ? { is: event.on } : state;
    case 'choosing':
      return isIdle(state) ? { is: 'choosing' } : state;
    case 'declined':
      return state.is === 'choosing' ? { is: 'ready' } : state;
    case 'receiving':
      return state.is === 'choosing' || isIdle(state) ? { is: 'receiving' } : state;
    case 'trouble':
      if (isOpening(state)) return { is: 'waiting', trouble: { code: event.code }, then: 'opening' };
      if (!isReceiving(state) || state.is === 'paused') return state;
      return { is: 'waiting', trouble: { code: event.code }, then: 'receiving' };
    case 'recovered':
      return state.is === 'waiting' ? { is: state.then } : state;
    case 'paused':
      return isReceiving(state) ? { is: 'paused' } : state;
    case 'resumed':
      return state.is === 'paused' ? { is: 'receiving' } : state;
    case 'verified':
      return isReceiving(state) ? { is: 'verified' } : state;
    case 'cancelled':
      return isReceiving(state) ? { is: 'cancelled' } : state;
    case 'failed':
      return isReceiving(state) || isOpening(state) || state.is === 'choosing'
        ? { is: 'failed', trouble: { code: event.code } }
        : state;
  }
}
