import type { Bytes } from '../seal/bytes';
import { KEEP_FOLDER, type KeepAnswer, type KeepRequest } from './keep-messages';

// The thread that writes and reads kept files: only threads get the quick way to the browser's own file system.

/** What TypeScript's library for pages doesn't know of threads. */
interface SyncHandle {
  readonly write: (bytes: Bytes, where: { readonly at: number }) => number;
  readonly read: (bytes: Bytes, where: { readonly at: number }) => number;
  readonly flush: () => void;
  readonly close: () => void;
}
interface Scope {
  readonly postMessage: (answer: KeepAnswer, transfer: Transferable[]) => void;
  readonly addEventListener: (type: 'message', listener: (event: MessageEvent<KeepRequest>) => void) => void;
}

const scope = globalThis as unknown as Scope;
const open = new Map<string, SyncHandle>();

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(KEEP_FOLDER, { create: true });
}

function opened(name: string): SyncHandle {
  const handle = open.get(name);
  if (handle === undefined) throw new Error('not open');
  return handle;
}

async function answer(request: KeepRequest): Promise<Bytes | null> {
  const { name } = request;
  switch (request.does) {
    case 'open': {
      const file = await (await folder()).getFileHandle(name, { create: true });
      const { createSyncAccessHandle } = file as unknown as {
        createSyncAccessHandle: () => Promise<SyncHandle>;
      };
      open.set(name, await createSyncAccessHandle.call(file));
      return null;
    }
    case 'write': {
      const written = opened(name).write(request.bytes, { at: request.at });
      if (written !== request.bytes.length) throw new Error('no room');
      return request.bytes;
    }
    case 'read': {
      const bytes = new Uint8Array(request.length);
      const length = opened(name).read(bytes, { at: request.at });
      return length === bytes.length ? bytes : bytes.slice(0, length);
    }
    case 'close':
      opened(name).flush();
      opened(name).close();
      open.delete(name);
      return null;
    case 'remove':
      await (await folder()).removeEntry(name);
      return null;
  }
}

scope.addEventListener('message', ({ data }) => {
  answer(data).then(
    (bytes) => scope.postMessage({ id: data.id, done: true, bytes }, bytes === null ? [] : [bytes.buffer]),
    () => {
      // Bytes that couldn't be written go back: their sender still needs them.
      const bytes = data.does === 'write' ? data.bytes : null;
      scope.postMessage({ id: data.id, done: false, bytes }, bytes === null ? [] : [bytes.buffer]);
    },
  );
});
