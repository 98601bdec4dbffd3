import type { SaveWay } from '../view';

const MIB = 1_048_576;

/** The largest file that is put together in memory, in bytes. */
export const MEMORY_MAX = 256 * MIB;
/** From this size on a person is asked where to save, so that the bytes go straight to that place. */
export const PICKER_FROM = 128 * MIB;

/** What a browser can do. */
export interface SinkMeans {
  /** Files can be written where a person chooses (File System Access). */
  readonly picker: boolean;
  /** Folders can be written into that a person chooses. */
  readonly folder: boolean;
  /** A service worker can feed the browser's own downloads. */
  readonly worker: boolean;
}

export type SinkKind = 'picker' | 'worker' | 'memory';

/**
 * How to save files of these sizes: one large file to a chosen place; otherwise by the browser's downloads, which need no
 * question; in memory where there is nothing else. Null: this browser can't.
 */
export function decideSink(sizes: readonly number[], means: SinkMeans): SinkKind | null {
  const [only] = sizes;
  const single = sizes.length === 1 && only !== undefined;
  if (means.picker && single && only >= PICKER_FROM) return 'picker';
  if (means.worker) return 'worker';
  if (sizes.every((size) => size <= MEMORY_MAX)) return 'memory';
  return means.picker && single ? 'picker' : null;
}

/** The largest file that can be saved, in bytes; null: no bound. */
export function capOf(means: SinkMeans): number | null {
  return means.picker || means.worker ? null : MEMORY_MAX;
}

/** How several files can be saved. A zip is a download of its own, of any size. */
export function waysOf(means: SinkMeans): readonly SaveWay[] {
  return [
    'each',
    ...(means.folder ? (['folder'] as const) : []),
    ...(means.worker ? (['zip'] as const) : []),
  ];
}
