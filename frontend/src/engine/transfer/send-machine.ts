import type { Trouble } from '../view';

/** What a share that is sent does when nothing stands in its way. */
export type SendPhase = 'preparing' | 'sending' | 'sealing' | 'live';

/**
 * ```
 * preparing ─live→ live: nothing is stored of it, and it is served by this page ─deleted→ deleted ─restored→ live
 * preparing ─created→ sending ─allAcknowledged→ sealing ─stored→ stored ─deleted→ deleted
 *     each of them ⇄ waiting (trouble, recovered) ⇄ paused (paused, resumed)        │
 *     each of them ─failed→ failed ─retried→ where it was          stored ←─restored─────┘
 *                  failed ─mended→ failed, and may be retried: what it failed for is out of the way
 * ```
 * `then` is where it goes on.
 */
export type SendMachine =
  | { readonly is: SendPhase }
  | { readonly is: 'waiting'; readonly trouble: Trouble; readonly then: SendPhase }
  | { readonly is: 'paused'; readonly then: SendPhase }
  | {
      readonly is: 'failed';
      readonly trouble: Trouble;
      readonly canRetry: boolean;
      /** The file (id) that can't be sent as it was given; null: it isn't about one. */
      readonly file: string | null;
      readonly then: SendPhase;
    }
  | { readonly is: 'stored' }
  | { readonly is: 'deleted'; readonly undoUntil: number; readonly then: 'stored' | 'live' };

export type SendEvent =
  | {
      readonly on:
        | 'created'
        | 'live'
        | 'allAcknowledged'
        | 'stored'
        | 'recovered'
        | 'paused'
        | 'resumed'
        | 'retried'
        | 'mended';
    }
  | { readonly on: 'trouble'; readonly code: string }
  | {
      readonly on: 'failed';
      readonly code: string;
      readonly canRetry: boolean;
      readonly file?: string | null;
    }
  | { readonly on: 'deleted'; readonly undoUntil: number }
  | { readonly on: 'restored' };

export const SEND_START: SendMachine = { is: 'preparing' };

function phaseOf(state: SendMachine): SendPhase | null {
  switch (state.is) {
    case 'preparing':
    case 'sending':
    case 'sealing':
    case 'live':
      return state.is;
    case 'waiting':
    case 'paused':
      return state.then;
    case 'failed':
    case 'stored':
    case 'deleted':
      return null;
  }
}

function isLive(state: SendMachine): boolean {
  return 'then' in state ? state.then === 'live' : state.is === 'live';
}

/** Goes to another phase without leaving a wait or a pause. */
function entered(state: SendMachine, phase: SendPhase): SendMachine {
  return state.is === 'waiting' || state.is === 'paused' ? { ...state, then: phase } : { is: phase };
}

/** Events that a state has no use for leave it as it is. */
export function sendNext(state: SendMachine, event: SendEvent): SendMachine {
  const phase = phaseOf(state);
  switch (event.on) {
    case 'created':
      return phase === 'preparing' ? entered(state, 'sending') : state;
    case 'live':
      return phase === 'preparing' ? entered(state, 'live') : state;
    case 'allAcknowledged':
      return phase === 'sending' ? entered(state, 'sealing') : state;
    case 'stored':
      return phase === null ? state : { is: 'stored' };
    case 'trouble':
      if (phase === null || state.is === 'paused') return state;
      return { is: 'waiting', trouble: { code: event.code }, then: phase };
    case 'recovered':
      return state.is === 'waiting' ? { is: state.then } : state;
    case 'paused':
      return phase === null || state.is === 'paused' ? state : { is: 'paused', then: phase };
    case 'resumed':
      return state.is === 'paused' ? { is: state.then } : state;
    case 'failed': {
      if (phase === null) return state;
      const { code, canRetry, file = null } = event;
      return { is: 'failed', trouble: { code }, canRetry, file, then: phase };
    }
    case 'mended':
      return state.is === 'failed' ? { ...state, canRetry: true, file: null } : state;
    case 'retried':
      return state.is === 'failed' && state.canRetry ? { is: state.then } : state;
    case 'deleted':
      return { is: 'deleted', undoUntil: event.undoUntil, then: isLive(state) ? 'live' : 'stored' };
    case 'restored':
      return state.is === 'deleted' ? { is: state.then } : state;
  }
}
