import { afterEach, describe, expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import { type Bytes, equal, toBase64Url } from '../seal/bytes';
import { chunkWork } from '../seal/chunk-work';
import { newShareKey } from '../seal/keys';
import { systemRandom } from '../seal/primitives';
import { FakeLive } from '../testing/fake-live';
import { FakeNode } from '../testing/fake-node';
import { handTime } from '../testing/hand-time';
import { memoryKeeping } from '../testing/memory-keeping';
import { quickTime } from '../testing/quick-time';
import { newPlan } from '../transfer/send-plan';
import type { LiveEnd } from './handshake';
import { ASKING_MAX } from './keyed-pairs';
import { LiveReceiver } from './live-receiver';
import { liveEndOf, LiveSender } from './live-sender';
import { APPROVAL_MS, type Entrance, HANDSHAKE_MS, type KeyedPair, Pair } from './pair';
import { decodePairMessage, type EndCause, encodePairMessage } from './pair-messages';
import { HANDSHAKES_MAX } from './share-room';

/** First bytes of messages. */
const [COMMIT, KEY, CONFIRM_B, CONFIRM_A, SEALED, END] = [1, 2, 4, 5, 6, 7];

/** Real ms for a second. */
const MS_PER_SECOND = 100;

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

interface Given {
  readonly live?: boolean;
  readonly entrance?: Entrance;
  /** What one side says, on its way to the other. */
  readonly middle?: (body: Bytes, from: 'a' | 'b') => Bytes | null;
}

/** The two sides of one pair, between which nothing is but a test. */
async function pairOf({ live = true, entrance = 'waits', middle = (body) => body }: Given = {}) {
  const [timeA, timeB] = [handTime(), handTime()];
  const of = { shareId: systemRandom(16), secret: systemRandom(32) };
  const key = await newShareKey(systemRandom, of.shareId);
  const seen: string[] = [];
  const said: Bytes[] = [];
  const asked: KeyedPair[] = [];
  const asking: KeyedPair[] = [];
  const share: Bytes[] = [];
  const way = (from: 'a' | 'b', to: () => Pair) => (body: Bytes) => {
    said.push(body);
    const heard = middle(body, from);
    if (heard !== null) to().take(heard);
  };
  const end = (side: 'a' | 'b') => (error: Error | null, cause: EndCause) =>
    void seen.push(`${side} ${error === null ? cause : 'error'}`);
  const a: Pair = new Pair('a', {
    ...{ of, live: live ? { is: 'hands', key } : null, random: systemRandom, around: timeA.around },
    say: way('a', () => b),
    onAsked: (pair) => {
      asked.push(pair);
      return entrance;
    },
    onOpen: () => void seen.push('a open'),
    onTalk: () => undefined,
    onEnd: end('a'),
  });
  const b: Pair = new Pair('b', {
    of,
    live: live ? { is: 'wants', commit: key.scope.commit } : null,
    ...{ random: systemRandom, around: timeB.around, say: way('b', () => a) },
    onAsking: (pair) => void asking.push(pair),
    onOpen: ({ share: got }) => {
      seen.push('b open');
      if (got !== null) share.push(got.scope.commit);
    },
    onTalk: () => undefined,
    onEnd: end('b'),
  });
  /** Whatever was said is heard, and what follows from it. */
  const calm = async () => {
    for (let before = -1; before !== said.length;) {
      before = said.length;
      await Promise.all([a.taken, b.taken]);
    }
  };
  a.begin();
  await calm();
  const kinds = () => said.map((body) => decodePairMessage(body).is);
  return { a, b, timeA, timeB, seen, said, kinds, asked, asking, share, key, calm };
}

describe('a receiver of a live share that a person is asked about', () => {
  it('has proven that it has the link, and gets nothing before it is let in', async () => {
    const { a, b, seen, kinds, asked, asking, share, key, calm } = await pairOf();
    expect(kinds()).toEqual(['commit', 'key', 'reveal', 'confirmB']);
    expect([asked.length, asking.length]).toEqual([1, 1]);
    expect(
      equal(asked[0]?.keys.transcript ?? systemRandom(32), asking[0]?.keys.transcript ?? systemRandom(32)),
    ).toBe(true);
    a.say({ t: 'serving', files: [], from: '' });
    b.say({ t: 'decline' });
    await calm();
    expect(kinds()).toHaveLength(4);
    a.letIn();
    a.letIn();
    await calm();
    expect(seen).toEqual(['a open', 'b open']);
    expect(kinds().slice(4)).toEqual(['confirmA']);
    expect(share).toEqual([key.scope.commit]);
  });

  it('is told when it is turned away, and why', async () => {
    const { a, seen, said, calm } = await pairOf();
    a.turnAway('declined');
    a.letIn();
    await calm();
    expect(seen).toEqual(['a declined', 'b declined']);
    expect(said.at(-1)?.at(-1)).toBe(1);
  });

  it('is told when too many ask', async () => {
    const { seen, said } = await pairOf({ entrance: 'busy' });
    expect(seen).toEqual(['a busy', 'b busy']);
    expect(said.at(-1)?.at(-1)).toBe(2);
  });

  it('isn’t cut off by the time that a handshake may take', async () => {
    const { a, b, timeA, timeB, seen, calm } = await pairOf();
    await timeA.pass(HANDSHAKE_MS + 1);
    await timeB.pass(HANDSHAKE_MS + 1);
    expect([seen, a.isOpen, b.isOpen]).toEqual([[], false, false]);
    a.letIn();
    await calm();
    expect(seen).toEqual(['a open', 'b open']);
    // Once it is open no time counts.
    await timeA.pass(2 * APPROVAL_MS);
    await timeB.pass(2 * APPROVAL_MS);
    expect([a.isOpen, b.isOpen]).toEqual([true, true]);
  });

  it.each(['a', 'b'] as const)('waits so long and no longer, by the clock of side %s', async (side) => {
    const { timeA, timeB, seen, calm } = await pairOf();
    const { pass } = side === 'a' ? timeA : timeB;
    await pass(APPROVAL_MS - 1);
    expect(seen).toEqual([]);
    await pass(1);
    await calm();
    expect([...seen].sort()).toEqual(['a declined', 'b declined']);
  });

  it('is let in at the last moment', async () => {
    const { a, timeA, seen, calm } = await pairOf();
    await timeA.pass(APPROVAL_MS - 1);
    a.letIn();
    await calm();
    expect(seen).toEqual(['a open', 'b open']);
  });

  it('that says CONFIRM B twice is over', async () => {
    const { b, a, said, seen, calm } = await pairOf();
    a.take(said.at(-1) ?? new Uint8Array());
    await calm();
    expect(seen).toEqual(['a error', 'b ended']);
    expect(b.isOpen).toBe(false);
  });

  it('is over when it says anything else meanwhile', async () => {
    const { a, said, asked, seen, calm } = await pairOf();
    const pair = asked[0]?.pair ?? new Uint8Array(16);
    a.take(encodePairMessage({ is: 'sealed', pair, number: 1, block: new Uint8Array(99) }));
    await calm();
    expect(seen).toEqual(['a error', 'b ended']);
    expect(said.some((body) => body[0] === 5)).toBe(false);
  });
});

describe('a cause', () => {
  const end = (pair: Bytes, cause: number) => {
    const body = encodePairMessage({ is: 'end', pair, cause: 'ended' });
    body[body.length - 1] = cause;
    return body;
  };

  it.each([
    [0, 'ended'],
    [1, 'declined'],
    [2, 'busy'],
    [3, 'ended'],
    [255, 'ended'],
  ])('of %i is %s', async (cause, name) => {
    const { b, asking, seen, calm } = await pairOf();
    b.take(end(asking[0]?.pair ?? new Uint8Array(16), cause));
    await calm();
    expect(seen).toEqual([`b ${name}`]);
  });

  it('counts for nothing once the pair is open', async () => {
    const { a, b, asking, seen, calm } = await pairOf();
    a.letIn();
    await calm();
    b.take(end(asking[0]?.pair ?? new Uint8Array(16), 1));
    await calm();
    expect(seen).toEqual(['a open', 'b open', 'b ended']);
  });

  it('counts for nothing where no person is asked: of a kept share', async () => {
    const kept = await pairOf({
      live: false,
      middle: (body) => (body[0] === 5 ? null : body),
      entrance: 'open',
    });
    expect(kept.asking).toEqual([]);
    kept.b.take(end(decodePairMessage(kept.said[0] ?? new Uint8Array()).pair, 1));
    await kept.calm();
    expect(kept.seen).toEqual(['a open', 'b ended']);
  });

  it.each([
    [HANDSHAKE_MS - 1, []],
    [HANDSHAKE_MS, ['b error']],
  ])('of a kept share’s receiver that waits %i ms is that of a handshake', async (ms, expected) => {
    const { timeB, seen } = await pairOf({
      live: false,
      middle: (body) => (body[0] === 5 ? null : body),
      entrance: 'open',
    });
    await timeB.pass(ms);
    expect(seen.filter((each) => each.startsWith('b'))).toEqual(expected);
  });
});

/** A sender whose person is asked, and receivers in its room. */
async function room() {
  const node = new FakeNode();
  const world = new FakeLive();
  node.ticket = world.ticket;
  const needs = {
    ...{ client: nodeClient(node.fetch), random: systemRandom, around: quickTime(MS_PER_SECOND).around },
    live: { ...world.world(), newRtcPeer: null },
    work: chunkWork(),
  };
  const plan = newPlan(systemRandom, memoryKeeping().ledger, [], [], null, true);
  const live = await liveEndOf(plan);
  if (live?.is !== 'hands') throw new Error('no live share');
  const asks = { first: true };
  const served = { plan, live, files: () => [], asks: () => asks.first, onBroken: () => undefined };
  const sender = new LiveSender(needs, served, () => undefined);
  const { shareId, secret } = plan;
  const wants: LiveEnd = { is: 'wants', commit: live.key.scope.commit };
  const come = () => {
    const receiver = new LiveReceiver(needs, { shareId, secret, live: wants }, systemRandom(32), {
      onChange: () => undefined,
      onSeal: () => Promise.resolve(false),
      onEnded: () => undefined,
    });
    receiver.begin();
    ends.push(() => receiver.end());
    return receiver;
  };
  /** What was said of each kind, to whom; and what is lost. */
  const said: { readonly kind: number; readonly to: string }[] = [];
  const lost = new Set<number>();
  world.middle = (body, _, to) => {
    said.push({ kind: body[0] ?? 0, to });
    return lost.has(body[0] ?? 0) ? null : body;
  };
  const heardBy = (kind: number) => said.filter((each) => each.kind === kind).map(({ to }) => to);
  /** What the node tells the sender of a receiver. */
  const tell = async (message: object) => {
    world.tell(heardBy(KEY)[0] ?? '', message);
    // It is told then, and heard at once.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const seat = (peer: string, is: 'here' | 'away') =>
    tell({ t: 'peer', room: `share:${toBase64Url(shareId)}`, peer, as: 'receiver', name: '', is });
  sender.begin();
  ends.push(() => sender.end());
  const until = (condition: () => boolean) => expect.poll(condition, { timeout: 10_000 }).toBe(true);
  const first = () => sender.asking[0]?.pair ?? '';
  return { world, sender, come, asks, heardBy, lost, tell, seat, until, first };
}

describe('a sender that asks a person first', () => {
  it('has so many wait and no more', async () => {
    const { come, until, sender, first } = await room();
    const receivers: LiveReceiver[] = [];
    while (receivers.length < ASKING_MAX) {
      receivers.push(come());
      await until(() => sender.asking.length === receivers.length);
    }
    await until(() => receivers.every((each) => each.sender?.is === 'asked'));
    const late = come();
    await until(() => late.sender?.is === 'busy');
    expect(sender.asking).toHaveLength(ASKING_MAX);
    expect(late.key).toBeNull();
    // A place is free again, and taken by whoever asks then.
    sender.letIn(first());
    await until(() => sender.asking.length === ASKING_MAX - 1);
    late.askAgain();
    await until(() => late.sender?.is === 'asked');
    expect(sender.asking).toHaveLength(ASKING_MAX);
  });

  it('shows both sides the same words, and other words with others', async () => {
    const { come, sender, until } = await room();
    const receivers = [come(), come()];
    await until(() => receivers.every((each) => each.sender?.is === 'asked'));
    const seen = new Set<string>();
    for (const receiver of receivers) {
      const pair = receiver.sender?.pair ?? '';
      const words = await receiver.words(pair);
      expect(words).toHaveLength(4);
      expect(await sender.words(pair)).toEqual(words);
      seen.add(words?.join() ?? '');
    }
    expect(seen.size).toBe(2);
    expect(await sender.words('A'.repeat(22))).toBeNull();
  });

  it('tells only those that they wait who do', async () => {
    const { come, until, asks } = await room();
    asks.first = false;
    const receiver = come();
    const seen = new Set<string | undefined>();
    await until(() => {
      seen.add(receiver.sender?.is);
      return receiver.key !== null;
    });
    expect(seen).not.toContain('asked');
    expect(receiver.sender?.is).toBe('met');
  });

  it('lets in all who wait when it asks no more', async () => {
    const { come, until, sender, asks } = await room();
    const receivers = [come(), come(), come()];
    await until(() => sender.asking.length === 3);
    asks.first = false;
    sender.look();
    await until(() => receivers.every(({ key }) => key !== null));
    expect([sender.asking.length, sender.receivers.length]).toEqual([0, 3]);
  });

  it('forgets who goes while it asks', async () => {
    const { come, sender, until } = await room();
    const receiver = come();
    await until(() => sender.asking.length === 1);
    receiver.end();
    await until(() => sender.asking.length === 0);
  });

  it('isn’t asked again by whoever was turned away, unless a person wants to', async () => {
    const { come, until, sender, first, heardBy, world } = await room();
    const receiver = come();
    await until(() => receiver.sender?.is === 'asked');
    const pair = first();
    sender.turnAway(pair);
    await until(() => receiver.sender?.is === 'declined');
    // It has left.
    await until(() => world.peers === 1);
    expect([sender.asking, receiver.key]).toEqual([[], null]);
    // What is over can’t be let in.
    sender.letIn(pair);
    receiver.askAgain();
    expect(receiver.sender).toBeNull();
    await until(() => receiver.sender?.is === 'asked');
    expect(new Set(heardBy(COMMIT)).size).toBe(2);
    sender.letIn(first());
    await until(() => receiver.key !== null);
    expect(receiver.sender?.is).toBe('met');
  });

  it('is asked by one that says CONFIRM B without end only so often', async () => {
    const { come, until, sender, world, heardBy } = await room();
    const { middle } = world;
    world.middle = (body, from, to) => {
      // Each is heard twice.
      if (body[0] === CONFIRM_B)
        setImmediate(() => world.tell(to, { t: 'said', from, body: toBase64Url(body) }));
      return middle(body, from, to);
    };
    come();
    await until(() => heardBy(CONFIRM_B).length === HANDSHAKES_MAX);
    await until(() => sender.asking.length === 0);
    // Whoever comes after that has as many tries: time for more of the first one’s, if there were any.
    come();
    await until(() => heardBy(CONFIRM_B).length === 2 * HANDSHAKES_MAX);
    const [hostile = ''] = heardBy(COMMIT);
    expect(heardBy(COMMIT).filter((to) => to === hostile)).toHaveLength(HANDSHAKES_MAX);
    expect(heardBy(CONFIRM_A)).toEqual([]);
  });

  it('lets in who was away meanwhile, when it is back as the same peer', async () => {
    const { come, until, sender, first, heardBy, seat } = await room();
    const receiver = come();
    await until(() => receiver.sender?.is === 'asked');
    const peer = sender.asking[0]?.peer ?? '';
    await seat(peer, 'away');
    // It still asks, and nobody asks twice.
    expect(sender.asking).toHaveLength(1);
    sender.letIn(first());
    expect(sender.asking).toEqual([]);
    await seat(peer, 'away');
    expect(heardBy(CONFIRM_A)).toEqual([]);
    await seat(peer, 'here');
    await until(() => receiver.key !== null);
    expect(heardBy(COMMIT)).toEqual([peer]);
  });

  it('shakes hands anew with one that may not have heard that it was let in', async () => {
    const { come, until, sender, first, heardBy, lost, tell, seat } = await room();
    for (const kind of [CONFIRM_A, SEALED, END]) lost.add(kind);
    const receiver = come();
    await until(() => receiver.sender?.is === 'asked');
    sender.letIn(first());
    await until(() => sender.receivers.length === 1);
    const peer = sender.receivers[0]?.peer ?? '';
    expect(receiver.key).toBeNull();
    lost.clear();
    await tell({ t: 'trouble', code: 'PEER_GONE', detail: '', about: peer });
    expect(sender.receivers).toHaveLength(1);
    await seat(peer, 'here');
    await until(() => sender.asking.length === 1);
    expect(heardBy(COMMIT)).toEqual([peer, peer]);
    sender.letIn(first());
    await until(() => receiver.key !== null);
  });
});
