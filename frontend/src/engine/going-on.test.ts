import { describe, expect, it } from 'vitest';
import { nodeClient } from './api/client';
import { createEngine } from './engine';
import type { RecentEntry, RecentStorage } from './recent';
import { chunkWork } from './seal/chunk-work';
import { systemRandom } from './seal/primitives';
import { CHUNK_BYTES } from './seal/sizes';
import { FakeNode } from './testing/fake-node';
import { memoryKeeping } from './testing/memory-keeping';
import { memoryLedger } from './testing/memory-ledger';
import { quickTime } from './testing/quick-time';
import { givenOf, MemoryFile, sampleBytes } from './testing/sources';
import { TestSinks } from './testing/test-sinks';
import { CHUNKS_IN_FLIGHT } from './transfer/width';
import type { Engine, EngineView } from './view';

/** What outlives a visit: the node, and what the browser keeps. */
function world() {
  const node = new FakeNode();
  const entries = new Map<string, RecentEntry>();
  const recent: RecentStorage = {
    all: () => Promise.resolve([...entries.values()]),
    put: (entry) => Promise.resolve(void entries.set(entry.share, entry)),
    remove: (share) => Promise.resolve(void entries.delete(share)),
    onOthers: () => undefined,
  };
  return { node, entries, recent, ledger: memoryLedger(), kept: memoryKeeping() };
}
type World = ReturnType<typeof world>;

/** A page that can be killed: nothing of it is heard of any more, and nothing answers it. */
function visit({ node, recent, ledger, kept: { keeping, receipts } }: World) {
  let alive = true;
  const dead = new Promise<never>(() => undefined);
  const fetcher: typeof fetch = async (...call) => {
    const answer = alive ? await node.fetch(...(call as Parameters<typeof node.fetch>)) : await dead;
    return alive ? answer : dead;
  };
  const sinks = new TestSinks();
  const engine = createEngine({
    ...{
      client: nodeClient(fetcher),
      work: chunkWork(),
      random: systemRandom,
      sinks,
      recent,
      keeping,
      receipts,
    },
    ...{ around: quickTime().around, ledger: ledger.storage, origin: 'https://share.example.org' },
  });
  return { engine, sinks, kill: () => (alive = false) };
}

function until(engine: Engine, condition: (view: EngineView) => boolean) {
  return new Promise<EngineView>((resolve) => {
    const look = () => {
      if (!condition(engine.view())) return;
      stop();
      resolve(engine.view());
    };
    const stop = engine.subscribe(look);
    look();
  });
}

const stored = (engine: Engine) => until(engine, ({ sends }) => sends[0]?.state.is === 'stored');

/** Sends, and is killed as soon as the node has so many chunks. */
async function broken(where: World, files: readonly MemoryFile[], chunks: number) {
  const first = visit(where);
  const killed = new Promise<void>((resolve) => {
    let count = 0;
    where.node.fault = ({ what }) => {
      if (chunks === 0 || (what.startsWith('PUT chunk') && ++count > chunks)) {
        first.kill();
        resolve();
        return 'lost';
      }
      return null;
    };
  });
  first.engine.send(givenOf(files), null);
  const share = first.engine.view().sends[0]?.share ?? '';
  const link = first.engine.view().sends[0]?.link ?? '';
  await killed;
  where.node.fault = () => null;
  const before = where.node.asked.slice();
  where.node.asked.length = 0;
  const next = visit(where);
  await until(next.engine, ({ recent }) => recent.length > 0);
  return { share, link, before, next };
}

async function receivedBy(where: World, share: string, link: string) {
  const { engine, sinks } = visit(where);
  engine.open(share, link.split('#')[1] ?? '');
  const { receive } = await until(engine, (view) => view.receive?.state.is === 'ready');
  engine.save(receive?.files.map(({ file }) => file) ?? []);
  await until(engine, (view) => view.receive?.state.is === 'verified');
  return sinks.opened.map(({ bytes }) => Buffer.from(bytes));
}

const file = (chunks: number, name = 'large.bin', seed = 1) =>
  new MemoryFile(name, sampleBytes(chunks * CHUNK_BYTES - 5, seed));

