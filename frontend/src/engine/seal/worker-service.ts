import type { ChunkWork } from './chunk-work';
import { SealError } from './seal-error';
import type { MessageEnd, WorkerAnswer, WorkerRequest } from './worker-messages';

/** Does what the other end asks for. Bytes move between the threads, they aren't copied. */
export function serveChunkWork(end: MessageEnd, work: ChunkWork): void {
  end.addEventListener('message', (event) => {
    const request = event.data as WorkerRequest;
    void answer(work, request).then((reply) => end.postMessage(reply, transferred(reply)));
  });
}

async function answer(work: ChunkWork, { id, does, place, bytes }: WorkerRequest): Promise<WorkerAnswer> {
  try {
    return does === 'seal'
      ? { id, is: 'sealed', chunk: await work.seal(place, bytes) }
      : { id, is: 'opened', chunk: await work.open(place, bytes) };
  } catch (error) {
    if (error instanceof SealError) return { id, is: 'refused', code: error.code, detail: error.message };
    return { id, is: 'broken', detail: String(error) };
  }
}

function transferred(reply: WorkerAnswer): Transferable[] {
  switch (reply.is) {
    case 'sealed':
      return [reply.chunk.sealed.buffer];
    case 'opened':
      return [reply.chunk.plaintext.buffer];
    default:
      return [];
  }
}
