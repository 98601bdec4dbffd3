import type { Direct } from '../transport/direct';
import type { FramePipe } from './frame-pipe';
import type { LiveEnd, OpenPair } from './handshake';
import type { Entrance, KeyedPair, Pair } from './pair';
import type { PairSecret } from './pair-keys';
import type { EndCause } from './pair-messages';
import type { Talk } from './talk';

/** Another page that this one has to do with. */
export interface Other {
  readonly peer: string;
  name: string;
  pair: Pair | null;
  /** A pair that isn't open yet, while another one is. */
  next: Pair | null;
  direct: Direct | null;
  /** The open direct path to it; null: none. */
  pipe: FramePipe | null;
  tries: number;
  /** Whether what is said to it reaches it just now. */
  isHere: boolean;
  /** Whether something that was said to it didn't. */
  missed: boolean;
  /** Whether a person let it in, which it hears when it is here. */
  letIn: boolean;
  /** Whether one of the two doesn't want to: it isn't asked again. */
  turnedAway: boolean;
}

export function newOther(peer: string, name: string): Other {
  return {
    ...{ peer, name, pair: null, next: null, direct: null, pipe: null, tries: 0 },
    ...{ isHere: true, missed: false, letIn: false, turnedAway: false },
  };
}

/** The share of a room, as this page knows it. */
export interface RoomShare extends PairSecret {
  /** Null: the share is kept. */
  readonly live: LiveEnd | null;
}

export interface RoomListener {
  /** A receiver has shown that it has the link: whether it comes in. Not there: it does. */
  readonly onAsked?: (other: Other, pair: KeyedPair) => Entrance;
  /** A sender has this receiver wait. */
  readonly onAsking?: (other: Other, pair: KeyedPair) => void;
  /** A sender doesn't let this receiver in, or nobody did in time. `onGone` follows. */
  readonly onTurnedAway?: (other: Other, why: Exclude<EndCause, 'ended'>) => void;
  /** A pair is open: what is said from now on is heard by this page alone. */
  readonly onOpen: (other: Other, open: OpenPair) => void;
  /** @throws PairError after which the pair is over */
  readonly onTalk: (
    other: Other,
    talk: Exclude<Talk, { t: 'offer' | 'answer' | 'candidate' }>,
  ) => void | Promise<void>;
  readonly onGone: (other: Other) => void;
  /** The way through the nodes is open. */
  readonly onRelay: (pipe: FramePipe) => void;
  /** A direct path to one is open. */
  readonly onDirect: (other: Other, pipe: FramePipe) => void;
  /** Another one may not have heard what was said last. */
  readonly onBack: (other: Other) => void;
  /** The share is over, or this page may not see it any more. */
  readonly onEnded?: () => void;
}
