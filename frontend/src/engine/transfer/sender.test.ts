import { describe, expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import { equal } from '../seal/bytes';
import { chunkWork, type ChunkWork, WorkerLost } from '../seal/chunk-work';
import { openFile } from '../seal/file-opener';
import { parseHeader } from '../seal/header';
import { unwrapFileKey, unwrapShareKey } from '../seal/keys';
import { parseLink } from '../seal/link';
import { systemRandom } from '../seal/primitives';
import { CHUNK_BYTES } from '../seal/sizes';
import { FakeNode, type Fault } from '../testing/fake-node';
import { required } from '../testing/fake-share';
import { quickTime } from '../testing/quick-time';
import { memoryLedger } from '../testing/memory-ledger';
import { MemoryFile, partsOf, sampleBytes } from '../testing/sources';
import { newPlan } from './send-plan';
import { INCOMPLETE_MAX, Sender } from './sender';
import { CHUNKS_AT_FIRST, CHUNKS_IN_FLIGHT, QUICK_MS, SLOW_MS, TASKS_IN_FLIGHT } from './width';
import { TRIES_MAX } from './line';

const ORIGIN = 'https://share.example.org';

/** A sender in front of a node in memory. */
function given(sizes: readonly number[], work: ChunkWork = chunkWork(), live = false) {
  const node = new FakeNode();
  const time = quickTime();
  const ledger = memoryLedger().storage;
  const files = sizes.map((size, index) => new MemoryFile(`file ${index}`, sampleBytes(size, index + 1)));
  const states: string[] = [];
  const watchers = new Set<() => void>();
  const sender: Sender = new Sender(
    {
      client: nodeClient((...call) => node.fetch(...call)),
      work,
      random: systemRandom,
      around: time.around,
      ledger,
    },
    newPlan(systemRandom, ledger, partsOf(files), [], live ? 1000 : null, live),
    {
      onChange: () => {
        if (states.at(-1) !== sender.state.is) states.push(sender.state.is);
        for (const watcher of [...watchers]) watcher();
      },
    },
  );
  /** Resolves as soon as something is so, at the next change at the latest. */
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
  return { node, time, files, sender, states, until };
}

/** Opens what the node has with nothing but the link. */
async function received(node: FakeNode, sender: Sender, index = 0) {
  const { shareId, secret } = parseLink(sender.link(ORIGIN));
  const share = node.shares.get(sender.share);
  const file = node.file(sender.share, index);
  if (share === undefined || file.seal === null) throw new Error('not complete');
  const shareKey = await unwrapShareKey(secret, null, shareId, 1, required(share.wrap), share.commit);
  const header = await parseHeader(file.header);
  const key = await unwrapFileKey(shareKey.key, header, file.wrap, file.commit);
  const chunks = [...file.chunks].sort(([a], [b]) => a - b).map(([, sealed]) => sealed);
  const parts = await openFile({ header, key, chunks, seal: file.seal });
  return Buffer.concat(parts);
}

/** The same fault each time `what` is asked for, `times` times. */
function fails(node: FakeNode, what: string, fault: Fault, times = 1) {
  node.fault = (asked) => (asked.what === what && asked.before < times ? fault : null);
}

describe('a sender', () => {
  it('has its link before anything was asked of anybody', () => {
    const { sender, node } = given([5]);
    expect(sender.link(ORIGIN)).toMatch(/^https:\/\/share\.example\.org\/s\/[\w-]{22}#1\.[\w-]{43}$/);
    expect(node.asked).toEqual([]);
  });

  it.each([0, 1, 65_536, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2.5 * CHUNK_BYTES])(
    'stores a file of %i bytes so that its link opens it',
    async (size) => {
      const { sender, node, files, states } = given([size]);
      await sender.run();
      expect(states).toEqual(['sending', 'sealing', 'stored']);
      expect(Buffer.compare(await received(node, sender), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
      expect(sender.files[0]?.done).toBe(size);
    },
  );

  it('stores many files, small ones side by side', async () => {
    const { sender, node, files } = given([10, 0, CHUNK_BYTES + 5, ...Array.from({ length: 30 }, () => 100)]);
    await sender.run();
    expect(sender.state.is).toBe('stored');
    for (const [index, file] of files.entries())
      expect(Buffer.compare(await received(node, sender, index), file.bytes)).toBe(0);
    expect(node.count('PUT chunk')).toBe(34);
  });

  it.each([
    ['small', 1000, TASKS_IN_FLIGHT],
    ['whole', CHUNK_BYTES, CHUNKS_IN_FLIGHT],
    ['half', CHUNK_BYTES / 2, TASKS_IN_FLIGHT],
  ])('has so many %s chunks under way, and no more', async (_, size, expected) => {
    const { sender, node } = given(Array.from({ length: 40 }, () => size));
    let [alive, most] = [0, 0];
    const { fetch } = node;
    Object.assign(node, {
      fetch: async (input: unknown, init?: RequestInit) => {
        if (!String(input).includes('/chunks/')) return fetch(input, init);
        most = Math.max(most, ++alive);
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        return fetch(input, init).finally(() => alive--);
      },
    });
    await sender.run();
    expect(sender.state.is).toBe('stored');
    // Larger ones are sealed more slowly than they are sent here.
    if (size === 1000) expect(most).toBe(expected);
    else expect(most).toBeLessThanOrEqual(expected);
  });

  it('says nothing of names, types or keys to the node', async () => {
    const { sender, node } = given([5]);
    await sender.run();
    const seen = node.shares.get(sender.share)?.body ?? '';
    expect(seen).not.toContain('file 0');
    expect(seen).not.toContain('text/plain');
    expect(seen).not.toContain(parseLink(sender.link(ORIGIN)).secret.toString());
  });

  it.each([
    ['while each is quick', QUICK_MS, CHUNKS_IN_FLIGHT],
    ['while each takes its time', QUICK_MS + 1, CHUNKS_AT_FIRST],
    ['from the first on a slow line', SLOW_MS + 1, CHUNKS_AT_FIRST],
  ])('never holds more chunks than it may, %s', async (_, took, expected) => {
    const node = new FakeNode();
    let [alive, most, later, now] = [0, 0, 0, 0];
    const file = new MemoryFile('large', sampleBytes(20 * CHUNK_BYTES));
    const { slice } = file;
    Object.assign(file, {
      slice: (from: number, to: number) => {
        most = Math.max(most, ++alive);
        if (from >= 10 * CHUNK_BYTES) later = Math.max(later, alive);
        return slice(from, to);
      },
    });
    const fetcher: typeof fetch = async (input, init) => {
      const isChunk = (input as string).includes('/chunks/');
      const begun = now;
      const answer = await node.fetch(input, init);
      if (isChunk) {
        alive--;
        now = begun + took;
      }
      return answer;
    };
    const around = { ...quickTime().around, now: () => now };
    const ledger = memoryLedger().storage;
    const needs = { client: nodeClient(fetcher), work: chunkWork(), random: systemRandom, around, ledger };
    const sender = new Sender(needs, newPlan(systemRandom, needs.ledger, partsOf([file])), {
      onChange: () => undefined,
    });
    await sender.run();
    expect(sender.state.is).toBe('stored');
    expect(most).toBe(expected);
    if (took > SLOW_MS) expect(later).toBe(1);
  });
});

describe('when requests fail', () => {
  it.each<[string, string, Fault]>([
    ['the share was not made', 'POST share', 'lost'],
    ['nobody heard that the share was made', 'POST share', 'answerLost'],
    ['a chunk never arrived', 'PUT chunk 1', 'lost'],
    ['nobody heard that a chunk arrived', 'PUT chunk 1', 'answerLost'],
    ['the node had no room for a chunk', 'PUT chunk 2', { status: 503, code: 'OVER_CAPACITY' }],
    ['the node had a fault', 'PUT chunk 0', { status: 500, code: 'INTERNAL' }],
    ['a chunk was damaged on the way', 'PUT chunk 0', { status: 422, code: 'DIGEST_MISMATCH' }],
    ['the seal never arrived', 'POST complete', 'lost'],
    ['nobody heard that the file is complete', 'POST complete', 'answerLost'],
    ['the node can not complete just now', 'POST complete', { status: 503, code: 'UNAVAILABLE' }],
  ])('a sender whose %s goes on without being asked', async (_, what, fault) => {
    const { sender, node, files, states } = given([3 * CHUNK_BYTES]);
    fails(node, what, fault, 2);
    await sender.run();
    expect(states).toContain('waiting');
    expect(states.at(-1)).toBe('stored');
    expect(Buffer.compare(await received(node, sender), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it('it waits as long as the node asks for', async () => {
    const { sender, node, time } = given([5]);
    fails(node, 'PUT chunk 0', { status: 503, code: 'UNAVAILABLE', retryAfter: 7 });
    await sender.run();
    expect(time.waits).toContain(7000);
  });

  it('it gives up what fails again and again by itself, and can be asked once more', async () => {
    const { sender, node, files } = given([2 * CHUNK_BYTES]);
    fails(node, 'PUT chunk 1', { status: 507, code: 'STORAGE_FULL' }, TRIES_MAX);
    await sender.run();
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code: 'STORAGE_FULL' }, canRetry: true });
    expect(node.count('PUT chunk 1')).toBe(TRIES_MAX);
    await sender.retry();
    expect(sender.state.is).toBe('stored');
    expect(node.count('PUT chunk 0')).toBe(1);
    expect(Buffer.compare(await received(node, sender), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it.each(['TOO_LARGE', 'GONE', 'NOT_FOUND', 'CONFLICT'])('it ends with %s', async (code) => {
    const { sender, node } = given([5]);
    fails(node, 'PUT chunk 0', { status: 400, code });
    await sender.run();
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code }, canRetry: false });
    expect(node.count('PUT chunk 0')).toBe(1);
  });

  it('after an outage it sends only what the node says is missing', async () => {
    const { sender, node, files, until } = given([12 * CHUNK_BYTES]);
    const { fetch } = node;
    // The first answers are lost, then nothing gets through until the device is told that it is online again.
    node.fault = ({ what }) => (node.count('PUT chunk') <= 6 && what.startsWith('PUT') ? 'answerLost' : null);
    Object.assign(node, {
      fetch: async (...call: Parameters<typeof fetch>) => {
        if (node.count('PUT chunk') >= 6) node.down = true;
        return fetch(...call);
      },
    });
    const end = sender.run();
    await until(() => sender.state.is === 'waiting');
    Object.assign(node, { fetch });
    node.down = false;
    await end;
    expect(sender.state.is).toBe('stored');
    expect(node.count('GET upload')).toBeGreaterThan(0);
    const put = node.asked.filter((what) => what.startsWith('PUT'));
    expect(put.length).toBeLessThanOrEqual(12 + CHUNKS_IN_FLIGHT);
    expect(Buffer.compare(await received(node, sender), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it('it tries at once when the device comes online', async () => {
    const { sender, node, time, until } = given([5]);
    node.down = true;
    const end = sender.run();
    await until(() => sender.state.is === 'waiting');
    node.down = false;
    time.goOnline();
    await end;
    expect(sender.state.is).toBe('stored');
  });

  it('it sends again what the node lost after all', async () => {
    const { sender, node, files } = given([3 * CHUNK_BYTES]);
    let lost = false;
    node.fault = ({ what }) => {
      if (what === 'POST complete' && !lost) {
        lost = true;
        node.file(sender.share).chunks.delete(1);
      }
      return null;
    };
    await sender.run();
    expect(sender.state.is).toBe('stored');
    expect(node.count('PUT chunk 1')).toBe(2);
    expect(Buffer.compare(await received(node, sender), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });

  it('it does not send for ever to a node that loses everything', async () => {
    const { sender, node } = given([CHUNK_BYTES]);
    node.fault = ({ what }) => {
      if (what === 'POST complete') node.file(sender.share).chunks.clear();
      return null;
    };
    await sender.run();
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code: 'INCOMPLETE' } });
    expect(node.count('POST complete')).toBe(INCOMPLETE_MAX + 1);
  });

  it('it seals anew what was lost with a worker', async () => {
    const real = chunkWork();
    let lost = 0;
    const { sender, node, files } = given([2 * CHUNK_BYTES], {
      ...real,
      seal: (place, plaintext) =>
        lost++ < 2 ? Promise.reject(new WorkerLost('gone')) : real.seal(place, plaintext),
    });
    await sender.run();
    expect(sender.state.is).toBe('stored');
    expect(Buffer.compare(await received(node, sender), files[0]?.bytes ?? Buffer.of(1))).toBe(0);
  });
});

describe('a file that', () => {
  it('is written to while it is sent ends the transfer', async () => {
    const { sender, files, until } = given([8 * CHUNK_BYTES]);
    const end = sender.run();
    await until(() => (sender.files[0]?.done ?? 0) > 0);
    const [file] = files;
    if (file !== undefined) file.lastModified++;
    await end;
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code: 'FILE_CHANGED' }, canRetry: false });
  });

  it('has become shorter ends the transfer', async () => {
    const { sender, files } = given([CHUNK_BYTES + 10]);
    const [file] = files;
    if (file !== undefined) Object.defineProperty(file, 'size', { value: file.size });
    if (file !== undefined) file.bytes = file.bytes.slice(0, CHUNK_BYTES);
    await sender.run();
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code: 'FILE_CHANGED' } });
  });

  it('has other content when a chunk is read again ends the transfer', async () => {
    const { sender, node, files } = given([10]);
    fails(node, 'PUT chunk 0', { status: 507, code: 'STORAGE_FULL' }, TRIES_MAX);
    await sender.run();
    files[0]?.bytes.fill(0);
    await sender.retry();
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code: 'FILE_CHANGED' } });
  });

  it('can not be read from the first ends the transfer', async () => {
    const { sender, files } = given([10]);
    if (files[0] !== undefined) files[0].broken = new DOMException('no', 'NotReadableError');
    await sender.run();
    expect(sender.state).toMatchObject({ is: 'failed', trouble: { code: 'FILE_UNREADABLE' } });
  });
});

