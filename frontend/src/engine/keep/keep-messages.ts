import type { Bytes } from '../seal/bytes';

/** Page to the thread that keeps files. `id` comes back in the answer. */
export type KeepRequest = { readonly id: number; readonly name: string } & (
  | { readonly does: 'open' | 'close' | 'remove' }
  | { readonly does: 'write'; readonly at: number; readonly bytes: Bytes }
  | { readonly does: 'read'; readonly at: number; readonly length: number }
);

/** The thread to its page. `bytes` are what was read, or those that were to be written. */
export interface KeepAnswer {
  readonly id: number;
  readonly done: boolean;
  readonly bytes: Bytes | null;
}

/** The folder of this site's own file system that they stand in. */
export const KEEP_FOLDER = 'slipway';
