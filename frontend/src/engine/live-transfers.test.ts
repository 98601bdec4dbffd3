import { afterEach, describe, expect, it } from 'vitest';
import { equal } from './seal/bytes';
import { CHUNK_BYTES, SEALED_CHUNK_BYTES, sealedSize } from './seal/sizes';
import { FakeLive } from './testing/fake-live';
import { FakeNode } from './testing/fake-node';
import { givenOf, MemoryFile, sampleBytes, seededNumbers } from './testing/sources';
import { LIVE_MS_PER_SECOND, storage, visit } from './testing/visits';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** Two pages in front of one node, one of which sends. */
function given({ size = 3 * CHUNK_BYTES, uploads = true, msPerSecond = LIVE_MS_PER_SECOND } = {}) {
  const node = new FakeNode();
  const live = new FakeLive();
  node.ticket = live.ticket;
  // The upload stands still where only the sender itself has the chunks.
  const hold = { uploads };
  node.fault = ({ what }) => (what.startsWith('PUT') && !hold.uploads ? 'lost' : null);
  const file = new MemoryFile('video.mp4', sampleBytes(size));
  const sender = visit(node, storage(), live.world(), msPerSecond);
  const receiver = visit(node, storage(), live.world(), msPerSecond);
  ends.push(() => {
    sender.engine.cancelSend(sender.engine.view().sends[0]?.share ?? '');
    receiver.engine.open('', '');
  });
  const send = async () => {
    sender.engine.send(givenOf([file]), null);
    const [view] = (
      await sender.until(({ sends }) => ['sending', 'waiting', 'stored'].includes(sends[0]?.state.is ?? ''))
    ).sends;
    return { share: view?.share ?? '', fragment: view?.link.split('#')[1] ?? '' };
  };
  const open = async ({ share, fragment }: { readonly share: string; readonly fragment: string }) => {
    receiver.engine.open(share, fragment);
    await receiver.until(({ receive }) => receive?.state.is === 'ready');
  };
  const save = () =>
    receiver.engine.save(receiver.engine.view().receive?.files.map(({ file: id }) => id) ?? []);
  const verified = () => receiver.until(({ receive }) => receive?.state.is === 'verified');
  const met = () => sender.until(({ sends }) => (sends[0]?.receivers.length ?? 0) > 0);
  const done = (bytes: number) => receiver.until(({ receive }) => (receive?.files[0]?.done ?? 0) >= bytes);
  const isRight = () => equal(receiver.sinks.opened[0]?.bytes ?? new Uint8Array(), file.bytes);
  const carried = () => node.served + live.relayed + live.rtc.carried;
  return {
    node,
    live,
    hold,
    file,
    sender,
    receiver,
    send,
    open,
    save,
    verified,
    met,
    done,
    isRight,
    carried,
  };
}

