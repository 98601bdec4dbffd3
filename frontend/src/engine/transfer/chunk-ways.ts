import type { ChunkRange } from '../live/inbound';
import type { LivePath } from '../live/talk';
import type { Ladder } from '../transport/ladder';
import type { Bytes } from '../seal/bytes';

/** A way to get sealed chunks from their sender, while it lasts. */
export interface LiveWay {
  readonly path: Exclude<LivePath, 'store'>;
  /**
   * Pulls a range of chunks. `take` gets each whole one, in order, and answers whether more is wanted.
   * @throws StreamFailure, AbortError, what `take` rejected with
   */
  readonly pull: (
    range: ChunkRange,
    take: (index: number, sealed: Bytes) => Promise<boolean>,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** Where chunks of a share come from beside the node's store, and which way is the best just now. */
export interface ChunkWays {
  readonly ladder: Ladder;
  /** The ways by which a file's chunks can be had now. */
  readonly waysTo: (file: string) => readonly LiveWay[];
  /** Whether there may soon be such a way: a sender may be there that wasn't met yet, or to which no way is open yet. */
  readonly mayComeTo: (file: string) => boolean;
  /** Calls the listener when there are others; answers how to stop that. */
  readonly onChange: (listener: () => void) => () => void;
}

/** The sender of a share, as whoever receives it has to do with it. */
export interface LiveSide extends ChunkWays {
  /** How far a file is: plaintext that was saved, and bytes per second. May be called often. */
  readonly progress: (file: string, bytes: number, rate: number) => void;
  readonly verified: (file: string) => void;
  /** Asks for the seal of a file of which all chunks are there, until it isn't needed any more; answers how to stop that. */
  readonly wantSeal: (file: string) => () => void;
  /** A person ended it. */
  readonly cancelled: () => void;
}
