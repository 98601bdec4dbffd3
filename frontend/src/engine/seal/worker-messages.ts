import type { Bytes } from './bytes';
import type { ChunkPlace, OpenedChunk } from './chunk';
import type { SendableChunk } from './chunk-work';
import type { SealCode } from './seal-error';

/** Page to worker. `id` comes back in the answer. */
export type WorkerRequest = {
  readonly id: number;
  readonly does: 'seal' | 'open';
  readonly place: ChunkPlace;
  readonly bytes: Bytes;
};

/** Worker to page. */
export type WorkerAnswer =
  | { readonly id: number; readonly is: 'sealed'; readonly chunk: SendableChunk }
  | { readonly id: number; readonly is: 'opened'; readonly chunk: OpenedChunk }
  | { readonly id: number; readonly is: 'refused'; readonly code: SealCode; readonly detail: string }
  | { readonly id: number; readonly is: 'broken'; readonly detail: string };

/** What `Worker`, its global scope and `MessagePort` have in common. */
export interface MessageEnd {
  postMessage: (message: unknown, transfer: Transferable[]) => void;
  addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void;
}
