import { describe, expect, it } from 'vitest';
import type { FakeNode } from './testing/fake-node';
import { givenOf, MemoryFile, sampleBytes } from './testing/sources';
import { opened, sent, storage, visit } from './testing/visits';
import { CHUNK_BYTES } from './seal/sizes';
import { LOOK_SETTLED_MS } from './transfer/lookout';
import type { Engine } from './view';

const MIB = CHUNK_BYTES;

/** Saves everything and answers what was saved, by name. */
async function received(node: FakeNode, share: string, fragment: string, ...passwords: string[]) {
  const { engine, until, sinks, receive } = await opened(node, share, fragment, ...passwords);
  engine.save(receive?.files.map(({ file }) => file) ?? []);
  await until((view) => ['verified', 'failed'].includes(view.receive?.state.is ?? ''));
  expect(engine.view().receive?.state.is).toBe('verified');
  return new Map(sinks.opened.map((sink) => [sink.file.name, sink.bytes]));
}

const names = (engine: Engine) => engine.view().sends[0]?.files.map(({ name }) => name);
const idOf = (engine: Engine, at: number) => engine.view().sends[0]?.files[at]?.file ?? '';

describe('a file', () => {
  it('gets another name, again and again, which nobody but receivers reads', async () => {
    const { engine, node, share, fragment, file, kept } = await sent();
    const id = idOf(engine, 0);
    await engine.changeFiles(share, { rename: { file: id, name: 'survey.pdf' } });
    expect(await engine.changeFiles(share, { rename: { file: id, name: 'Häfen/../é.pdf' } })).toMatchObject([
      { file: id, name: 'Häfen_.._é.pdf', size: 1000, arriving: false },
    ]);
    expect(node.file(share).metaVersion).toBe(3);
    expect(Buffer.from(node.file(share).meta).toString('latin1')).not.toContain('fen');
    const [[name, bytes] = []] = await received(node, share, fragment);
    expect(name).toBe('Häfen_.._é.pdf');
    expect(Buffer.compare(bytes ?? Buffer.of(), file.bytes)).toBe(0);
    expect(names(engine)).toEqual(['Häfen_.._é.pdf']);
    const later = visit(node, kept);
    await later.until(({ recent }) => recent[0]?.name === 'Häfen_.._é.pdf');
  });

  it('gets the name of the later of two who are at it at once', async () => {
    const { engine, node, share, kept } = await sent();
    const { engine: other, until } = visit(node, kept);
    await until(({ recent }) => recent.length > 0);
    const file = idOf(engine, 0);
    await Promise.all([
      engine.changeFiles(share, { rename: { file, name: 'one' } }),
      other.changeFiles(share, { rename: { file, name: 'two' } }),
    ]);
    expect(node.file(share).metaVersion).toBe(3);
    expect(['one', 'two']).toContain((await engine.contents(share))[0]?.name);
  });

  it('has no name longer than can be sealed', async () => {
    const { engine, share } = await sent();
    const rename = { file: idOf(engine, 0), name: 'x'.repeat(8192) };
    await expect(engine.changeFiles(share, { rename })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is taken out, but for the last; whoever else does it too is told what is left', async () => {
    const { engine, node, share, kept } = await sent(storage(), [1000, 2000]);
    const { engine: other, until } = visit(node, kept);
    await until(({ recent }) => recent.length > 0);
    const [first, second] = [idOf(engine, 0), idOf(engine, 1)];
    expect(await engine.changeFiles(share, { remove: first })).toMatchObject([{ file: second }]);
    expect(names(engine)).toEqual(['file 1.txt']);
    await expect(other.changeFiles(share, { remove: first })).rejects.toMatchObject({ code: 'NO_SUCH_FILE' });
    await expect(other.changeFiles(share, { remove: second })).rejects.toMatchObject({ code: 'LAST_FILE' });
    expect(other.view().recent[0]).toMatchObject({ files: 1, name: 'file 1.txt', size: 2000 });
  });

  it('stays while the node can’t be reached', async () => {
    const { engine, node, share } = await sent(storage(), [1000, 2000]);
    const remove = idOf(engine, 0);
    node.down = true;
    await expect(engine.changeFiles(share, { remove })).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect(engine.contents(share)).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(names(engine)).toHaveLength(2);
  });

  it('is taken out while it is sent, and the others arrive', async () => {
    const node = (await sent()).node;
    const { engine, until } = visit(node);
    const files = [
      new MemoryFile('a', sampleBytes(2 * MIB)),
      new MemoryFile('b', sampleBytes(3 * MIB, 2)),
      new MemoryFile('c', sampleBytes(5, 3)),
    ];
    engine.send(givenOf(files), null);
    const share = engine.view().sends[0]?.share ?? '';
    const remove = idOf(engine, 1);
    await until(({ sends }) => (sends[0]?.files[1]?.done ?? 0) > 0);
    await engine.changeFiles(share, { remove });
    await until(({ sends }) => sends[0]?.state.is === 'stored');
    expect(names(engine)).toEqual(['a', 'c']);
    expect(node.shares.get(share)?.files.map(({ seal }) => seal === null)).toEqual([false, false]);
  });

  it('that changed while it was sent is left out, and the others arrive', async () => {
    const node = (await sent()).node;
    const { engine, until } = visit(node);
    const files = [new MemoryFile('a', sampleBytes(5)), new MemoryFile('b', sampleBytes(5, 2))];
    engine.send(givenOf(files), null);
    const changed = files[0];
    if (changed !== undefined) changed.lastModified++;
    const { sends } = await until((view) => view.sends[0]?.state.is === 'failed');
    const file = idOf(engine, 0);
    expect(sends[0]?.state).toMatchObject({ trouble: { code: 'FILE_CHANGED' }, canRetry: false, file });
    await engine.changeFiles(sends[0]?.share ?? '', { remove: file });
    await until((view) => view.sends[0]?.state.is === 'stored');
    expect(names(engine)).toEqual(['b']);
  });
});

describe('files that are added', () => {
  it('later arrive under the same link, behind the same password', async () => {
    const { engine, node, share, fragment, file, kept } = await sent();
    await engine.changeTerms(share, { password: 'secret' });
    const later = visit(node, kept);
    await later.until(({ recent }) => recent.length > 0);
    const more = new MemoryFile('more.bin', sampleBytes(2 * MIB + 5, 7));
    const asked = node.count('PUT chunk');
    await later.engine.addFiles(share, givenOf([more]));
    expect(later.engine.view().sends[0]).toMatchObject({ share, adding: true });
    await later.until(({ sends }) => sends[0]?.state.is === 'stored');
    expect(node.count('PUT chunk')).toBe(asked + 3);
    const saved = await received(node, share, fragment, 'secret');
    expect(Buffer.compare(saved.get('report.pdf') ?? Buffer.of(), file.bytes)).toBe(0);
    expect(Buffer.compare(saved.get('more.bin') ?? Buffer.of(), more.bytes)).toBe(0);
    expect(later.engine.view().recent[0]).toMatchObject({ files: 2, state: 'stored' });
    // The page that sent it first heard of it.
    expect(engine.view().recent[0]).toMatchObject({ files: 2 });
  });

  it('while others are on their way cost those nothing', async () => {
    const node = (await sent()).node;
    const { engine, until } = visit(node);
    engine.send(givenOf([new MemoryFile('a', sampleBytes(6 * MIB))]), null);
    const share = engine.view().sends[0]?.share ?? '';
    await until(({ sends }) => (sends[0]?.files[0]?.done ?? 0) >= 2 * MIB);
    node.asked.length = 0;
    const safe = node.file(share).chunks.size;
    await engine.addFiles(share, givenOf([new MemoryFile('b', sampleBytes(5, 2))]));
    expect(engine.view().sends).toMatchObject([{ share, adding: false }]);
    await until(({ sends }) => sends[0]?.state.is === 'stored');
    expect(names(engine)).toEqual(['a', 'b']);
    expect(node.asked.filter((what) => what.startsWith('PUT chunk')).length).toBeLessThanOrEqual(
      6 - safe + 5,
    );
  });

  it('and cancelled are taken out again; what was there stays', async () => {
    const { engine, node, share, fragment } = await sent();
    node.fault = ({ what }) => (what === 'PUT chunk 1' ? 'lost' : null);
    await engine.addFiles(share, givenOf([new MemoryFile('more.bin', sampleBytes(2 * MIB, 7))]));
    while ((node.shares.get(share)?.files[1]?.chunks.size ?? 0) === 0)
      await new Promise((resolve) => setImmediate(resolve));
    engine.cancelSend(share);
    node.fault = () => null;
    while (engine.view().recent[0]?.state !== 'stored') await new Promise((resolve) => setImmediate(resolve));
    expect(engine.view().recent[0]).toMatchObject({ files: 1 });
    expect([...(await received(node, share, fragment)).keys()]).toEqual(['report.pdf']);
  });

  it('are not sent anywhere when the share is gone', async () => {
    const { engine, node, share } = await sent();
    await engine.remove(share);
    const given = givenOf([new MemoryFile('more.bin', sampleBytes(5))]);
    await expect(engine.addFiles(share, given)).rejects.toMatchObject({ code: 'GONE' });
    expect(node.shares.get(share)?.files).toHaveLength(1);
  });

  it('and broken off are gone on with on a later visit', async () => {
    const { engine, node, share, kept } = await sent();
    const more = new MemoryFile('more.bin', sampleBytes(2 * MIB, 7));
    node.fault = ({ what }) => (what === 'PUT chunk 1' ? 'lost' : null);
    await engine.addFiles(share, givenOf([more]));
    while ((node.shares.get(share)?.files[1]?.chunks.size ?? 0) === 0)
      await new Promise((resolve) => setImmediate(resolve));
    engine.pauseSend(share);
    const later = visit(node, kept);
    await later.until(({ recent }) => recent[0]?.state === 'uploading');
    node.fault = () => null;
    expect(await later.engine.goOn(share, givenOf([more]))).toEqual({ is: 'going' });
    expect(later.engine.view().sends[0]?.adding).toBe(true);
    await later.until(({ sends }) => sends[0]?.state.is === 'stored');
  });
});

describe('who downloaded a share', () => {
  it('is what the node says of it', async () => {
    const { engine, node, share } = await sent();
    expect(await engine.downloads(share)).toEqual({ since: 0, downloads: [] });
    const one = { id: 'a', began: 1, last: 2, bytes: 3, verified: true, path: 'STORE' };
    node.downloads = [
      { ...one, address: '192.0.2.1' },
      { ...one, address: null },
    ];
    expect((await engine.downloads(share)).downloads).toEqual(node.downloads);
    expect(await engine.changeTerms(share, { trackAddresses: false })).toMatchObject({
      trackAddresses: false,
    });
  });
});

describe('a link that is open while its sender changes it', () => {
  const removed = (node: FakeNode, share: string, at: number) => {
    const stored = node.shares.get(share);
    if (stored !== undefined) stored.files = stored.files.filter((_, index) => index !== at);
  };

  it('shows what was removed, added and renamed', async () => {
    const { engine, node, share, fragment } = await sent(storage(), [10, 20, 30]);
    const other = await opened(node, share, fragment);
    await engine.changeFiles(share, { remove: idOf(engine, 1) });
    await engine.changeFiles(share, { rename: { file: idOf(engine, 0), name: 'new name.pdf' } });
    await engine.addFiles(share, givenOf([new MemoryFile('d', sampleBytes(40, 9))]));
    const { receive } = await other.until((view) => view.receive?.files[3]?.state === 'ready');
    expect(receive).toMatchObject({
      added: 1,
      files: [
        { name: 'new name.pdf', state: 'ready' },
        { name: 'file 1.txt', state: 'removed' },
        { name: 'file 2.txt', state: 'ready' },
        { name: 'd', state: 'ready' },
      ],
    });
    other.engine.save(receive?.files.map(({ file }) => file) ?? []);
    await other.until((view) => view.receive?.state.is === 'verified');
    expect(other.sinks.opened.map(({ file }) => file.name)).toEqual(['new name.pdf', 'file 2.txt', 'd']);
  });

  it('goes on saving what is still there', async () => {
    const { node, share, fragment, files } = await sent(storage(), [3 * MIB, MIB + 20, 30]);
    const other = await opened(node, share, fragment);
    let go: () => void = () => undefined;
    other.sinks.onOpen = (sink) => {
      other.sinks.onOpen = () => undefined;
      sink.gate = new Promise((resolve) => (go = resolve));
    };
    other.engine.save(other.receive?.files.map(({ file }) => file) ?? []);
    while (other.sinks.opened.length === 0) await new Promise((resolve) => setImmediate(resolve));
    removed(node, share, 1);
    go();
    const { receive } = await other.until((view) => view.receive?.state.is === 'failed');
    expect(receive?.state).toMatchObject({ trouble: { code: 'REMOVED' } });
    expect(receive?.files.map(({ state }) => state)).toEqual(['verified', 'removed', 'verified']);
    expect(Buffer.compare(other.sinks.opened[0]?.bytes ?? Buffer.of(), files[0]?.bytes ?? Buffer.of(1))).toBe(
      0,
    );
  });

  it('goes on with a file that was refused while another was taken out', async () => {
    const { node, share, fragment } = await sent(storage(), [10, 20]);
    node.fault = ({ what, before }) =>
      what.startsWith('GET sealed') && before === 0 ? { status: 410, code: 'GONE' } : null;
    expect([...(await received(node, share, fragment)).keys()]).toEqual(['report.pdf', 'file 1.txt']);
  });

  it('asks for the password that was set meanwhile', async () => {
    const { engine, node, share, fragment } = await sent();
    const other = await opened(node, share, fragment);
    await engine.changeTerms(share, { password: 'secret' });
    await other.until((view) => view.receive?.state.is === 'passwordNeeded');
    other.engine.givePassword('secret');
    await other.until((view) => view.receive?.state.is === 'ready');
  });

  it('ends with it, but what was saved stays so', async () => {
    const { engine, node, share, fragment } = await sent(storage(), [10, 20]);
    const [idle, saver] = [await opened(node, share, fragment), await opened(node, share, fragment)];
    saver.engine.save([saver.receive?.files[0]?.file ?? '']);
    await saver.until((view) => view.receive?.state.is === 'verified');
    const asked = node.count('GET share');
    await engine.remove(share);
    await idle.until((view) => view.receive?.state.is === 'gone');
    // Both looked again by then.
    while (node.count('GET share') < asked + 2)
      await new Promise((resolve) => setTimeout(resolve, LOOK_SETTLED_MS / 1000));
    expect(saver.engine.view().receive?.state.is).toBe('verified');
  });
});