describe('a share whose sender is there', () => {
  it('is received from the sender while nothing is stored, and ends verified once its seal is', async () => {
    const world = given({ uploads: false, size: 5 * CHUNK_BYTES + 7 });
    await world.open(await world.send());
    await world.met();
    world.save();
    await world.done(5 * CHUNK_BYTES);
    expect(world.node.served).toBe(0);
    expect(world.sender.engine.view().sends[0]?.safeToClose).toBe(false);
    world.hold.uploads = true;
    await world.verified();
    expect(world.isRight()).toBe(true);
    const { sends } = await world.sender.until(({ sends: [send] }) => send?.safeToClose === true);
    expect(sends[0]?.state.is).toBe('stored');
  });

  it('shows each side what the other does', async () => {
    const world = given({ uploads: false, size: 24 * CHUNK_BYTES });
    world.live.rtc.reaches = false;
    await world.open(await world.send());
    const { sends } = await world.met();
    expect(sends[0]?.receivers).toMatchObject([{ file: null, bytes: 0, verified: 0, path: null }]);
    world.save();
    const seen = new Set<string | null>();
    const stop = world.sender.engine.subscribe(() => {
      const [view] = world.sender.engine.view().sends[0]?.receivers ?? [];
      if (view !== undefined && view.bytes > 0) seen.add(view.path);
    });
    const { receive } = await world.receiver.until(
      (view) => view.receive?.path?.is === 'relay' && view.receive.path.and === null,
    );
    expect(receive?.path?.node).toBe('n1');
    await world.sender.until(({ sends: [send] }) => {
      const [view] = send?.receivers ?? [];
      return (view?.bytes ?? 0) > 0;
    });
    // The store has nothing yet, whatever is tried.
    await world.done(20 * CHUNK_BYTES);
    stop();
    expect([...seen]).toEqual(['relay']);
    world.hold.uploads = true;
    await world.verified();
    await world.sender.until(({ sends: [send] }) => send?.receivers[0]?.verified === 1);
    expect(world.receiver.engine.view().receive?.path).toBeNull();
    world.receiver.engine.open('', '');
    await world.sender.until(({ sends: [send] }) => send?.receivers.length === 0);
  });

  it('is received by the direct path where there is one', async () => {
    const world = given({ uploads: false, size: 8 * CHUNK_BYTES });
    world.live.relays = false;
    await world.open(await world.send());
    await world.met();
    world.save();
    await world.done(7 * CHUNK_BYTES);
    expect(world.live.rtc.carried).toBeGreaterThan(7 * SEALED_CHUNK_BYTES);
    world.hold.uploads = true;
    await world.verified();
    expect(world.isRight()).toBe(true);
  });

  it('is waited for by who opened the link first', async () => {
    const world = given({ uploads: false });
    const link = await world.send();
    // Its sender isn't in the room yet.
    world.live.cutSignal();
    await world.open(link);
    world.save();
    await world.done(2 * CHUNK_BYTES);
    world.hold.uploads = true;
    await world.verified();
    expect(world.isRight()).toBe(true);
  });

  it('ends from the store when its sender is gone', async () => {
    const world = given({ size: 12 * CHUNK_BYTES });
    const link = await world.send();
    await world.sender.until(({ sends: [send] }) => send?.state.is === 'stored');
    await world.open(link);
    await world.met();
    world.node.pieceMs = 1;
    world.save();
    await world.done(3 * CHUNK_BYTES);
    world.live.relays = world.live.rtc.reaches = false;
    world.live.cutSignal();
    world.live.cutRelay();
    world.live.rtc.cut();
    await world.verified();
    expect(world.isRight()).toBe(true);
    expect(world.carried()).toBeLessThan(
      Number(sealedSize(world.file.size)) * 1.001 + 3 * SEALED_CHUNK_BYTES,
    );
  });

  it('goes by the store alone where the live side fails in every way', async () => {
    const world = given({ size: 4 * CHUNK_BYTES });
    world.live.middle = () => null;
    const link = await world.send();
    await world.open(link);
    world.save();
    await world.verified();
    expect(world.isRight()).toBe(true);
    expect(world.live.relayed + world.live.rtc.carried).toBe(0);
  });

  it('isn’t received from somebody who has another secret', async () => {
    const world = given({ size: 2 * CHUNK_BYTES, uploads: false });
    let changed = 0;
    world.live.middle = (body) => {
      const copy = body.slice();
      // Every REVEAL and every CONFIRM.
      if (body[0] === 3 || body[0] === 5) copy[30] = (copy[30] ?? 0) ^ ++changed;
      return copy;
    };
    await world.open(await world.send());
    world.save();
    await expect.poll(() => changed).toBeGreaterThan(0);
    world.hold.uploads = true;
    await world.verified();
    expect(world.live.relayed + world.live.rtc.carried).toBe(0);
  });

  it('is paused, and goes on', async () => {
    const world = given({ uploads: false, size: 32 * CHUNK_BYTES });
    await world.open(await world.send());
    await world.met();
    world.save();
    await world.done(2 * CHUNK_BYTES);
    world.receiver.engine.pauseSave();
    // What was asked for already still comes; then nothing more does, however long one waits.
    let seen = -1;
    await expect.poll(() => seen === (seen = world.carried()), { interval: 100 }).toBe(true);
    expect(world.carried()).toBeLessThan(24 * SEALED_CHUNK_BYTES);
    world.receiver.engine.resumeSave();
    world.hold.uploads = true;
    await world.verified();
    expect(world.isRight()).toBe(true);
  });

  it('is cancelled, and nothing more comes', async () => {
    const world = given({ uploads: false, size: 10 * CHUNK_BYTES });
    await world.open(await world.send());
    await world.met();
    world.save();
    await world.done(2 * CHUNK_BYTES);
    world.receiver.engine.cancelSave();
    expect(world.receiver.engine.view().receive?.state.is).toBe('cancelled');
    await world.sender.until(({ sends: [send] }) => send?.receivers[0]?.file === null);
    expect(world.receiver.sinks.opened[0]?.state).toBe('aborted');
  });

  it('a chunk that doesn’t open comes from elsewhere', async () => {
    // A sender that is there is waited for, but not for ever: a busy machine takes its time to meet it.
    const world = given({ size: 6 * CHUNK_BYTES, msPerSecond: 500 });
    const link = await world.send();
    await world.sender.until(({ sends: [send] }) => send?.state.is === 'stored');
    await world.open(link);
    await world.met();
    // What the store has is spoilt, as on a bad disk.
    const stored = world.node.file(link.share).chunks;
    for (const [index, chunk] of stored)
      if (index % 2 === 1)
        stored.set(
          index,
          chunk.map((byte, at) => (at === 99 ? byte ^ 1 : byte)),
        );
    world.save();
    await world.verified();
    expect(world.isRight()).toBe(true);
  });

  it.each(Array.from({ length: 20 }, (_, at) => at + 1))(
    'survives whatever happens to its paths (seed %i)',
    async (seed) => {
      const random = seededNumbers(seed);
      const world = given({
        size: (6 + Math.floor(random() * 8)) * CHUNK_BYTES + Math.floor(random() * 100_000),
      });
      const link = await world.send();
      const storedFirst = random() < 0.5;
      if (storedFirst) await world.sender.until(({ sends: [send] }) => send?.state.is === 'stored');
      await world.open(link);
      if (random() < 0.7) await world.met();
      world.node.pieceMs = 1;
      let cuts = 0;
      let next = Math.floor(random() * 40);
      const cut = () => {
        if (--next > 0 || cuts >= 4) return;
        next = 10 + Math.floor(random() * 40);
        cuts++;
        const what = Math.floor(random() * 4);
        if (what === 0) world.live.cutRelay();
        else if (what === 1) world.live.rtc.cut();
        else if (what === 2) world.live.rtc.reaches = !world.live.rtc.reaches;
        else world.live.relays = !world.live.relays;
      };
      world.live.onData = world.live.rtc.onData = () => setImmediate(cut);
      world.save();
      await world.verified();
      expect(world.isRight()).toBe(true);
      const once = Number(sealedSize(world.file.size));
      // Of each of the two ranges that a path was asked for at most a chunk is lost with it.
      expect(world.carried()).toBeLessThan(once * 1.001 + (1 + 2 * cuts) * SEALED_CHUNK_BYTES);
    },
  );
});
