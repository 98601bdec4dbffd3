import { afterEach, describe, expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import { type Bytes, toBase64Url } from '../seal/bytes';
import { newShareKey } from '../seal/keys';
import { systemRandom } from '../seal/primitives';
import { SealError } from '../seal/seal-error';
import { FakeLive } from '../testing/fake-live';
import { FakeNode } from '../testing/fake-node';
import { quickTime } from '../testing/quick-time';
import type { LiveEnd } from './handshake';
import { LiveReceiver } from './live-receiver';
import type { Other } from './other';
import { ShareRoom } from './share-room';

const FILE = 'A'.repeat(22);
const OTHER = 'B'.repeat(21) + 'A';
/** Real ms for a second. */
const MS_PER_SECOND = 100;

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A receiver, and a sender whose words are a test's own. */
async function given(commit?: Bytes) {
  const node = new FakeNode();
  const world = new FakeLive();
  node.ticket = world.ticket;
  const needs = {
    ...{ client: nodeClient(node.fetch), random: systemRandom, around: quickTime(MS_PER_SECOND).around },
    live: { ...world.world(), newRtcPeer: null },
  };
  const of = { shareId: systemRandom(16), secret: systemRandom(32) };
  const key = await newShareKey(systemRandom, of.shareId);
  const room = `share:${toBase64Url(of.shareId)}`;
  const heard: string[] = [];
  const taken: string[] = [];
  let opened = 0;
  let gone = 0;
  let other: Other | null = null;
  const hands: LiveEnd = { is: 'hands', key };
  const sender = new ShareRoom(
    needs,
    { ...of, live: hands },
    { room, as: 'sender', right: systemRandom(32) },
    {
      onOpen: (each) => {
        opened++;
        other = each;
      },
      onTalk: (_, talk) => void heard.push(talk.t),
      onGone: () => gone++,
      onRelay: () => undefined,
      onDirect: () => undefined,
      onBack: () => undefined,
    },
  );
  const wants: LiveEnd = { is: 'wants', commit: commit ?? key.scope.commit };
  const receiver = new LiveReceiver(needs, { ...of, live: wants }, systemRandom(32), {
    onChange: () => undefined,
    onSeal: (file, seal) => {
      if (file !== FILE) return Promise.resolve(false);
      if (seal[0] === 0xff) return Promise.reject(new SealError('BAD_BLOCK', 'of another file'));
      taken.push(toBase64Url(seal));
      return Promise.resolve(true);
    },
    onEnded: () => undefined,
  });
  receiver.begin();
  sender.begin();
  ends.push(() => {
    receiver.end();
    sender.end();
  });
  const say = async (talk: object) => {
    other?.pair?.say(talk);
    await other?.pair?.said;
  };
  const isOpen = () => expect.poll(() => opened).toBeGreaterThan(0);
  return { receiver, key, heard, taken, say, isOpen, opened: () => opened, gone: () => gone };
}

const block = (first: number) => toBase64Url(new Uint8Array(80).fill(first));

describe('what a sender says of a seal', () => {
  it('is taken once, however often it is said', async () => {
    const { say, taken, isOpen, gone, receiver, heard } = await given();
    await isOpen();
    for (let times = 0; times < 3; times++) await say({ t: 'seal', file: FILE, seal: block(1) });
    await expect.poll(() => taken).toEqual([block(1)]);
    // What comes after is heard, so the pair stands.
    receiver.verified(FILE);
    await expect.poll(() => heard).toContain('verified');
    expect(gone()).toBe(0);
  });

  it.each([
    ['twice with other bytes', [block(1), block(2)], [block(1)]],
    ['of another file’s key', [block(0xff)], []],
    ['too long', [`${block(1)}AAAA`], []],
    ['too short', [block(1).slice(4)], []],
  ])('%s ends the pair', async (_, seals, expected) => {
    const { say, taken, isOpen, gone } = await given();
    await isOpen();
    for (const seal of seals) await say({ t: 'seal', file: FILE, seal });
    await expect.poll(gone).toBeGreaterThan(0);
    expect(taken).toEqual(expected);
  });

  it('of a file that isn’t known is nothing, until it is', async () => {
    const { say, taken, isOpen, gone } = await given();
    await isOpen();
    // Nothing is remembered of it: the other bytes are no contradiction.
    for (const first of [1, 2, 3]) await say({ t: 'seal', file: OTHER, seal: block(first) });
    await say({ t: 'seal', file: FILE, seal: block(4) });
    await expect.poll(() => taken).toEqual([block(4)]);
    expect(gone()).toBe(0);
  });

  it('is asked for again until it is there', async () => {
    const { heard, isOpen, receiver } = await given();
    await isOpen();
    const stop = receiver.wantSeal(FILE);
    await expect.poll(() => heard.filter((each) => each === 'unsealed').length).toBeGreaterThan(2);
    stop();
  });
});

describe('the key of a live share', () => {
  it('comes from its sender', async () => {
    const { receiver, key, isOpen } = await given();
    await isOpen();
    await expect.poll(() => receiver.key?.scope).toEqual(key.scope);
  });

  it('of another one isn’t taken, however often it is handed over', async () => {
    const { receiver, gone, opened } = await given(new Uint8Array(32));
    await expect.poll(gone).toBeGreaterThan(1);
    expect(opened()).toBeGreaterThan(1);
    expect(receiver.key).toBeNull();
  });
});
