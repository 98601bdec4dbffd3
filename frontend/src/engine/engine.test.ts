import { describe, expect, it } from 'vitest';
import { nodeClient } from './api/client';
import { createEngine, linkOrigin } from './engine';
import type { RecentEntry, RecentStorage } from './recent';
import { chunkWork } from './seal/chunk-work';
import { systemRandom } from './seal/primitives';
import { CHUNK_BYTES } from './seal/sizes';
import { FakeNode, LIFETIME } from './testing/fake-node';
import { quickTime } from './testing/quick-time';
import { memoryKeeping } from './testing/memory-keeping';
import { givenOf, MemoryFile, sampleBytes } from './testing/sources';
import { TestSinks } from './testing/test-sinks';
import type { EngineView } from './view';

/** What a device keeps, in memory; outlives the engine like a database does. */
function memoryStorage() {
  const entries = new Map<string, RecentEntry>();
  const storage: RecentStorage = {
    all: () => Promise.resolve([...entries.values()]),
    put: (entry) => Promise.resolve(void entries.set(entry.share, entry)),
    remove: (share) => Promise.resolve(void entries.delete(share)),
    onOthers: () => undefined,
  };
  return { entries, storage };
}

function given(
  node = new FakeNode(),
  storage = memoryStorage().storage,
  { keeping, receipts, ledger } = memoryKeeping(),
) {
  const time = quickTime();
  const sinks = new TestSinks();
  const client = nodeClient((...call) => node.fetch(...call));
  const engine = createEngine({
    ...{ client, work: chunkWork(), random: systemRandom, around: time.around, ledger, keeping, receipts },
    ...{ sinks, recent: storage, origin: 'https://share.example.org' },
  });
  const until = (condition: (view: EngineView) => boolean) =>
    new Promise<EngineView>((resolve) => {
      const look = () => {
        if (!condition(engine.view())) return;
        stop();
        resolve(engine.view());
      };
      const stop = engine.subscribe(look);
      look();
    });
  const send = (...sizes: number[]) => {
    const files = sizes.map((size, index) => new MemoryFile(`file ${index}`, sampleBytes(size, index + 1)));
    engine.send(givenOf(files), null);
    const share = engine.view().sends[0]?.share ?? '';
    const fragment = engine.view().sends[0]?.link.split('#')[1] ?? '';
    const stored = () =>
      until((view) => {
        const sent = view.sends.find((each) => each.share === share);
        return sent?.state.is === 'stored' && sent.expiresAt !== null;
      });
    return { files, share, fragment, stored };
  };
  return { node, time, sinks, engine, until, send };
}

/** Fails if anything of a view is changed in place later. */
function frozen<Part>(part: Part): Part {
  if (typeof part === 'object' && part !== null) Object.values(Object.freeze(part)).forEach(frozen);
  return part;
}

