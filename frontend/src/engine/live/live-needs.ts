import type { NodeClient } from '../api/client';
import type { Randomness } from '../seal/primitives';
import type { OpenBinarySocket } from '../socket/bulk-socket';
import type { IceServer } from '../socket/signal-messages';
import type { TextListener, TextSocket } from '../socket/signal-socket';
import type { Surroundings } from '../transfer/surroundings';
import type { RtcPeer } from '../transport/direct';

/** What live transfers need of a browser. Where one has nothing of it, everything comes from the store. */
export interface LiveWorld {
  /** Opens a signal socket at any node. */
  readonly connect: (listener: TextListener) => Promise<TextSocket>;
  readonly openBulk: OpenBinarySocket;
  /** Null: this browser has no direct paths. */
  readonly newRtcPeer: ((ice: readonly IceServer[]) => RtcPeer) | null;
}

export interface LiveNeeds {
  readonly live: LiveWorld;
  readonly client: NodeClient;
  readonly random: Randomness;
  readonly around: Surroundings;
}
