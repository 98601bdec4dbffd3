import type { Bytes } from './bytes';
import type { ChunkPlace } from './chunk';
import { type ChunkWork, WorkerLost } from './chunk-work';
import { SealError } from './seal-error';
import type { MessageEnd, WorkerAnswer, WorkerRequest } from './worker-messages';

/** The most threads a page seals and opens with. */
export const WORKERS_MAX = 4;

/** How many threads fit a computer with so many: one stays for the page, but two there are at least. */
export function workerCount(hardwareConcurrency: number): number {
  return Math.min(WORKERS_MAX, Math.max(2, hardwareConcurrency - 1));
}

/** A thread as the pool sees it. */
export interface WorkerThread extends MessageEnd {
  /** Calls the listener if the thread ended or never started. */
  readonly onLost: (listener: () => void) => void;
}

interface Pending {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

class Lane {
  readonly #pending = new Map<number, Pending>();
  #next = 0;
  lost = false;

  constructor(readonly thread: WorkerThread) {
    thread.addEventListener('message', (event) => {
      const answer = event.data as WorkerAnswer;
      this.#pending.get(answer.id)?.resolve(answer);
      this.#pending.delete(answer.id);
    });
    thread.onLost(() => {
      this.lost = true;
      for (const { reject } of this.#pending.values()) reject(new WorkerLost('the worker ended'));
      this.#pending.clear();
    });
  }

  get load(): number {
    return this.#pending.size;
  }

  ask(does: WorkerRequest['does'], place: ChunkPlace, bytes: Bytes): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject });
      this.thread.postMessage({ id, does, place, bytes } satisfies WorkerRequest, [bytes.buffer]);
    });
  }
}

/**
 * Spreads chunk work over threads that are started when there is work. What a lost thread had is `WorkerLost`; when all are
 * lost, as where the browser starts none, `fallback` does the work.
 */
export function workerPool(start: () => WorkerThread, count: number, fallback: ChunkWork): ChunkWork {
  const lanes: Lane[] = [];

  const choose = (): Lane | undefined => {
    const idle = lanes.find((lane) => !lane.lost && lane.load === 0);
    if (idle !== undefined) return idle;
    if (lanes.length < count) {
      const lane = new Lane(start());
      lanes.push(lane);
      return lane;
    }
    return lanes.filter((lane) => !lane.lost).sort((a, b) => a.load - b.load)[0];
  };

  return {
    async seal(place, plaintext) {
      const lane = choose();
      if (lane === undefined) return fallback.seal(place, plaintext);
      const answer = await lane.ask('seal', place, plaintext);
      return answer.is === 'sealed' ? answer.chunk : refuse(answer);
    },
    async open(place, sealed) {
      const lane = choose();
      if (lane === undefined) return fallback.open(place, sealed);
      const answer = await lane.ask('open', place, sealed);
      return answer.is === 'opened' ? answer.chunk : refuse(answer);
    },
  };
}

function refuse(answer: WorkerAnswer): never {
  if (answer.is === 'refused') throw new SealError(answer.code, answer.detail);
  throw new Error(answer.is === 'broken' ? answer.detail : `unexpected answer ${answer.is}`);
}
