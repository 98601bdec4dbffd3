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
  const offer = async (asks = false) => {
    sender.engine.send(givenOf(files, ['an empty folder']), null, true, asks);
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

describe('a live share whose sender is asked first', () => {
  /** One that is offered so, and a receiver that waits. */
  async function asked(sizes?: readonly number[]) {
    const world = given(sizes);
    const link = await world.offer(true);
    const receiver = world.receiver();
    receiver.engine.open(link.share, link.fragment);
    const waits = () => receiver.until(({ receive }) => receive?.sender?.is === 'asked');
    const asking = async () => {
      const { sends } = await world.sender.until(({ sends: [send] }) => (send?.asking.length ?? 0) > 0);
      return sends[0]?.asking[0]?.pair ?? '';
    };
    return { ...world, link, receiver, other: world.receiver, waits, asking };
  }

  it('gives nothing of it before it lets a receiver in, and then all', async () => {
    const { sender, receiver, waits, asking, link, live } = await asked();
    const { receive } = await waits();
    const pair = await asking();
    expect(receive?.sender).toEqual({ is: 'asked', pair });
    expect(receive?.files).toEqual([]);
    expect(receive?.state).toMatchObject({ is: 'waiting', trouble: { code: 'SENDER_AWAY' } });
    expect(sender.engine.view().sends[0]).toMatchObject({ asks: true, receivers: [] });
    expect(live.relayed + live.rtc.carried).toBe(0);
    const words = await sender.engine.words(pair);
    expect(words).toHaveLength(4);
    expect(await receiver.engine.words(pair)).toEqual(words);
    sender.engine.letIn(link.share, pair);
    await receiver.until(({ receive: now }) => now?.state.is === 'ready');
    receiver.save();
    await receiver.verified();
    expect(receiver.isRight()).toBe(true);
    const { sends } = await sender.until(({ sends: [send] }) => send?.receivers.length === 1);
    expect(sends[0]?.asking).toEqual([]);
    // The words stay what they were.
    expect(sends[0]?.receivers[0]?.pair).toBe(pair);
    expect(await sender.engine.words(pair)).toEqual(words);
    expect(receiver.engine.view().receive?.sender).toEqual({ is: 'met', pair });
  });

  it('turns a receiver away, who has nothing then and may ask again', async () => {
    const { sender, receiver, waits, asking, link, live } = await asked();
    await waits();
    const pair = await asking();
    sender.engine.turnAway(link.share, pair);
    const { receive } = await receiver.until(({ receive: now }) => now?.sender?.is === 'declined');
    expect(receive?.files).toEqual([]);
    expect(live.relayed + live.rtc.carried).toBe(0);
    await sender.until(({ sends: [send] }) => send?.asking.length === 0);
    // To let in what is over does nothing.
    sender.engine.letIn(link.share, pair);
    expect(await sender.engine.words(pair)).toBeNull();
    receiver.engine.askAgain();
    await waits();
    const again = await asking();
    expect(again).not.toBe(pair);
    sender.engine.letIn(link.share, again);
    await receiver.until(({ receive: now }) => now?.state.is === 'ready');
  });

  it('lets in who waits when it stops asking, and asks others when it begins to', async () => {
    const { sender, receiver, waits, link, other } = await asked();
    await waits();
    sender.engine.askFirst(link.share, false);
    await receiver.until(({ receive }) => receive?.state.is === 'ready');
    expect(sender.engine.view().sends[0]?.asks).toBe(false);
    sender.engine.askFirst(link.share, true);
    const late = other();
    late.engine.open(link.share, link.fragment);
    await late.until(({ receive }) => receive?.sender?.is === 'asked');
    // Who is in stays in.
    receiver.save();
    await receiver.verified();
  });

  it('asks on a later visit as well', async () => {
    const { sender, link, files, kept, ...world } = await asked();
    expect(kept.entries.get(link.share)?.asks).toBe(true);
    sender.engine.pauseSend(link.share);
    const again = world.page();
    await again.until(({ recent }) => recent.length === 1);
    await again.engine.goOn(link.share, givenOf(files));
    await again.until(({ sends: [send] }) => send?.asks === true && send.asking.length === 1);
  });

  it('forgets who goes while it asks', async () => {
    const { sender, receiver, asking } = await asked();
    await asking();
    receiver.engine.open('', '');
    await sender.until(({ sends: [send] }) => send?.asking.length === 0);
  });

  it('asks again of a receiver that comes as another page, not of one whose socket was lost', async () => {
    const { sender, receiver, waits, asking, link, live } = await asked();
    await waits();
    const pair = await asking();
    live.cutSignal();
    const { sends } = await sender.until(({ sends: [send] }) => {
      const now = send?.asking[0]?.pair;
      return now !== undefined && now !== pair;
    });
    sender.engine.letIn(link.share, sends[0]?.asking[0]?.pair ?? '');
    await receiver.until(({ receive }) => receive?.state.is === 'ready');
  });

  it('shows whoever calls itself anything by a name that can be read', async () => {
    const { sender, asking, receiver, live, link } = await asked();
    await asking();
    receiver.engine.open('', '');
    await sender.until(({ sends: [send] }) => send?.asking.length === 0);
    live.nameOf = () => `\u202eeve\n\u0000${'x'.repeat(240)}`;
    receiver.engine.open(link.share, link.fragment);
    await asking();
    expect(sender.engine.view().sends[0]?.asking[0]?.name).toBe(`eve ${'x'.repeat(60)}`);
  });

  it('is never asked of a kept share', async () => {
    const world = given();
    world.sender.engine.send(givenOf(world.files), null, false, true);
    const { sends } = await world.sender.until(({ sends: [send] }) => send?.state.is === 'stored');
    expect(sends[0]?.asks).toBe(false);
    world.sender.engine.askFirst(sends[0]?.share ?? '', true);
    expect(world.sender.engine.view().sends[0]?.asks).toBe(false);
    const receiver = world.receiver();
    await receiver.open({ share: sends[0]?.share ?? '', fragment: sends[0]?.link.split('#')[1] ?? '' });
    // Its words are there all the same.
    const { receive } = await receiver.until(({ receive: now }) => now?.sender?.is === 'met');
    const words = await receiver.engine.words(receive?.sender?.pair ?? '');
    expect(words).toHaveLength(4);
    expect(await world.sender.engine.words(receive?.sender?.pair ?? '')).toEqual(words);
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
