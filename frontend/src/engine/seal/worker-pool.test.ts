import { describe, expect, it } from 'vitest';
import { type Bytes, utf8 } from './bytes';
import { chunkWork, type ChunkWork, WorkerLost } from './chunk-work';
import { writeHeader } from './header';
import { newFileKey, type ScopedKey } from './keys';
import { systemRandom } from './primitives';
import { workerCount, workerPool, type WorkerThread } from './worker-pool';
import { serveChunkWork } from './worker-service';

/** A thread that isn't one: the two ends of a channel, and a switch that ends it. */
function channelThread(work: ChunkWork) {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  serveChunkWork(port2, work);
  let lose = () => {};
  const thread: WorkerThread = {
    postMessage: (message, transfer) => port1.postMessage(message, transfer),
    addEventListener: (type, listener) => port1.addEventListener(type, listener),
    onLost: (listener) => (lose = listener),
  };
  return { thread, lose: () => lose(), close: () => port1.close() };
}

const stuck: ChunkWork = { seal: () => new Promise(() => {}), open: () => new Promise(() => {}) };

async function place(index = 0) {
  const header = await writeHeader(systemRandom(16), 5);
  const { key }: ScopedKey = await newFileKey(systemRandom, header);
  return { fileKey: key, hash: header.hash, index, last: true };
}

describe('a pool of workers', () => {
  it('seals and opens on the other side, and moves the bytes there and back', async () => {
    const { thread, close } = channelThread(chunkWork());
    const pool = workerPool(() => thread, 1, stuck);
    const at = await place();
    const plaintext = utf8('hello');

    const { sealed, digest, sealedDigest } = await pool.seal(at, plaintext);
    expect(plaintext).toHaveLength(0);
    expect(sealedDigest).toHaveLength(32);
    const opened = await pool.open(at, sealed);
    expect(sealed).toHaveLength(0);

    expect(opened).toEqual({ plaintext: utf8('hello'), digest });
    close();
  });

  it('hands refusals over with their code', async () => {
    const { thread, close } = channelThread(chunkWork());
    const pool = workerPool(() => thread, 1, stuck);
    const bytes: Bytes = new Uint8Array(40);
    await expect(pool.open(await place(), bytes)).rejects.toMatchObject({
      name: 'SealError',
      code: 'BAD_SEGMENT',
    });
    close();
  });

  it('says which work was lost with a thread, and does the rest without threads', async () => {
    const { thread, lose, close } = channelThread(stuck);
    const pool = workerPool(() => thread, 1, chunkWork());
    const at = await place();
    const waiting = pool.seal(at, utf8('one'));
    lose();
    await expect(waiting).rejects.toBeInstanceOf(WorkerLost);
    const { sealed } = await pool.seal(at, utf8('two'));
    expect((await pool.open(at, sealed)).plaintext).toEqual(utf8('two'));
    close();
  });

  it('starts a thread only while all others are busy, up to its count', async () => {
    const threads: ReturnType<typeof channelThread>[] = [];
    const start = () => {
      const made = channelThread(stuck);
      threads.push(made);
      return made.thread;
    };
    const pool = workerPool(start, 2, chunkWork());
    const at = await place();
    const ends = [1, 2, 3].map(() => pool.seal(at, utf8('x')).catch(() => 'lost'));
    expect(threads).toHaveLength(2);
    threads.forEach((each) => each.lose());
    expect(await Promise.all(ends)).toEqual(['lost', 'lost', 'lost']);
    threads.forEach((each) => each.close());
  });

  it.each([
    [1, 2],
    [2, 2],
    [4, 3],
    [64, 4],
  ])('has, on %i cores, %i threads', (cores, threads) => expect(workerCount(cores)).toBe(threads));
});
