import { afterEach, describe, expect, it } from 'vitest';
import { equal } from './seal/bytes';
import { CHUNK_BYTES, SEALED_CHUNK_BYTES } from './seal/sizes';
import { FakeLive } from './testing/fake-live';
import { FakeNode } from './testing/fake-node';
import { givenOf, MemoryFile, sampleBytes } from './testing/sources';
import { storage, visit } from './testing/visits';
import { LIVE_LIFETIME_MAX } from './view';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A page that offers a live share, in front of a node where others open it. */
function given(sizes: readonly number[] = [3 * CHUNK_BYTES + 5]) {
  const node = new FakeNode();
  const live = new FakeLive();
  node.ticket = live.ticket;
  const files = sizes.map((size, at) => new MemoryFile(`file ${at}.bin`, sampleBytes(size, at + 1)));
  const kept = storage();
  const page = () => {
    const made = visit(node, kept, live.world());
    ends.push(() => {
      made.engine.cancelSend(made.engine.view().sends[0]?.share ?? '');
      made.engine.open('', '');
    });
    return made;
  };
  const sender = page();
  const offer = async () => {
    sender.engine.send(givenOf(files, ['an empty folder']), null, true);
    const [view] = (await sender.until(({ sends }) => sends[0]?.state.is === 'live')).sends;
    return { share: view?.share ?? '', fragment: view?.link.split('#')[1] ?? '' };
  };
  const receiver = () => {
    const made = page();
    const open = async ({ share, fragment }: { readonly share: string; readonly fragment: string }) => {
      made.engine.open(share, fragment);
      await made.until(({ receive }) => receive?.state.is === 'ready');
    };
    const save = () => made.engine.save(made.engine.view().receive?.files.map(({ file }) => file) ?? []);
    const verified = () => made.until(({ receive }) => receive?.state.is === 'verified');
    const isRight = () =>
      made.sinks.opened.length === files.length &&
      files.every((file, at) => equal(made.sinks.opened[at]?.bytes ?? new Uint8Array(), file.bytes));
    return { ...made, open, save, verified, isRight };
  };
  /** What the node has of it. */
  const stored = (share: string) => node.shares.get(share);
  return { node, live, files, kept, sender, page, offer, receiver, stored };
}

