import { describe, expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import { type Bytes, concat } from '../seal/bytes';
import { chunkWork, type ChunkWork, WorkerLost } from '../seal/chunk-work';
import { sealFile } from '../seal/file-seal';
import { parseHeader } from '../seal/header';
import { unwrapFileKey, unwrapShareKey } from '../seal/keys';
import { parseShareId } from '../seal/link';
import { systemRandom } from '../seal/primitives';
import { CHUNK_BYTES, SEALED_CHUNK_BYTES } from '../seal/sizes';
import { type FakeNode, type Fault } from '../testing/fake-node';
import { required } from '../testing/fake-share';
import { keptShare } from '../testing/kept-share';
import { quickTime } from '../testing/quick-time';
import { TestSinks } from '../testing/test-sinks';
import { Receipts } from '../keep/receipts';
import { memoryKeeping } from '../testing/memory-keeping';
import { RUN_CHUNKS, WINDOW_CHUNKS } from './download';
import { EARLY_FILES } from './early-chunks';
import { RESETS_MAX } from './fetch-run';
import { Receiver } from './receiver';

const MIB = CHUNK_BYTES;

/** A receiver in front of a node that holds a share. */
function receiving(
  { node, share }: { node: FakeNode; share: string },
  work: ChunkWork = chunkWork(),
  kept = memoryKeeping(),
) {
  const time = quickTime();
  const sinks = new TestSinks();
  const states: string[] = [];
  const watchers = new Set<() => void>();
  const client = nodeClient((...call) => node.fetch(...call));
  const halfReceived = new Receipts({ ...kept, around: time.around });
  const receiver: Receiver = new Receiver(
    share,
    { client, work, sinks, around: time.around, random: systemRandom, halfReceived },
    {
      onChange: () => {
        if (states.at(-1) !== receiver.state.is) states.push(receiver.state.is);
        for (const watcher of [...watchers]) watcher();
      },
    },
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
  const saveAll = () => receiver.save(receiver.files.map(({ file }) => file));
  return { time, sinks, states, receiver, until, saveAll };
}

/** Opens and saves a share of one file; the sink tells the rest. */
async function saved(sizes: readonly number[], fault: (node: FakeNode) => void = () => undefined) {
  const kept = await keptShare(sizes);
  fault(kept.node);
  const all = receiving(kept);
  await all.receiver.open(kept.fragment);
  await all.saveAll();
  return { ...kept, ...all };
}

function same(actual: Bytes | undefined, expected: Bytes | undefined): boolean {
  return actual !== undefined && expected !== undefined && Buffer.compare(actual, expected) === 0;
}

function fails(node: FakeNode, what: string, fault: Fault, times = 1) {
  node.fault = (asked) => (asked.what.startsWith(what) && asked.before < times ? fault : null);
}

describe('opening a link', () => {
  it('shows names and sizes, and nothing is saved yet', async () => {
    const kept = await keptShare([5, 0], ['تقرير 😀.txt', 'b']);
    const { receiver, states, sinks } = receiving(kept);
    await receiver.open(kept.fragment);
    expect(states).toEqual(['ready']);
    expect(receiver.files).toMatchObject([
      { name: 'تقرير 😀.txt', size: 5, done: 0, state: 'ready', trouble: null, download: null },
      { name: 'b', size: 0, state: 'ready' },
    ]);
    expect(sinks).toMatchObject({ prepared: 1, opened: [] });
  });

  it('without a key asks for it', async () => {
    const { receiver } = receiving(await keptShare([5]));
    await receiver.open('');
    expect(receiver.state).toEqual({ is: 'keyNeeded', wrong: false });
  });

  it('with half a key asks for it, without asking the node', async () => {
    const kept = await keptShare([5]);
    const { receiver } = receiving(kept);
    await receiver.open(kept.fragment.slice(0, 30));
    expect(receiver.state).toEqual({ is: 'keyNeeded', wrong: true });
    expect(kept.node.asked).toEqual([]);
  });

  it('with another key finds nothing; by hand, asks once more', async () => {
    const kept = await keptShare([5]);
    const other = `1.${'A'.repeat(43)}`;
    const { receiver } = receiving(kept);
    await receiver.open(other);
    expect(receiver.state).toEqual({ is: 'missing' });
    const second = receiving(kept).receiver;
    await second.open('');
    await second.open(other, true);
    expect(second.state).toEqual({ is: 'keyNeeded', wrong: true });
    await second.open(kept.fragment, true);
    expect(second.state).toEqual({ is: 'ready' });
  });

  it('of a deleted share says that it is gone', async () => {
    const kept = await keptShare([5]);
    const stored = kept.node.shares.get(kept.share);
    if (stored !== undefined) stored.deleted = true;
    const { receiver } = receiving(kept);
    await receiver.open(kept.fragment);
    expect(receiver.state).toEqual({ is: 'gone' });
  });

  it('waits for a node that is away', async () => {
    const kept = await keptShare([5]);
    kept.node.down = true;
    const { receiver, until, states } = receiving(kept);
    const end = receiver.open(kept.fragment);
    await until(() => receiver.state.is === 'waiting');
    kept.node.down = false;
    await end;
    expect(states).toEqual(['waiting', 'ready']);
  });

  it('never falls back to open when the link has a key', async () => {
    const kept = await keptShare([5]);
    const { fetch } = kept.node;
    Object.assign(kept.node, {
      fetch: async (...call: Parameters<typeof fetch>) => {
        const answer = (await (await fetch(...call)).json()) as object;
        return new Response(JSON.stringify({ ...answer, mode: 'OPEN' }));
      },
    });
    const { receiver } = receiving(kept);
    await receiver.open(kept.fragment);
    expect(receiver.state).toMatchObject({ is: 'failed' });
    expect(receiver.files).toEqual([]);
  });

  it.each(['wrap', 'commit'] as const)('refuses a share with another %s', async (part) => {
    const kept = await keptShare([5]);
    const stored = kept.node.shares.get(kept.share);
    const bytes = required(stored?.[part] ?? null);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    const { receiver } = receiving(kept);
    await receiver.open(kept.fragment);
    expect(receiver.state).toMatchObject({ is: 'failed', trouble: { code: 'BAD_BLOCK' } });
  });

  it.each(['wrap', 'commit', 'meta', 'header'] as const)('refuses a file with another %s', async (part) => {
    const kept = await keptShare([5, 5]);
    const file = kept.node.file(kept.share);
    file[part][30] = (file[part][30] ?? 0) ^ 1;
    const { receiver } = receiving(kept);
    await receiver.open(kept.fragment);
    expect(receiver.files).toMatchObject([{ state: 'failed' }, { state: 'ready' }]);
  });

  it('refuses to save what it could not open, and saves the rest', async () => {
    const kept = await keptShare([5, 5]);
    kept.node.file(kept.share).meta.fill(0);
    const { receiver, saveAll, sinks } = receiving(kept);
    await receiver.open(kept.fragment);
    await saveAll();
    expect(receiver.state).toEqual({ is: 'failed', trouble: { code: 'BAD_BLOCK' } });
    expect(receiver.files).toMatchObject([{ state: 'failed' }, { state: 'verified' }]);
    expect(sinks.opened).toHaveLength(1);
  });

  it('refuses a file in the place of another', async () => {
    const kept = await keptShare([5, 6]);
    const [one, two] = [kept.node.file(kept.share, 0), kept.node.file(kept.share, 1)];
    const { header, commit, meta, wrap } = two;
    Object.assign(one, { header, commit, meta, wrap });
    const { receiver } = receiving(kept);
    await receiver.open(kept.fragment);
    expect(receiver.files).toMatchObject([{ state: 'failed', trouble: { code: 'BAD_HEADER' } }, {}]);
  });
});

describe('an open share', () => {
  it('shows where the node hands out its files', async () => {
    const share = 'q83vEjRWeJCrze8SNFZ4kA';
    const answer = {
      ...{ share, mode: 'OPEN', createdAt: 1, expiresAt: null, now: 2, undoUntil: 0 },
      files: [
        { file: share, state: 'COMPLETE', size: 7, chunks: 1, storedChunks: 1, name: '../a\u202e.txt' },
      ],
    };
    const node = { fetch: () => Promise.resolve(new Response(JSON.stringify(answer))) };
    const { receiver, sinks } = receiving({ node: node as unknown as FakeNode, share });
    await receiver.open('');
    expect(receiver.files).toMatchObject([
      { name: '__a_.txt', size: 7, state: 'ready', download: `/download/${share}/${share}` },
    ]);
    await receiver.save([share]);
    expect(sinks.opened).toEqual([]);
  });
});

describe('saving', () => {
  it.each([0, 1, MIB - 1, MIB, MIB + 1, 2.5 * MIB, 20 * MIB + 3])(
    'a file of %i bytes gives what was sent, and says that it is verified',
    async (size) => {
      const { sinks, files, states, receiver } = await saved([size]);
      expect(states).toEqual(['ready', 'receiving', 'verified']);
      expect(sinks.opened).toHaveLength(1);
      expect(sinks.opened[0]?.state).toBe('closed');
      expect(sinks.opened[0]?.file).toMatchObject({ name: 'file 0.txt', size });
      expect(same(sinks.opened[0]?.bytes, files[0]?.bytes)).toBe(true);
      expect(receiver.files).toMatchObject([{ state: 'verified', done: size }]);
    },
  );

  it('several files, one after the other', async () => {
    const { sinks, files } = await saved([10, 2 * MIB, 0]);
    expect(sinks.opened.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
    sinks.opened.forEach((sink, index) => expect(same(sink.bytes, files[index]?.bytes)).toBe(true));
  });

  it('small files are asked for before their turn, so many at most, and each once', async () => {
    const kept = await keptShare([...Array.from({ length: 20 }, (_, at) => at), MIB + 1, 7]);
    const { receiver, sinks, saveAll } = receiving(kept);
    const ahead: number[] = [];
    sinks.onOpen = (sink) => {
      const { write } = sink;
      Object.assign(sink, {
        write: async (bytes: Bytes) => {
          for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
          ahead.push(kept.node.count('GET sealed') - sinks.opened.length);
          await write(bytes);
        },
      });
    };
    await receiver.open(kept.fragment);
    await saveAll();
    expect(receiver.state.is).toBe('verified');
    sinks.opened.forEach((sink, at) => expect(same(sink.bytes, kept.files[at]?.bytes)).toBe(true));
    expect(kept.node.count('GET sealed')).toBe(22);
    expect(Math.max(...ahead)).toBe(EARLY_FILES);
    // One that isn't small is fetched in its turn, and what follows it then.
    expect(ahead.at(-1)).toBe(0);
  });

  it('what is asked for before its turn and does not come is asked for again', async () => {
    const { sinks, files, node, receiver } = await saved([5, 6, 7, 8], (each) => {
      let seen = 0;
      each.fault = ({ what }) => (what.startsWith('GET sealed') && [1, 2].includes(seen++) ? 'lost' : null);
    });
    expect(receiver.state.is).toBe('verified');
    sinks.opened.forEach((sink, at) => expect(same(sink.bytes, files[at]?.bytes)).toBe(true));
    expect(node.count('GET sealed')).toBe(6);
  });

  it('asks for runs of chunks side by side', async () => {
    const { node } = await saved([20 * MIB]);
    expect(node.asked.filter((what) => what.startsWith('GET sealed'))).toEqual([
      `GET sealed 0-${RUN_CHUNKS - 1}`,
      `GET sealed ${RUN_CHUNKS}-${2 * RUN_CHUNKS - 1}`,
      `GET sealed ${2 * RUN_CHUNKS}-19`,
    ]);
  });

  it('never holds more opened chunks than its window', async () => {
    const kept = await keptShare([40 * MIB]);
    let opened = 0;
    let written = 0;
    let most = 0;
    const real = chunkWork();
    const work: ChunkWork = {
      ...real,
      open: async (place, sealed) => {
        const chunk = await real.open(place, sealed);
        most = Math.max(most, ++opened - written);
        return chunk;
      },
    };
    const { receiver, sinks, saveAll } = receiving(kept, work);
    sinks.onOpen = (sink) => {
      const { write } = sink;
      Object.assign(sink, {
        write: async (bytes: Bytes) => {
          // A slow disk: everything else gets ahead as far as it may.
          for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
          await write(bytes);
          written++;
        },
      });
    };
    await receiver.open(kept.fragment);
    await saveAll();
    expect(receiver.state.is).toBe('verified');
    expect(most).toBeGreaterThan(RUN_CHUNKS);
    expect(most).toBeLessThanOrEqual(WINDOW_CHUNKS);
  });

  it('does not begin when the person declines to say where', async () => {
    const kept = await keptShare([5]);
    const { receiver, sinks, saveAll, states } = receiving(kept);
    Object.assign(sinks, { asking: true, declines: true });
    await receiver.open(kept.fragment);
    await saveAll();
    expect(states).toEqual(['ready', 'choosing', 'ready']);
    expect(kept.node.count('GET sealed')).toBe(0);
  });

  it.each([
    [10, 'verified'],
    [11, 'failed'],
  ])('of %i bytes where 10 is the most ends as %s', async (size, state) => {
    const kept = await keptShare([size]);
    const { receiver, sinks, saveAll } = receiving(kept);
    sinks.cap = 10;
    await receiver.open(kept.fragment);
    await saveAll();
    expect(receiver.state.is).toBe(state);
    if (state === 'failed') expect(receiver.state).toMatchObject({ trouble: { code: 'TOO_LARGE_HERE' } });
  });

  it('waits for a file that is arriving', async () => {
    const kept = await keptShare([MIB, 5]);
    const file = kept.node.file(kept.share);
    const { seal } = file;
    file.seal = null;
    const { receiver, saveAll, sinks, until } = receiving(kept);
    const open = receiver.open(kept.fragment);
    await until(() => receiver.state.is === 'ready');
    expect(receiver.files).toMatchObject([{ state: 'arriving' }, { state: 'ready' }]);
    const end = saveAll();
    await until(() => receiver.files[0]?.state === 'waiting');
    file.seal = seal;
    await end;
    await open;
    expect(receiver.state.is).toBe('verified');
    expect(sinks.opened.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });

  it('ends when an arriving file is deleted', async () => {
    const kept = await keptShare([MIB]);
    kept.node.file(kept.share).seal = null;
    const { receiver, saveAll, until } = receiving(kept);
    const open = receiver.open(kept.fragment);
    await until(() => receiver.state.is === 'ready');
    const end = saveAll();
    const stored = kept.node.shares.get(kept.share);
    if (stored !== undefined) stored.deleted = true;
    await Promise.all([end, open]);
    expect(receiver.state).toMatchObject({ is: 'failed', trouble: { code: 'GONE' } });
  });
});

describe('when the line breaks', () => {
  const cut = (at: number): Fault => ({ body: (sealed) => ({ cutAfter: sealed.slice(0, at) }) });

  it.each([0, 1, SEALED_CHUNK_BYTES, 3 * SEALED_CHUNK_BYTES + 5])(
    'after %i bytes of an answer, saving goes on at the first chunk that is missing',
    async (at) => {
      const { node, sinks, files, states, receiver } = await saved([10 * MIB], (each) => {
        fails(each, 'GET sealed 0-', { body: (sealed) => ({ cutAfter: sealed.slice(0, at) }) });
      });
      expect(states).toContain('waiting');
      expect(receiver.state.is).toBe('verified');
      expect(same(sinks.opened[0]?.bytes, files[0]?.bytes)).toBe(true);
      const next = Math.floor(at / SEALED_CHUNK_BYTES);
      expect(node.asked).toContain(`GET sealed ${next}-${RUN_CHUNKS - 1}`);
    },
  );

  it.each<[string, Fault]>([
    ['an answer is lost', 'lost'],
    ['the node has no room', { status: 503, code: 'OVER_CAPACITY' }],
    ['the node has a fault', { status: 500, code: 'INTERNAL' }],
    ['the node has more bytes than it should', cut(3 * MIB)],
  ])('because %s, saving goes on', async (_, fault) => {
    const { sinks, files, receiver } = await saved([10 * MIB], (node) => fails(node, 'GET sealed', fault, 2));
    expect(receiver.state.is).toBe('verified');
    expect(same(sinks.opened[0]?.bytes, files[0]?.bytes)).toBe(true);
  });

  it('for long, saving waits and goes on by itself', async () => {
    const kept = await keptShare([20 * MIB]);
    const { receiver, saveAll, until, sinks, time } = receiving(kept);
    await receiver.open(kept.fragment);
    const end = saveAll();
    await until(() => (receiver.files[0]?.done ?? 0) > 0);
    kept.node.down = true;
    await until(() => receiver.state.is === 'waiting');
    kept.node.down = false;
    time.goOnline();
    await end;
    expect(receiver.state.is).toBe('verified');
    expect(same(sinks.opened[0]?.bytes, kept.files[0]?.bytes)).toBe(true);
  });

  it('always before the same chunk while the node answers otherwise, it is damaged', async () => {
    const { sinks, receiver, node } = await saved([3 * MIB], (each) => {
      each.fault = ({ what }) =>
        what.startsWith('GET sealed') ? cut(what === 'GET sealed 0-2' ? SEALED_CHUNK_BYTES : 0) : null;
    });
    expect(receiver.state).toMatchObject({ is: 'failed', trouble: { code: 'DAMAGED' } });
    expect(receiver.files).toMatchObject([{ state: 'failed', trouble: { code: 'DAMAGED' } }]);
    expect(node.count('GET sealed 1-2')).toBe(RESETS_MAX);
    expect(sinks.opened[0]?.state).toBe('aborted');
  });

  it('and a worker is lost, chunks are fetched again', async () => {
    const kept = await keptShare([3 * MIB]);
    const real = chunkWork();
    let lost = 0;
    const { receiver, saveAll, sinks } = receiving(kept, {
      ...real,
      open: (place, sealed) =>
        place.index === 1 && lost++ === 0 ? Promise.reject(new WorkerLost('gone')) : real.open(place, sealed),
    });
    await receiver.open(kept.fragment);
    await saveAll();
    expect(receiver.state.is).toBe('verified');
    expect(same(sinks.opened[0]?.bytes, kept.files[0]?.bytes)).toBe(true);
  });
});

describe('a file that is not what was sent', () => {
  const flip = (at: number) => (sealed: Bytes) => {
    const changed = sealed.slice();
    const index = at < 0 ? changed.length + at : at;
    changed[index] = (changed[index] ?? 0) ^ 1;
    return changed;
  };
  const swap = (sealed: Bytes) =>
    concat(
      sealed.slice(SEALED_CHUNK_BYTES, 2 * SEALED_CHUNK_BYTES),
      sealed.slice(0, SEALED_CHUNK_BYTES),
      sealed.slice(2 * SEALED_CHUNK_BYTES),
    );

  it.each<[string, (sealed: Bytes) => Bytes, string]>([
    ['with its first byte flipped', flip(0), 'BAD_SEGMENT'],
    ['with a byte in its middle flipped', flip(MIB + 99), 'BAD_SEGMENT'],
    ['with its last byte flipped', flip(-1), 'BAD_SEGMENT'],
    ['with chunks in another order', swap, 'BAD_SEGMENT'],
    ['with more bytes at its end', (sealed) => concat(sealed, Uint8Array.of(1)), 'TRAILING'],
  ])('%s fails and is never finished', async (_, body, code) => {
    const { sinks, receiver, files } = await saved([2.5 * MIB], (node) => {
      fails(node, 'GET sealed', { body }, Infinity);
    });
    expect(receiver.state).toEqual({ is: 'failed', trouble: { code } });
    expect(sinks.opened[0]?.state).toBe('aborted');
    expect(sinks.opened[0]?.bytes.length).toBeLessThan(files[0]?.size ?? 0);
  });

  it.each([
    ['cut', (seal: Bytes) => seal.slice(0, 79), 'BAD_LENGTH'],
    ['flipped', flip(40), 'BAD_BLOCK'],
  ])('by a %s seal is not even begun', async (_, change, code) => {
    const { receiver, node } = await saved([5], (each) => {
      const [share] = each.shares.values();
      const file = share?.files[0];
      if (file !== undefined) file.seal = change(file.seal ?? new Uint8Array());
    });
    expect(receiver.state).toEqual({ is: 'failed', trouble: { code } });
    expect(node.count('GET sealed')).toBe(0);
  });

  it('by its root fails with its last chunk held back', async () => {
    const kept = await keptShare([2 * MIB]);
    const file = kept.node.file(kept.share);
    const stored = kept.node.shares.get(kept.share);
    const shareId = parseShareId(kept.share);
    if (stored === undefined || shareId === null) throw new Error('not kept');
    const { sender } = kept;
    const shareKey = await unwrapShareKey(
      sender.plan.secret,
      null,
      shareId,
      1,
      required(stored.wrap),
      stored.commit,
    );
    const header = await parseHeader(file.header);
    const { key, scope } = await unwrapFileKey(shareKey.key, header, file.wrap, file.commit);
    const root = new Uint8Array(32);
    file.seal = await sealFile(systemRandom, key, scope, { size: 2 * MIB, chunks: 2, root });
    const { receiver, saveAll, sinks } = receiving(kept);
    await receiver.open(kept.fragment);
    await saveAll();
    expect(receiver.state).toEqual({ is: 'failed', trouble: { code: 'BAD_ROOT' } });
    expect(sinks.opened[0]).toMatchObject({ state: 'aborted' });
    expect(sinks.opened[0]?.bytes.length).toBe(MIB);
  });

  it('does not keep the others from being saved', async () => {
    const { sinks, receiver } = await saved([5, 6, 7], (node) => {
      const [share] = node.shares.values();
      const chunks = share?.files[1]?.chunks;
      chunks?.set(0, flip(3)(chunks.get(0) ?? new Uint8Array()));
    });
    expect(sinks.opened.map(({ state }) => state)).toEqual(['closed', 'aborted', 'closed']);
    expect(receiver.files.map(({ state }) => state)).toEqual(['verified', 'failed', 'verified']);
    expect(receiver.state).toEqual({ is: 'failed', trouble: { code: 'BAD_SEGMENT' } });
  });
});

describe('a person', () => {
  /** Saving has begun, and goes no further than a few chunks until the gate is opened. */
  async function midway() {
    const kept = await keptShare([30 * MIB]);
    const all = receiving(kept);
    let open: () => void = () => undefined;
    all.sinks.onOpen = (sink) => {
      const { write } = sink;
      Object.assign(sink, {
        write: async (bytes: Bytes) => {
          await write(bytes);
          if (sink.parts.length === 3) sink.gate = new Promise((resolve) => (open = resolve));
        },
      });
    };
    await all.receiver.open(kept.fragment);
    const end = all.saveAll();
    await all.until(() => (all.receiver.files[0]?.done ?? 0) === 3 * MIB);
    return { ...kept, ...all, end, go: () => open() };
  }

  it('pauses and goes on', async () => {
    const { receiver, end, go, sinks, files, node } = await midway();
    receiver.pause();
    go();
    await new Promise((resolve) => setImmediate(resolve));
    expect(receiver.state.is).toBe('paused');
    const asked = node.count('GET sealed');
    receiver.resume();
    await end;
    expect(node.count('GET sealed')).toBeGreaterThan(asked);
    expect(receiver.state.is).toBe('verified');
    expect(same(sinks.opened[0]?.bytes, files[0]?.bytes)).toBe(true);
  });

  it('cancels; nothing of the file stays, and it may be saved again', async () => {
    const { receiver, end, go, sinks, saveAll } = await midway();
    receiver.cancel();
    go();
    await end;
    expect(receiver.state.is).toBe('cancelled');
    expect(sinks.opened[0]?.state).toBe('aborted');
    expect(receiver.files).toMatchObject([{ state: 'ready', done: 0 }]);
    sinks.onOpen = () => undefined;
    await saveAll();
    expect(receiver.state.is).toBe('verified');
  });

  it('cancels in the list of downloads', async () => {
    const { receiver, end, go, sinks } = await midway();
    sinks.opened[0]?.cancel();
    go();
    await end;
    expect(receiver.state.is).toBe('cancelled');
  });

  it('has a full disk', async () => {
    const { receiver, end, go, sinks } = await midway();
    const [sink] = sinks.opened;
    if (sink !== undefined) sink.broken = new DOMException('full', 'QuotaExceededError');
    go();
    await end;
    expect(receiver.state).toEqual({ is: 'failed', trouble: { code: 'DISK' } });
    expect(sink?.state).toBe('aborted');
  });

  it('turns to something else', async () => {
    const { receiver, end, go, sinks, node } = await midway();
    receiver.end();
    go();
    await end;
    expect(sinks.opened[0]?.state).toBe('aborted');
    const asked = node.asked.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(node.asked.length).toBe(asked);
  });
});