describe('the engine', () => {
  it('knows the limits of the node as soon as it answers', async () => {
    const { until } = given();
    const { limits } = await until((view) => view.limits !== null);
    expect(limits).toMatchObject({ maxFiles: 256, undoMillis: 30_000, lifetimes: [86_400_000] });
  });

  it('shows the link when sending begins, and then how far it is', async () => {
    const { engine, send } = given();
    const { share, stored } = send(3 * CHUNK_BYTES, 10);
    const [begun] = engine.view().sends;
    expect(begun).toMatchObject({ share, state: { is: 'preparing' }, rate: null, expiresAt: null });
    expect(begun?.link).toMatch(/^https:\/\/share\.example\.org\/s\/[\w-]{22}#1\.[\w-]{43}$/);
    const done: number[] = [];
    engine.subscribe(() => done.push(frozen(engine.view()).sends[0]?.files[0]?.done ?? -1));
    const { sends } = await stored();
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(sends[0]).toMatchObject({
      state: { is: 'stored' },
      files: [{ done: 3 * CHUNK_BYTES }, { done: 10 }],
    });
    expect(sends[0]?.expiresAt).toBeLessThanOrEqual(Date.now() + LIFETIME);
  });

  it('keeps the objects of what did not change', async () => {
    const { engine, send } = given();
    const first = send(10);
    await first.stored();
    const before = engine.view();
    const second = send(2 * CHUNK_BYTES, 5);
    await second.stored();
    const after = engine.view();
    expect(after.sends[1]?.files).toBe(before.sends[0]?.files);
    expect(after.recent.find(({ share }) => share === first.share)).toBe(before.recent[0]);
  });

  it('receives what was sent', async () => {
    const sending = given();
    const { files, share, fragment, stored } = sending.send(CHUNK_BYTES + 1);
    await stored();
    const { engine, until, sinks } = given(sending.node);
    engine.open(share, fragment);
    const opened = await until((view) => view.receive?.state.is === 'ready');
    expect(opened.receive).toMatchObject({ share, sealed: true, capBytes: null, rate: null });
    engine.save(opened.receive?.files.map(({ file }) => file) ?? []);
    await until((view) => view.receive?.state.is === 'verified');
    expect(Buffer.compare(sinks.opened[0]?.bytes ?? Buffer.of(), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it('opens a link once, however often the page asks', async () => {
    const sending = given();
    const { share, fragment, stored } = sending.send(5);
    await stored();
    const { engine, until, node } = given(sending.node);
    node.asked.length = 0;
    engine.open(share, fragment);
    engine.open(share, fragment);
    await until((view) => view.receive?.state.is === 'ready');
    expect(node.count('GET share')).toBe(1);
  });

  it('asks anew when a link that led to nothing is opened again', async () => {
    const sending = given();
    const { share, fragment, stored } = sending.send(5);
    await stored();
    await sending.engine.remove(share);
    const { engine, until } = given(sending.node);
    engine.open(share, fragment);
    await until((view) => view.receive?.state.is === 'gone');
    await sending.engine.undo(share);
    engine.open(share, fragment);
    await until((view) => view.receive?.state.is === 'ready');
  });

  it('takes a whole link, a fragment or a bare key by hand, and nothing else', async () => {
    const sending = given();
    const { share, fragment, stored } = sending.send(5);
    const link = sending.engine.view().sends[0]?.link ?? '';
    await stored();
    for (const text of [` ${link}\n`, fragment, `#${fragment}`, fragment.slice(2)]) {
      const { engine, until } = given(sending.node);
      engine.open(share, '');
      await until((view) => view.receive?.state.is === 'keyNeeded');
      for (const bad of [
        '',
        'hello',
        fragment.slice(0, 20),
        link.replace(/\/s\/.{22}/, `/s/${'A'.repeat(22)}`),
      ])
        expect(engine.giveKey(bad), bad).toBe(false);
      expect(engine.giveKey(text), text).toBe(true);
      await until((view) => view.receive?.state.is === 'ready');
    }
  });
});

describe('a share of this device', () => {
  it('is deleted, taken back and forgotten', async () => {
    const { entries, storage } = memoryStorage();
    const { engine, node, send } = given(undefined, storage);
    const { share, stored } = send(5);
    await stored();
    expect(engine.view().recent).toMatchObject([
      { share, name: 'file 0', files: 1, size: 5, state: 'stored' },
    ]);

    await engine.remove(share);
    expect(node.shares.get(share)?.deleted).toBe(true);
    expect(engine.view().sends[0]?.state).toMatchObject({ is: 'deleted' });
    expect(engine.view().recent[0]?.state).toHaveProperty('undoUntil');

    await engine.undo(share);
    expect(node.shares.get(share)?.deleted).toBe(false);
    expect(engine.view().sends[0]?.state).toEqual({ is: 'stored' });
    expect(engine.view().recent[0]?.state).toBe('stored');

    engine.closeSend(share);
    engine.forget(share);
    expect(engine.view()).toMatchObject({ sends: [], recent: [] });
    expect(entries.size).toBe(0);
    expect(node.shares.get(share)?.deleted).toBe(false);
  });

  it('says so when it could not be deleted', async () => {
    const { engine, node, send } = given();
    const { share, stored } = send(5);
    await stored();
    node.down = true;
    await expect(engine.remove(share)).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect(engine.undo(share)).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(engine.view().recent[0]?.state).toBe('stored');
  });

  it('is known to the next visit, with what is needed to go on with it', async () => {
    const { entries, storage } = memoryStorage();
    const { send, node } = given(undefined, storage);
    const { share, stored } = send(5, 6);
    await stored();
    const kept = entries.get(share);
    expect(kept?.files.map(({ size, upload }) => [size, upload.length])).toEqual([
      [5, 32],
      [6, 32],
    ]);
    const { engine, until } = given(node, storage);
    const { recent } = await until((view) => view.recent.length > 0);
    expect(recent).toMatchObject([{ share, files: 2, size: 11, state: 'stored' }]);
    await engine.remove(share);
    expect(node.shares.get(share)?.deleted).toBe(true);
  });

  it('goes away for good when its sending is cancelled, as soon as the node is reached', async () => {
    const { engine, node, send, until } = given();
    const { share } = send(40 * CHUNK_BYTES);
    await until((view) => (view.sends[0]?.files[0]?.done ?? 0) > 0);
    node.down = true;
    engine.cancelSend(share);
    expect(engine.view()).toMatchObject({ sends: [], recent: [] });
    node.down = false;
    while (node.shares.get(share)?.deleted !== true) await new Promise((resolve) => setImmediate(resolve));
    expect(engine.view().recent).toEqual([]);
  });

  it('that ended long ago is dropped', async () => {
    const { entries, storage } = memoryStorage();
    const first = given(undefined, storage);
    const { share, stored } = first.send(5);
    await stored();
    const entry = entries.get(share);
    if (entry === undefined) throw new Error('not kept');
    entries.set(share, { ...entry, expiresAt: 1 });
    const { until } = given(first.node, storage);
    await until((view) => view.limits !== null);
    expect(entries.size).toBe(0);
  });

  it('is shown even where nothing can be kept', async () => {
    const broken = () => Promise.reject(new Error('no storage'));
    const { engine, send } = given(undefined, {
      all: broken,
      put: broken,
      remove: broken,
      onOthers: () => undefined,
    });
    const { stored } = send(5);
    await stored();
    expect(engine.view().recent).toHaveLength(1);
  });
});

describe('a link', () => {
  it.each([
    ['https://share.example.org', 'https://other.example.org', 'https://share.example.org'],
    ['http://localhost:8080', 'https://share.example.org/', 'https://share.example.org'],
    ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', null, 'http://[::1]:8080'],
  ])('on a page from %s of a node known as %s leads to %s', (origin, publicUrl, expected) =>
    expect(linkOrigin(origin, publicUrl)).toBe(expected),
  );
});
