import { WorkerLost } from '../seal/chunk-work';
import type { WorkerThread } from '../seal/worker-pool';
import type { KeptFile, Keeping } from './keep';
import { KEEP_FOLDER, type KeepAnswer, type KeepRequest } from './keep-messages';

/** Room that is left to the browser beside what is kept, in bytes. */
const ROOM_LEFT = 64 * 1_048_576;

type Request = KeepRequest extends infer Each
  ? Each extends { id: number }
    ? Omit<Each, 'id'>
    : never
  : never;

/** Asks the thread that keeps files, which is started when it is first needed. */
class KeepThread {
  readonly #start: () => WorkerThread;
  readonly #pending = new Map<number, (answer: KeepAnswer | null) => void>();
  #thread: WorkerThread | null = null;
  #next = 0;

  constructor(start: () => WorkerThread) {
    this.#start = start;
  }

  /** @throws WorkerLost if the thread ended */
  async ask(request: Request, transfer: Transferable[] = []): Promise<KeepAnswer> {
    const thread = (this.#thread ??= this.#listen(this.#start()));
    const answer = await new Promise<KeepAnswer | null>((resolve) => {
      const id = this.#next++;
      this.#pending.set(id, resolve);
      thread.postMessage({ ...request, id }, transfer);
    });
    if (answer === null) throw new WorkerLost('the thread that keeps files ended');
    return answer;
  }

  #listen(thread: WorkerThread): WorkerThread {
    thread.addEventListener('message', (event) => {
      const answer = event.data as KeepAnswer;
      this.#pending.get(answer.id)?.(answer);
      this.#pending.delete(answer.id);
    });
    thread.onLost(() => {
      this.#thread = null;
      this.#pending.forEach((resolve) => resolve(null));
      this.#pending.clear();
    });
    return thread;
  }
}

/** Keeps files in this site's own file system (OPFS), where a browser has one. */
export function browserKeeping(start: () => WorkerThread): Keeping {
  const thread = new KeepThread(start);

  const names = async (): Promise<string[]> => {
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle(KEEP_FOLDER);
      const found: string[] = [];
      for await (const name of (folder as unknown as { keys: () => AsyncIterable<string> }).keys())
        found.push(name);
      return found;
    } catch {
      return [];
    }
  };

  /** What is kept of the file already counts as room for it. */
  const hasRoom = async (name: string, size: number): Promise<boolean> => {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (size + ROOM_LEFT <= quota - usage) return true;
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(KEEP_FOLDER);
    const there = (await (await folder.getFileHandle(name)).getFile()).size;
    return size - there + ROOM_LEFT <= quota - usage;
  };

  return {
    names,
    async open(name, size) {
      try {
        if (!(await hasRoom(name, size))) return null;
        const { done } = await thread.ask({ does: 'open', name });
        return done ? keptFile(thread, name) : null;
      } catch {
        return null;
      }
    },
    remove: (name) =>
      thread.ask({ does: 'remove', name }).then(
        () => undefined,
        () => undefined,
      ),
  };
}

function keptFile(thread: KeepThread, name: string): KeptFile {
  return {
    async write(at, bytes) {
      const answer = await thread.ask({ does: 'write', name, at, bytes }, [bytes.buffer]);
      if (answer.bytes === null) throw new WorkerLost('the bytes are gone');
      return { kept: answer.done, bytes: answer.bytes };
    },
    async read(at, length) {
      return (await thread.ask({ does: 'read', name, at, length })).bytes ?? new Uint8Array();
    },
    async close() {
      await thread.ask({ does: 'close', name });
    },
  };
}