describe('a live share', () => {
  it('is made without a wrapped key and without a way to upload', async () => {
    const world = given();
    const { share } = await world.offer();
    expect(world.stored(share)).toMatchObject({ kept: false, wrap: null, lifetime: LIVE_LIFETIME_MAX });
    expect(world.stored(share)?.files.every(({ upload }) => upload === null)).toBe(true);
    const [send] = world.sender.engine.view().sends;
    expect(send).toMatchObject({ live: true, safeToClose: false, state: { is: 'live' } });
    expect(send?.expiresAt).toBeTypeOf('number');
    expect(world.node.count('PUT')).toBe(0);
  });

  it('goes to several receivers, who verify it, and the node is asked for no byte', async () => {
    const world = given([5 * CHUNK_BYTES + 7, 0, 1000]);
    const link = await world.offer();
    const receivers = [world.receiver(), world.receiver()];
    for (const receiver of receivers) {
      await receiver.open(link);
      const { receive } = receiver.engine.view();
      expect(receive).toMatchObject({ kept: false, folders: 1 });
      expect(receive?.files.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
      receiver.save();
    }
    for (const receiver of receivers) {
      await receiver.verified();
      expect(receiver.isRight()).toBe(true);
    }
    await world.sender.until(
      ({ sends: [send] }) =>
        send?.receivers.length === 2 && send.receivers.every(({ verified }) => verified === 3),
    );
    expect(world.node.count('GET sealed')).toBe(0);
    expect(world.node.count('PUT')).toBe(0);
  });

  it.each(['relay', 'direct'] as const)('goes by the %s path alone as well', async (path) => {
    const world = given([6 * CHUNK_BYTES]);
    if (path === 'relay') world.live.rtc.reaches = false;
    else world.live.relays = false;
    const receiver = world.receiver();
    await receiver.open(await world.offer());
    receiver.save();
    await receiver.until(({ receive }) => receive?.path?.is === path);
    await receiver.verified();
    expect(receiver.isRight()).toBe(true);
  });

  it('is waited for while its sender isn’t there, and opens when it is', async () => {
    const world = given();
    const link = await world.offer();
    world.live.middle = () => null;
    const receiver = world.receiver();
    receiver.engine.open(link.share, link.fragment);
    await receiver.until(
      ({ receive }) => receive?.state.is === 'waiting' && receive.state.trouble.code === 'SENDER_AWAY',
    );
    expect(receiver.engine.view().receive?.files).toEqual([]);
    world.live.middle = (body) => body;
    world.live.cutSignal();
    await receiver.until(({ receive }) => receive?.state.is === 'ready');
    receiver.save();
    await receiver.verified();
    expect(receiver.isRight()).toBe(true);
  });

  it('opens nothing for who finds the link when its sender is gone', async () => {
    const world = given();
    const link = await world.offer();
    const found = new FakeLive();
    world.node.ticket = found.ticket;
    const late = visit(world.node, storage(), found.world());
    ends.push(() => late.engine.open('', ''));
    late.engine.open(link.share, link.fragment);
    await late.until(({ receive }) => receive?.state.is === 'waiting');
    // However often it looks.
    const looks = world.node.count('GET share');
    await expect.poll(() => world.node.count('GET share')).toBeGreaterThan(looks);
    expect(late.engine.view().receive?.files).toEqual([]);
  });

  it('says that it is over to who waits for its sender', async () => {
    const world = given();
    const link = await world.offer();
    world.live.middle = () => null;
    const receiver = world.receiver();
    receiver.engine.open(link.share, link.fragment);
    await receiver.until(({ receive }) => receive?.state.is === 'waiting');
    world.sender.engine.cancelSend(link.share);
    await receiver.until(({ receive }) => receive?.state.is === 'gone');
  });

  it('fails for who receives it when its sender ends it', async () => {
    const world = given([40 * CHUNK_BYTES]);
    const link = await world.offer();
    const receiver = world.receiver();
    await receiver.open(link);
    receiver.save();
    await receiver.until(({ receive }) => (receive?.files[0]?.done ?? 0) > 0);
    world.sender.engine.cancelSend(link.share);
    const { receive } = await receiver.until(({ receive: now }) => now?.state.is === 'failed');
    expect(receive?.state).toMatchObject({ trouble: { code: 'GONE' } });
    expect(receiver.sinks.opened[0]?.state).toBe('aborted');
  });

  it('stands still while its sender is gone, and goes on when another visit offers it again', async () => {
    const world = given([24 * CHUNK_BYTES]);
    const link = await world.offer();
    const receiver = world.receiver();
    await receiver.open(link);
    receiver.save();
    await receiver.until(({ receive }) => (receive?.files[0]?.done ?? 0) > CHUNK_BYTES);
    // The tab is closed: its sockets end, and nothing of it answers any more.
    world.sender.engine.pauseSend(link.share);
    await receiver.until(({ receive }) => receive?.files[0]?.state === 'lost');
    const again = world.page();
    await again.until(({ recent }) => recent[0]?.live === true && recent[0].state === 'uploading');
    expect(await again.engine.goOn(link.share, givenOf(world.files))).toEqual({ is: 'going' });
    await receiver.verified();
    expect(receiver.isRight()).toBe(true);
    // Each chunk was carried once, but for what was under way.
    expect(world.live.relayed + world.live.rtc.carried).toBeLessThan(36 * SEALED_CHUNK_BYTES);
  });

  it('isn’t gone on with when a file is another one', async () => {
    const world = given();
    const link = await world.offer();
    const other = new MemoryFile(world.files[0]?.name ?? '', sampleBytes(77));
    const again = world.page();
    await again.until(({ recent }) => recent.length === 1);
    for (const anew of [false, true])
      expect(await again.engine.goOn(link.share, givenOf([other]), anew)).toEqual({
        is: 'changed',
        names: ['file 0.bin'],
      });
    expect(again.engine.view().sends).toEqual([]);
  });

  it('stops when a file changed, and says which', async () => {
    const world = given([3 * CHUNK_BYTES, 1000]);
    const link = await world.offer();
    const receiver = world.receiver();
    await receiver.open(link);
    const [file] = world.files;
    if (file !== undefined) file.lastModified++;
    receiver.save();
    const { sends } = await world.sender.until(({ sends: [send] }) => send?.state.is === 'failed');
    expect(sends[0]?.state).toMatchObject({
      trouble: { code: 'FILE_CHANGED' },
      canRetry: false,
      file: sends[0]?.files[0]?.file,
    });
    await receiver.until(({ receive }) => receive?.files[0]?.state === 'lost');
    // Without it the other can be had.
    await world.sender.engine.changeFiles(link.share, { remove: sends[0]?.files[0]?.file ?? '' });
    await world.sender.until(({ sends: [send] }) => send?.state.is === 'live');
    await receiver.until(({ receive }) => receive?.files[1]?.state === 'verified');
    expect(receiver.engine.view().receive?.files[0]?.state).toBe('removed');
  });

  it('goes on without a file that is taken out while somebody receives it', async () => {
    const world = given([40 * CHUNK_BYTES, 1000]);
    const link = await world.offer();
    const receiver = world.receiver();
    await receiver.open(link);
    receiver.save();
    await receiver.until(({ receive }) => (receive?.files[0]?.done ?? 0) > 0);
    const [send] = world.sender.engine.view().sends;
    await world.sender.engine.changeFiles(link.share, { remove: send?.files[0]?.file ?? '' });
    await receiver.until(({ receive }) => receive?.files[1]?.state === 'verified');
    expect(receiver.engine.view().receive?.files[0]?.state).toBe('removed');
    expect(receiver.sinks.opened[0]?.state).toBe('aborted');
    expect(world.sender.engine.view().sends[0]?.state.is).toBe('live');
  });

  it('is renamed, and takes no more files', async () => {
    const world = given();
    const { share } = await world.offer();
    const { engine } = world.sender;
    const [file] = await engine.contents(share);
    expect(file).toMatchObject({ name: 'file 0.bin', arriving: false });
    await engine.changeFiles(share, { rename: { file: file?.file ?? '', name: 'renamed.bin' } });
    expect(await engine.terms(share)).toMatchObject({ live: true, limit: null });
    expect((await engine.changeTerms(share, { title: 'Harbour' })).title).toBe('Harbour');
    await expect(engine.addFiles(share, givenOf(world.files))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('is deleted, and back when that is taken back', async () => {
    const world = given();
    const link = await world.offer();
    const { engine, until } = world.sender;
    await engine.remove(link.share);
    expect(engine.view().sends[0]?.state.is).toBe('deleted');
    await engine.undo(link.share);
    await until(({ sends: [send] }) => send?.state.is === 'live');
    const receiver = world.receiver();
    await receiver.open(link);
    receiver.save();
    await receiver.verified();
  });
});

describe('the seal of a kept share', () => {
  it('comes from its sender before the store is whole', async () => {
    const world = given([4 * CHUNK_BYTES + 3]);
    const hold = { uploads: false };
    world.node.fault = ({ what }) => (what.startsWith('PUT') && !hold.uploads ? 'lost' : null);
    const { engine, until } = world.sender;
    engine.send(givenOf(world.files), null);
    const { sends } = await until(({ sends: [send] }) => send?.state.is === 'waiting');
    const receiver = world.receiver();
    await receiver.open({ share: sends[0]?.share ?? '', fragment: sends[0]?.link.split('#')[1] ?? '' });
    receiver.save();
    await receiver.verified();
    expect(receiver.isRight()).toBe(true);
    expect(engine.view().sends[0]?.safeToClose).toBe(false);
    hold.uploads = true;
    await until(({ sends: [send] }) => send?.safeToClose === true);
  });
});
