import type { Bytes } from '../seal/bytes';

/** What is to be saved. The name is safe already. */
export interface SinkFile {
  readonly name: string;
  readonly size: number;
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

/** Makes the sink of one file; files are saved one after the other. */
export type OpenSink = (file: SinkFile) => Promise<Sink>;

/** The ways to save that this browser has. */
export interface Sinks {
  /** The largest file that can be saved here, in bytes; null: no bound. */
  readonly capBytes: () => number | null;
  /** Calls back when `capBytes` answers something new. */
  readonly onCapChange: (listener: () => void) => void;
  /** Something may be saved soon: what takes time to start is started. */
  readonly prepare: () => void;
  /** Must be called inside of a click. Null if the person was asked where to save and declined. */
  readonly choose: (files: readonly SinkFile[]) => Promise<OpenSink | null>;
  /** Whether `choose` asks the person. */
  readonly asks: (files: readonly SinkFile[]) => boolean;
}
