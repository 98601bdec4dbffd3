import { describe, expect, it } from 'vitest';
import { type Bytes, concat, equal } from '../seal/bytes';
import { newShareKey } from '../seal/keys';
import { systemRandom } from '../seal/primitives';
import { seededNumbers } from '../testing/sources';
import { isOnCurve, newEphemeralKey } from './curve';
import {
  approve,
  beginPair,
  type LiveKey,
  type OpenPair,
  type ReceiverPair,
  receiverTakes,
  type SenderPair,
  senderTakes,
} from './handshake';
import { PairError } from './pair-error';
import { type PairSecret, signedOffer } from './pair-keys';
import { decodePairMessage } from './pair-messages';
import { SealedTalk } from './sealed-talk';
import { decodeTalk } from './talk';
import { pairWords, wordPlaces } from './words';

const link = (): PairSecret => ({ shareId: systemRandom(16), secret: systemRandom(32) });

/** Carries messages between the two; may change them, drop them, or say others. */
type Middle = (body: Bytes, to: 'a' | 'b', number: number) => readonly Bytes[];

const honest: Middle = (body) => [body];

interface Outcome {
  readonly a: SenderPair['is'] | 'ended';
  readonly b: ReceiverPair['is'] | 'ended';
  readonly open: { readonly a?: OpenPair; readonly b?: OpenPair };
}

/** What the two sides of a live share have to do with its key. */
interface Live {
  readonly hands: LiveKey | null;
  readonly wants: Bytes | null;
}

/** Runs a handshake through somebody in the middle until nobody says anything any more. */
async function shake(
  ofA: PairSecret,
  ofB: PairSecret,
  middle: Middle,
  { hands, wants }: Live = { hands: null, wants: null },
): Promise<Outcome> {
  const begun = await beginPair(ofA, { random: systemRandom, newKey: newEphemeralKey });
  let a: SenderPair | null = begun.state;
  let b: ReceiverPair | null = { is: 'waiting', of: ofB, commit: wants };
  let number = 0;
  const wire: { to: 'a' | 'b'; body: Bytes }[] = [];
  const say = (to: 'a' | 'b', body: Bytes | null) => {
    if (body !== null) wire.push(...middle(body, to, number++).map((each) => ({ to, body: each })));
  };
  say('b', begun.say);
  for (let next = wire.shift(); next !== undefined; next = wire.shift()) {
    try {
      const message = decodePairMessage(next.body);
      if (next.to === 'a' && a !== null) {
        const turn = await senderTakes(a, message);
        a = turn.state;
        say('b', turn.say);
        if (a.is === 'asked') {
          const approved = await approve(a, systemRandom, hands);
          a = approved.state;
          say('b', approved.say);
        }
      } else if (next.to === 'b' && b !== null) {
        const turn: Awaited<ReturnType<typeof receiverTakes>> = await receiverTakes(
          b,
          message,
          newEphemeralKey,
        );
        b = turn.state;
        say('a', turn.say);
      }
    } catch (error) {
      if (!(error instanceof PairError)) throw error;
      if (next.to === 'a') a = null;
      else b = null;
    }
  }
  const open = { ...(a?.is === 'open' ? { a } : {}), ...(b?.is === 'open' ? { b } : {}) };
  return { a: a?.is ?? 'ended', b: b?.is ?? 'ended', open };
}

function pairOf({ open }: Outcome): [OpenPair, OpenPair] {
  if (open.a === undefined || open.b === undefined) throw new Error('not open');
  return [open.a, open.b];
}