describe('a person', () => {
  it('pauses and goes on', async () => {
    const { sender, node, states, until } = given([9 * CHUNK_BYTES]);
    const end = sender.run();
    await until(() => (sender.files[0]?.done ?? 0) > 0);
    sender.pause();
    await until(() => node.count('PUT chunk') >= 1);
    const asked = node.count('PUT chunk');
    await new Promise((resolve) => setImmediate(resolve));
    expect(node.count('PUT chunk')).toBeLessThanOrEqual(asked + CHUNKS_IN_FLIGHT);
    expect(sender.state).toEqual({ is: 'paused', then: 'sending' });
    sender.resume();
    await end;
    expect(states).toEqual(['sending', 'paused', 'sending', 'sealing', 'stored']);
  });

  it('pauses during an outage; nothing is asked until it goes on', async () => {
    const { sender, node, until } = given([CHUNK_BYTES]);
    node.down = true;
    const end = sender.run();
    await until(() => sender.state.is === 'waiting');
    sender.pause();
    node.down = false;
    expect(sender.state.is).toBe('paused');
    sender.resume();
    await end;
    expect(sender.state.is).toBe('stored');
  });

  it('stops, and nothing more is asked', async () => {
    const { sender, node, until } = given([30 * CHUNK_BYTES]);
    const end = sender.run();
    await until(() => (sender.files[0]?.done ?? 0) > 0);
    sender.stop();
    await end;
    const asked = node.asked.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(node.asked.length).toBe(asked);
    expect(asked).toBeLessThan(30);
  });
});

