import type { Bytes } from '../seal/bytes';
import type { Sink } from './sink';

/** What is needed of a `FileSystemFileHandle`; `remove` is missing in older browsers. */
export interface PickedFile {
  readonly createWritable: () => Promise<{
    readonly write: (bytes: Bytes) => Promise<void>;
    readonly close: () => Promise<void>;
    readonly abort: () => Promise<void>;
  }>;
  readonly remove?: () => Promise<void>;
}

/**
 * Writes to the place that a person chose. The browser writes beside it and puts the bytes in place on `close`; after an
 * `abort` the empty file that it made for the name is removed.
 */
export async function pickedFileSink(picked: PickedFile): Promise<Sink> {
  const writable = await picked.createWritable();
  return {
    write: (bytes) => writable.write(bytes),
    close: () => writable.close(),
    async abort() {
      try {
        await writable.abort();
        await picked.remove?.();
      } catch {
        // It was closed, or aborted by the browser: nothing of it stays.
      }
    },
    onCancel: () => undefined,
  };
}