describe('the handshake', () => {
  it('gives both sides the same keys, words and signatures', async () => {
    const secret = link();
    const [a, b] = pairOf(await shake(secret, secret, honest));
    expect(equal(a.keys.transcript, b.keys.transcript)).toBe(true);
    const words = await pairWords(a.keys);
    expect(words).toHaveLength(4);
    expect(words.every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true);
    expect(await pairWords(b.keys)).toEqual(words);
    const talk = [new SealedTalk(a, 'a', systemRandom), new SealedTalk(b, 'b', systemRandom)] as const;
    const offer = decodePairMessage(await talk[0].seal({ t: 'decline' }));
    expect(decodeTalk(await talk[1].open(offer))).toEqual({ t: 'decline' });
  });

  it('gives each pair other words', async () => {
    const secret = link();
    const seen = new Set<string>();
    for (let at = 0; at < 20; at++) {
      const [a] = pairOf(await shake(secret, secret, honest));
      seen.add((await wordPlaces(a.keys)).join());
    }
    expect(seen.size).toBe(20);
  });

  const seeds = Array.from({ length: 120 }, (_, at) => at + 1);

  it.each(seeds)('never completes with somebody in the middle (seed %i)', async (seed) => {
    const random = seededNumbers(seed);
    const upTo = (count: number) => Math.floor(random() * count);
    const secret = link();
    const kept: Bytes[] = [];
    const at = upTo(5);
    const attacks: readonly (() => Middle)[] = [
      // Any byte.
      () => (body, _, number) => {
        const changed = body.slice();
        const place = upTo(body.length);
        changed[place] = (changed[place] ?? 0) ^ (1 << upTo(8));
        return [number === at ? changed : body];
      },
      // Drops one.
      () => (body, _, number) => (number === at ? [] : [body]),
      // Says one twice: the second is out of order, and ends whoever hears it.
      () => (body, _, number) => (number === Math.min(at, 3) ? [body, body] : [body]),
      // Answers with what was said before.
      () => (body, _, number) => {
        kept.push(body);
        return [number === Math.max(1, at) ? (kept[upTo(number)] ?? body) : body];
      },
      // Holds one back until the next.
      () => (body, _, number) => {
        if (number === Math.min(at, 3)) {
          kept.push(body);
          return [];
        }
        return [body, ...kept.splice(0)];
      },
      // Cuts, or adds to one.
      () => (body, _, number) => {
        if (number !== at) return [body];
        return [random() < 0.5 ? body.slice(0, upTo(body.length)) : concat(body, systemRandom(1 + upTo(9)))];
      },
    ];
    const attack = attacks[seed % attacks.length]?.() ?? honest;
    const { open } = await shake(secret, secret, attack);
    expect(open.a !== undefined && open.b !== undefined).toBe(false);
    // The receiver is the last to hear: it is open only where the sender was, before it heard something twice.
    if (seed % attacks.length !== 2) expect(open.b).toBeUndefined();
  });

  it.each(seeds.slice(0, 20))('never completes with keys of its own in the middle (%i)', async () => {
    const secret = link();
    const without = { ...secret, secret: systemRandom(32) };
    expect(await shake(secret, without, honest)).toMatchObject({ a: 'ended', open: {} });
    // It plays the receiver to the sender, and the sender to the receiver, without the link.
    const fake = await beginPair(without, { random: systemRandom, newKey: newEphemeralKey });
    const own: Bytes[] = [];
    const middle: Middle = (body, to) => {
      if (to === 'b' && own.length === 0) own.push(fake.say ?? body);
      return [to === 'b' && own.length === 1 ? (own[0] ?? body) : body];
    };
    const { open } = await shake(secret, secret, middle);
    expect(open).toEqual({});
  });

  it('counts nothing twice, late, or of the other direction', async () => {
    const secret = link();
    const [a, b] = pairOf(await shake(secret, secret, honest));
    const from = new SealedTalk(a, 'a', systemRandom);
    const bodies = await Promise.all([1, 2, 3].map((value) => from.seal(value)));
    const [one, two, three] = bodies.map((body) => decodePairMessage(body));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three');
    const to = new SealedTalk(b, 'b', systemRandom);
    expect(await to.open(one)).toBe(1);
    expect(await to.open(three)).toBe(3);
    await expect(to.open(two)).rejects.toMatchObject({ code: 'BAD_NUMBER' });
    await expect(to.open(three)).rejects.toMatchObject({ code: 'BAD_NUMBER' });
    await expect(from.open(one)).rejects.toMatchObject({ code: 'BAD_SEALED' });
  });
});