describe('an upload whose page was closed', () => {
  it('goes on at what is missing', async () => {
    const where = world();
    const large = file(12);
    const { share, link, before, next } = await broken(where, [large], 6);
    expect(next.engine.view().recent).toMatchObject([{ share, link, state: 'uploading' }]);
    expect(await next.engine.goOn(share, givenOf([large]))).toEqual({ is: 'going' });
    expect(next.engine.view().sends[0]).toMatchObject({ share, link });
    await stored(next.engine);

    const sent = [...before, ...where.node.asked].filter((what) => what.startsWith('PUT chunk'));
    expect(sent.length - new Set(sent).size).toBeLessThanOrEqual(CHUNKS_IN_FLIGHT);
    expect(where.node.count('PUT chunk')).toBeLessThanOrEqual(6);
    expect((await receivedBy(where, share, link))[0]?.equals(large.bytes)).toBe(true);
    expect(next.engine.view().recent[0]?.state).toBe('stored');
    expect(where.ledger.owners.size).toBe(0);
  });

  it('goes on where the browser kept no digests, reading what it doesn’t send', async () => {
    const where = world();
    const large = file(8);
    const { share, link, next } = await broken(where, [large], 5);
    where.ledger.owners.clear();
    await next.engine.goOn(share, givenOf([large]));
    await stored(next.engine);
    expect(where.node.count('PUT chunk')).toBeLessThanOrEqual(3);
    expect((await receivedBy(where, share, link))[0]?.equals(large.bytes)).toBe(true);
  });

  it('begins where the node never heard of it, with the same link', async () => {
    const where = world();
    const small = file(1);
    const { share, link, next } = await broken(where, [small], 0);
    expect(where.node.shares.size).toBe(0);
    await next.engine.goOn(share, givenOf([small]));
    await stored(next.engine);
    expect((await receivedBy(where, share, link))[0]?.equals(small.bytes)).toBe(true);
  });

  it('needs only the files that aren’t whole, and names those that are missing', async () => {
    const where = world();
    const [small, large, other] = [file(1, 'small', 2), file(8, 'large', 3), file(6, 'other', 4)];
    const { share, link, next } = await broken(where, [small, large, other], 6);
    expect(await next.engine.goOn(share, givenOf([large]))).toEqual({ is: 'missing', names: ['other'] });
    expect(next.engine.view().sends).toEqual([]);
    expect(await next.engine.goOn(share, givenOf([other, large]))).toEqual({ is: 'going' });
    await stored(next.engine);
    const got = await receivedBy(where, share, link);
    expect(got.map((bytes, at) => bytes.equals([small, large, other][at]?.bytes ?? Buffer.of()))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    ['another size', () => new MemoryFile('large.bin', sampleBytes(8 * CHUNK_BYTES - 6))],
    ['another time', () => Object.assign(file(8), { lastModified: 5 })],
    ['other bytes at the start', () => Object.assign(file(8), { bytes: flipped(file(8).bytes, 3) })],
  ])('is not mixed with a file of %s, which takes its place if that is wanted', async (_, make) => {
    const where = world();
    const { share, link, next } = await broken(where, [file(8), file(1, 'second', 9)], 5);
    const id = where.node.file(share).id;
    const changed = make();
    const given = givenOf([changed, file(1, 'second', 9)]);
    expect(await next.engine.goOn(share, given)).toEqual({ is: 'changed', names: ['large.bin'] });
    expect(where.node.count('PUT chunk')).toBe(0);
    expect(await next.engine.goOn(share, given, true)).toEqual({ is: 'going' });
    await stored(next.engine);
    const ids = where.node.shares.get(share)?.files.map((each) => each.id);
    expect(ids).toHaveLength(2);
    expect(ids).not.toContain(id);
    const got = await receivedBy(where, share, link);
    expect(got.some((bytes) => bytes.equals(changed.bytes))).toBe(true);
  });

  it('says when the node isn’t reached or has it no more', async () => {
    const where = world();
    const { share, next } = await broken(where, [file(8)], 3);
    where.node.down = true;
    await expect(next.engine.goOn(share, givenOf([file(8)]))).rejects.toMatchObject({ code: 'OFFLINE' });
    where.node.down = false;
    Object.assign(where.node.shares.get(share) ?? {}, { deleted: true });
    await expect(next.engine.goOn(share, givenOf([file(8)]))).rejects.toMatchObject({ code: 'GONE' });
  });

  it('goes on in folders: files are told apart by where they stand', async () => {
    const where = world();
    const [one, two] = [file(12, 'same.bin', 5), file(12, 'same.bin', 6)];
    const given = {
      files: [
        { path: 'a', file: one as unknown as File },
        { path: 'b', file: two as unknown as File },
      ],
      folders: ['c'],
      handles: [],
    };
    const first = visit(where);
    const killed = new Promise<void>((resolve) => {
      let count = 0;
      where.node.fault = ({ what }) => {
        // The first isn't whole, and some of it is known to be safe: that tells them apart.
        if (!what.startsWith('PUT chunk') || ++count < 9 || where.ledger.owners.size < 1) return null;
        first.kill();
        resolve();
        return 'lost';
      };
    });
    first.engine.send(given, null);
    const { share = '', link = '' } = first.engine.view().sends[0] ?? {};
    await killed;
    where.node.fault = () => null;
    const { engine } = visit(where);
    await until(engine, ({ recent }) => recent[0]?.hasFolders === true);
    const swapped = given.files.map(({ path }, at) => ({ path, file: given.files[1 - at]?.file as File }));
    expect(await engine.goOn(share, { ...given, files: swapped })).toMatchObject({ is: 'changed' });
    expect(await engine.goOn(share, given)).toEqual({ is: 'going' });
    await stored(engine);
    const got = await receivedBy(where, share, link);
    expect(got.map((bytes, at) => bytes.equals([one, two][at]?.bytes ?? Buffer.of()))).toEqual([true, true]);
  });
});

describe('a share of many files', () => {
  it('is made in parts, each of which may be asked for twice', async () => {
    const where = world();
    const files = Array.from({ length: 600 }, (_, at) => new MemoryFile(`${at}`, sampleBytes(10, at)));
    const { engine } = visit(where);
    where.node.fault = ({ what, before }) => (what === 'PATCH share' && before === 0 ? 'answerLost' : null);
    engine.send(givenOf(files), null);
    await stored(engine);
    const { share = '' } = engine.view().sends[0] ?? {};
    expect(where.node.shares.get(share)?.files).toHaveLength(600);
    expect(where.node.count('PATCH share')).toBe(3);
    expect(where.node.count('PUT chunk')).toBe(600);
  });
});

function flipped(bytes: Uint8Array<ArrayBuffer>, at: number) {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