it('two senders of the same file share nothing', async () => {
  const [one, two] = [given([CHUNK_BYTES]), given([CHUNK_BYTES])];
  await Promise.all([one.sender.run(), two.sender.run()]);
  const [a, b] = [one.node.file(one.sender.share), two.node.file(two.sender.share)];
  expect(a.id).not.toBe(b.id);
  expect(equal(one.node.sealedBytes(a), two.node.sealedBytes(b))).toBe(false);
});

describe('a live share', () => {
  it('is made, and nothing of it is sent', async () => {
    const { node, sender, states } = given([5 * CHUNK_BYTES, 0], chunkWork(), true);
    await sender.run();
    expect(states).toEqual(['live']);
    expect(node.asked).toEqual(['POST share']);
  });

  it('fails by a file that it has, and by no other', async () => {
    const { sender } = given([1, 2], chunkWork(), true);
    await sender.run();
    const [first, second] = sender.files.map(({ id }) => id);
    await sender.leave(first ?? '', Promise.resolve(true));
    sender.broken(first ?? '', 'FILE_UNREADABLE');
    expect(sender.state.is).toBe('live');
    sender.broken(second ?? '', 'FILE_CHANGED');
    expect(sender.state).toMatchObject({ is: 'failed', canRetry: false, file: second });
  });
});