describe('the key of a live share', () => {
  it('comes with the last message, and only then', async () => {
    const of = link();
    const hands = await newShareKey(systemRandom, of.shareId);
    const [a, b] = pairOf(await shake(of, of, honest, { hands, wants: hands.scope.commit }));
    expect(a.share).toBeNull();
    expect(b.share?.scope).toEqual(hands.scope);
    expect(b.share?.key.extractable).toBe(false);
  });

  it.each(Array.from({ length: 64 }, (_, at) => at))('isn’t taken with another byte %i', async (at) => {
    const of = link();
    const hands = await newShareKey(systemRandom, of.shareId);
    const middle: Middle = (body) => {
      if (body[0] !== 5) return [body];
      const changed = body.slice();
      const place = body.length - 64 + at;
      changed[place] = (changed[place] ?? 0) ^ 1;
      return [changed];
    };
    expect((await shake(of, of, middle, { hands, wants: hands.scope.commit })).b).toBe('ended');
  });

  it('is the one that the share is committed to', async () => {
    const of = link();
    const [hands, other] = [
      await newShareKey(systemRandom, of.shareId),
      await newShareKey(systemRandom, of.shareId),
    ];
    expect((await shake(of, of, honest, { hands, wants: other.scope.commit })).b).toBe('ended');
    // Whoever wraps it says what it is committed to, and lies.
    const lie = { raw: other.raw, scope: hands.scope };
    expect((await shake(of, of, honest, { hands: lie, wants: hands.scope.commit })).b).toBe('ended');
  });

  it('is there for a live share, and for no other', async () => {
    const of = link();
    const hands = await newShareKey(systemRandom, of.shareId);
    expect((await shake(of, of, honest, { hands, wants: null })).b).toBe('ended');
    expect((await shake(of, of, honest, { hands: null, wants: hands.scope.commit })).b).toBe('ended');
  });
});

describe('a point', () => {
  it('is of the curve, or refused', async () => {
    const { point } = await newEphemeralKey();
    expect(isOnCurve(point)).toBe(true);
    for (let at = 0; at < point.length; at++) {
      const changed = point.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(isOnCurve(changed)).toBe(false);
    }
    expect(isOnCurve(point.slice(0, 64))).toBe(false);
    expect(isOnCurve(new Uint8Array(65))).toBe(false);
  });
});

describe('what is said under seal', () => {
  const id = 'A'.repeat(22);
  const mac = 'A'.repeat(43);

  it('is decoded in one place', () => {
    expect(decodeTalk({ t: 'serving', files: [id], from: 'eu-2', more: 1 })).toEqual({
      t: 'serving',
      files: [id],
      from: 'eu-2',
    });
    expect(decodeTalk({ t: 'cancel' })).toEqual({ t: 'cancel', file: null });
    const seal = { t: 'seal', file: id, seal: new Uint8Array(80) };
    expect(decodeTalk({ ...seal, seal: 'A'.repeat(107) })).toEqual(seal);
    expect(decodeTalk({ t: 'a later one' })).toBeNull();
    expect(decodeTalk({ t: 'constructor' })).toBeNull();
  });

  it.each([
    null,
    [],
    'text',
    {},
    { t: 1 },
    { t: 'serving', files: 'no list', from: '' },
    { t: 'serving', files: ['short'], from: '' },
    { t: 'serving', files: Array.from({ length: 601 }, () => id), from: '' },
    { t: 'serving', files: [], from: 'x'.repeat(65) },
    { t: 'offer', seq: -1, sdp: '', mac },
    { t: 'offer', seq: 2 ** 32, sdp: '', mac },
    { t: 'offer', seq: 1, sdp: 'x'.repeat(8193), mac },
    { t: 'offer', seq: 1, sdp: '', mac: 'AAAA' },
    { t: 'candidate', seq: 1, candidate: 'x'.repeat(513), mid: '0', line: 0 },
    { t: 'progress', file: id, bytes: -1, rate: 0, path: 'relay' },
    { t: 'progress', file: id, bytes: 1, rate: 0, path: 'pigeon' },
    { t: 'verified', file: 7 },
    { t: 'unsealed', file: 'short' },
    { t: 'seal', file: id },
    { t: 'seal', file: id, seal: 'A'.repeat(106) },
    { t: 'seal', file: id, seal: 'A'.repeat(108) },
    { t: 'seal', file: id, seal: '!'.repeat(107) },
    { t: 'seal', file: id, seal: 'A'.repeat(20_000) },
    { t: 'busy', after: 'soon' },
  ])('refuses %j', (value) => {
    expect(() => decodeTalk(value)).toThrow(expect.objectContaining({ code: 'BAD_TALK' }));
  });

  it('signs number, side and fingerprint apart', () => {
    const fingerprint = new Uint8Array(32);
    const texts = [signedOffer(1, 'a', fingerprint), signedOffer(1, 'b', fingerprint)].map((each) =>
      each.join(),
    );
    expect(new Set([...texts, signedOffer(2, 'a', fingerprint).join()]).size).toBe(3);
  });
});
