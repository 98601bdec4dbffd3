import { describe, expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import { chunkWork } from '../seal/chunk-work';
import { systemRandom } from '../seal/primitives';
import { CHUNK_BYTES } from '../seal/sizes';
import { type FakeNode } from '../testing/fake-node';
import { keptShare } from '../testing/kept-share';
import { memoryKeeping } from '../testing/memory-keeping';
import { quickTime } from '../testing/quick-time';
import { TestSinks } from '../testing/test-sinks';
import { WINDOW_CHUNKS } from '../transfer/download';
import { Receiver } from '../transfer/receiver';
import { KEEP_FROM } from './keep';
import { RECEIPT_MS, Receipts } from './receipts';

const CHUNKS = 30;

/** A page that receives; when it is killed nothing answers it any more. */
function visit(node: FakeNode, share: string, kept: ReturnType<typeof memoryKeeping>) {
  let alive = true;
  const dead = new Promise<never>(() => undefined);
  const around = quickTime().around;
  const sinks = new TestSinks();
  const halfReceived = new Receipts({
    ...{ around, receipts: kept.receipts },
    ledger: { ...kept.ledger, put: (...call) => (alive ? kept.ledger.put(...call) : dead) },
    keeping: {
      ...kept.keeping,
      open: async (name, size) => {
        const file = await kept.keeping.open(name, size);
        return file && { ...file, write: (...call) => (alive ? file.write(...call) : dead) };
      },
    },
  });
  const watchers = new Set<() => void>();
  const receiver = new Receiver(
    share,
    {
      client: nodeClient(async (...call) => {
        const answer = alive ? await node.fetch(...call) : await dead;
        return alive ? answer : dead;
      }),
      ...{ work: chunkWork(), sinks, around, random: systemRandom, halfReceived },
    },
    { onChange: () => watchers.forEach((watcher) => watcher()) },
  );
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  const kill = () => {
    alive = false;
    kept.release();
  };
  const save = () => receiver.save(receiver.files.map(({ file }) => file));
  return { receiver, sinks, halfReceived, until, kill, save };
}

/** A share of which a killed page has received something. */
async function broken(kept = memoryKeeping()) {
  const share = await keptShare([CHUNKS * CHUNK_BYTES - 5]);
  const first = visit(share.node, share.share, kept);
  await first.receiver.open(share.fragment);
  void first.save();
  await first.until(() => (first.receiver.files[0]?.done ?? 0) > 10 * CHUNK_BYTES);
  first.kill();
  const { ledger } = kept;
  const id = share.node.file(share.share).id;
  const owner = `down/${share.share}.${id}`;
  const before = [...(await ledger.load(owner)).values()].reduce(
    (sum, { known }) => sum + known.reduce((count, flag) => count + flag, 0),
    0,
  );
  share.node.asked.length = 0;
  return { ...share, kept, before, id, name: `${share.share}.${id}` };
}

/** How many chunks were fetched. */
function fetched(node: FakeNode): number {
  return node.asked.reduce((sum, what) => {
    const [, from, to] = /GET sealed (\d+)-(\d+)/.exec(what) ?? [];
    return from === undefined ? sum : sum + Number(to) - Number(from) + 1;
  }, 0);
}

describe('a download whose page was killed', () => {
  it('goes on without the key, fetches only what is missing, and verifies all of it', async () => {
    const { node, share, files, kept, before } = await broken();
    expect(before).toBeGreaterThanOrEqual(10);
    const { receiver, sinks, save } = visit(node, share, kept);
    await receiver.open('');
    expect(receiver.files[0]?.kept).toBe(before * CHUNK_BYTES);
    await save();
    expect(receiver.state.is).toBe('verified');
    expect(fetched(node)).toBe(CHUNKS - before);
    expect(Buffer.compare(sinks.opened[0]?.bytes ?? Buffer.of(), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
    expect(kept.files.size + kept.entries.size + kept.ledgers.owners.size).toBe(0);
  });

  it('fetches again what isn’t what was kept', async () => {
    const { node, share, files, kept, before, name, fragment } = await broken();
    const bytes = kept.files.get(name);
    if (bytes === undefined) throw new Error('not kept');
    bytes[2 * CHUNK_BYTES + 7] = (bytes[2 * CHUNK_BYTES + 7] ?? 0) ^ 1;
    const { receiver, sinks, save } = visit(node, share, kept);
    await receiver.open(fragment);
    await save();
    expect(receiver.state.is).toBe('verified');
    expect(fetched(node)).toBe(CHUNKS - before + 1);
    expect(Buffer.compare(sinks.opened[0]?.bytes ?? Buffer.of(), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it('is never called verified with other bytes, whatever the ledger says', async () => {
    const { node, share, kept, name, id } = await broken();
    const bytes = kept.files.get(name);
    const [block] = (await kept.ledger.load(`down/${share}.${id}`)).values();
    if (bytes === undefined || block === undefined) throw new Error('not kept');
    bytes.fill(0, 0, CHUNK_BYTES);
    const zeros = await crypto.subtle.digest('SHA-256', new Uint8Array(CHUNK_BYTES));
    block.digests.set(new Uint8Array(zeros), 0);
    const { receiver, sinks, save } = visit(node, share, kept);
    await receiver.open('');
    await save();
    expect(receiver.state).toMatchObject({ is: 'failed', trouble: { code: 'BAD_ROOT' } });
    expect(sinks.opened[0]?.state).toBe('aborted');
    expect(kept.files.size).toBe(0);
  });

  it('starts over if that is wanted', async () => {
    const { node, share, kept, fragment } = await broken();
    const { receiver } = visit(node, share, kept);
    await receiver.open(fragment);
    await receiver.discard();
    expect(receiver.files[0]?.kept).toBe(0);
    expect(kept.files.size + kept.entries.size + kept.ledgers.owners.size).toBe(0);
  });
});

describe('what is half received', () => {
  it('is thrown away when saving is cancelled', async () => {
    const { node, share, fragment } = await keptShare([CHUNKS * CHUNK_BYTES]);
    const kept = memoryKeeping();
    const { receiver, save, until } = visit(node, share, kept);
    await receiver.open(fragment);
    const end = save();
    await until(() => (receiver.files[0]?.done ?? 0) > CHUNK_BYTES);
    receiver.cancel();
    await end;
    await receiver.discard();
    expect(receiver.state.is).toBe('cancelled');
    expect(kept.files.size + kept.entries.size + kept.ledgers.owners.size).toBe(0);
  });

  it.each([
    ['there is no room at all', 0],
    ['the room ends in the middle', CHUNKS * CHUNK_BYTES],
  ])('is received all the same where %s', async (_, room) => {
    const { node, share, fragment, files } = await keptShare([CHUNKS * CHUNK_BYTES]);
    const kept = memoryKeeping(room);
    if (room > 0)
      await (
        await kept.keeping.open('other', room - 5 * CHUNK_BYTES)
      )?.write(0, new Uint8Array(room - 5 * CHUNK_BYTES));
    const { receiver, save, sinks } = visit(node, share, kept);
    await receiver.open(fragment);
    await save();
    expect(receiver.state.is).toBe('verified');
    expect(Buffer.compare(sinks.opened[0]?.bytes ?? Buffer.of(), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it('is nothing of a small file', async () => {
    const { node, share, fragment } = await keptShare([KEEP_FROM - 1, KEEP_FROM]);
    const kept = memoryKeeping();
    const { receiver, halfReceived } = visit(node, share, kept);
    await receiver.open(fragment);
    const files = receiver.files;
    await halfReceived.begin({ share, secret: new Uint8Array(32), claim: new Uint8Array(32), files }, null);
    expect(kept.entries.get(share)?.files.map(({ size }) => size)).toEqual([KEEP_FROM]);
    expect(await halfReceived.open(share, files[0]?.file ?? '', KEEP_FROM - 1)).toBeNull();
  });

  it('is swept when it is over, and so are files that belong to nothing', async () => {
    const kept = memoryKeeping();
    let now = 1_000_000;
    const halfReceived = new Receipts({ ...kept, around: { now: () => now } });
    const receipt = { secret: new Uint8Array(32), claim: new Uint8Array(32) };
    const files = [{ file: 'f', size: KEEP_FROM }];
    await halfReceived.begin({ share: 'soon', ...receipt, files }, now + 5);
    await halfReceived.begin({ share: 'late', ...receipt, files }, null);
    for (const share of ['soon', 'late', 'nobody'])
      await (await kept.keeping.open(`${share}.f`, KEEP_FROM))?.close();
    now += 5;
    await halfReceived.sweep();
    expect([...kept.files.keys()]).toEqual(['late.f']);
    now += RECEIPT_MS - 5;
    expect(await halfReceived.find('late')).toBeNull();
    await halfReceived.sweep();
    expect(kept.files.size + kept.entries.size).toBe(0);
  });
});

describe('a file that is still arriving', () => {
  it('is followed, chunk by chunk, until its sender seals it', async () => {
    const { node, share, fragment, files } = await keptShare([CHUNKS * CHUNK_BYTES]);
    const file = node.file(share);
    const { seal } = file;
    const later = [...file.chunks].filter(([index]) => index >= 3);
    later.forEach(([index]) => file.chunks.delete(index));
    file.seal = null;
    const { receiver, save, sinks, until } = visit(node, share, memoryKeeping());
    const open = receiver.open(fragment);
    await until(() => receiver.state.is === 'ready');
    const end = save();
    await until(() => receiver.files[0]?.state === 'waiting' && receiver.files[0].done === 3 * CHUNK_BYTES);
    // Chunks come in any order.
    for (const [index, sealed] of later.reverse()) {
      file.chunks.set(index, sealed);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => (receiver.files[0]?.done ?? 0) === (CHUNKS - 1) * CHUNK_BYTES);
    expect(sinks.opened[0]?.state).toBe('open');
    file.seal = seal;
    await Promise.all([end, open]);
    expect(receiver.state.is).toBe('verified');
    expect(Buffer.compare(sinks.opened[0]?.bytes ?? Buffer.of(), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
    expect(sinks.opened[0]?.parts.length).toBeGreaterThan(WINDOW_CHUNKS);
  });

  it('waits for a sender that seems to be lost, and goes on when it is back', async () => {
    const { node, share, fragment } = await keptShare([2 * CHUNK_BYTES]);
    const file = node.file(share);
    const { seal } = file;
    const second = file.chunks.get(1);
    if (second === undefined) throw new Error('no chunk');
    file.chunks.delete(1);
    file.seal = null;
    const { receiver, save, until } = visit(node, share, memoryKeeping());
    const open = receiver.open(fragment);
    await until(() => receiver.state.is === 'ready');
    const end = save();
    await until(() => receiver.files[0]?.state === 'lost');
    file.chunks.set(1, second);
    file.seal = seal;
    await Promise.all([end, open]);
    expect(receiver.state.is).toBe('verified');
  });
});
