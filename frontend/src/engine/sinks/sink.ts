import type { Bytes } from '../seal/bytes';
import type { SaveWay } from '../view';

/** What is to be saved. Name and path are safe already. */
export interface SinkFile {
  readonly name: string;
  /** The folders it stands in, with `/` between them; empty: none. */
  readonly path: string;
  readonly size: number;
  /** When it was last changed, in ms since 1970; 0: unknown. */
  readonly modified: number;
}

/** What belongs to files that are saved together. */
export interface SaveMore {
  /** Folders with nothing in them; safe already. */
  readonly folders: readonly string[];
  /** Empty: none. */
  readonly title: string;
}

/**
 * Where one received file is written, in order, from its first byte to its last.
 *
 * - `write` resolves when the next bytes may come; at most the bytes of one call are kept in memory. It rejects when the place
 *   takes no more.
 * - `close` makes a finished file of what was written. It is called only after all of it was verified.
 * - `abort` leaves nothing that looks finished, and makes a `write` that waits reject. It never rejects itself, and may be
 *   called at any time, also after `close` failed.
 * - `onCancel` tells that a person ended it where the browser shows its downloads.
 */
export interface Sink {
  readonly write: (bytes: Bytes) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly abort: () => Promise<void>;
  readonly onCancel: (listener: () => void) => void;
}

/** Where some files are saved, one after the other. */
export interface Place {
  /** Makes the sink of the next file. Rejects when the place takes no more. */
  readonly open: (file: SinkFile) => Promise<Sink>;
  /** All were saved, or none of the rest will be. */
  readonly finish: () => Promise<void>;
  /** Throws away what isn't a finished file. Never rejects. */
  readonly abort: () => Promise<void>;
  /** Whether all files become one: a failed one spoils the rest. */
  readonly whole: boolean;
}

/** The ways to save that this browser has. */
export interface Sinks {
  /** The largest file that can be saved here, in bytes; null: no bound. */
  readonly capBytes: () => number | null;
  /** Calls back when `capBytes` or `ways` answers something new. */
  readonly onCapChange: (listener: () => void) => void;
  /** The ways in which several files can be saved. */
  readonly ways: () => readonly SaveWay[];
  /** Something may be saved soon: what takes time to start is started. */
  readonly prepare: () => void;
  /** Must be called inside of a click. Null if the person was asked where to save and declined. */
  readonly choose: (files: readonly SinkFile[], way: SaveWay, more: SaveMore) => Promise<Place | null>;
  /** Whether `choose` asks the person. */
  readonly asks: (files: readonly { readonly size: number }[], way: SaveWay) => boolean;
}

/** A place of files that have nothing to do with each other. */
export function eachPlace(open: Place['open']): Place {
  const nothing = () => Promise.resolve();
  return { open, finish: nothing, abort: nothing, whole: false };
}
